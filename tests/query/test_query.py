"""What can be asked of a query beside whether it matches."""

import pytest

from bot.errors import BadQuery
from bot.query import Needle, parse
from tests.query.mentions import mention

LONG = (
    '("orange money" OR @orange_france OR orange NEAR/5 (fibre OR livebox OR 5G)) -jus -"agent orange" '
    "lang:fr -site:rugbyrama.fr"
)

READ_BACK = [
    (
        "orange NEAR/5 (fibre OR livebox)",
        "mentions of *orange* within 5 words of *fibre* or *livebox*",
    ),
    (
        LONG,
        "mentions of *orange money*, the handle *@orange_france* or (*orange* within 5 words of *fibre*, "
        "*livebox* or *5G*), in French, without *jus*, without *agent orange*, "
        "not from or linking to rugbyrama.fr",
    ),
    ("orange (fibre OR adsl)", "mentions of *orange* and (*fibre* or *adsl*)"),
    ("a ONEAR/1 b", "mentions of *a* followed within 1 word by *b*"),
    (
        "acme* OR #tag OR =Orange",
        "mentions of words that begin with *acme*, the hashtag *#tag* or *Orange* (exactly so)",
    ),
    ("a -(b c)", "mentions of *a*, not both *b* and *c*"),
    ("a -(b c d)", "mentions of *a*, not all of *b* and *c* and *d*"),
    ("a OR (b -c)", "mentions of *a* or (*b*, without *c*)"),
    ("a -(lang:fr OR lang:en)", "mentions of *a*, not in French and not in English"),
    ("a -(b OR -title:c)", "mentions of *a*, with *c* in the title, without *b*"),
    ("a -(title:b OR title:c)", "mentions of *a*, without *b* in the title and without *c* in the title"),
    ("a -(-b c)", "mentions of *a*, not (*c*, without *b*)"),
    ("title:a OR site:b.fr", "mentions with *a* in the title or from or linking to b.fr"),
    ("site:b.fr OR a", "mentions of *a* or from or linking to b.fr"),
    ("lang:fr a OR b", "mentions of (*a* and in French) or *b*"),
    ("(a OR b) NEAR/2 (c OR d)", "mentions of (*a* or *b*) within 2 words of *c* or *d*"),
    ("site:lemonde.fr", "mentions from or linking to lemonde.fr"),
    ("author:jeanne place:r/x", "mentions by *jeanne*, in the place *r/x*"),
    ("title:acme -title:x", "mentions with *acme* in the title, without *x* in the title"),
    ("acme kind:(review OR video) source:bluesky", "mentions of *acme*, only reviews or videos, on bluesky"),
    ("acme -kind:review url:blog", "mentions of *acme*, with *blog* in an address, not reviews"),
    ("/a+b/ x -/c+d/", "mentions of text like /a+b/ and *x*, without text like /c+d/"),
]


@pytest.mark.parametrize(("query", "words"), READ_BACK)
def test_it_is_read_back_in_words(query: str, words: str) -> None:
    assert parse(query).explain() == words


NEEDLES = [
    ("acme", (Needle("acme"),)),
    ("Orange Money -jus", (Needle("Orange"),)),
    ('orange "orange money"', (Needle("orange money"),)),
    ("acme OR @acme_help", (Needle("acme"), Needle("acme_help", "handle"))),
    ("#acme OR acm*", (Needle("acme", "hashtag"), Needle("acm", "prefix"))),
    ("acme (a OR b OR c)", (Needle("acme"),)),
    ("$ORNG", (Needle("ORNG"),)),
    ('"#acme fail"', (Needle("#acme fail"),)),
    ('"@acme help"', (Needle("@acme help"),)),
    ("C++", (Needle("C++"),)),
    ("site:a.fr", ()),
    ("/a+b/", ()),
    ("acme site:a.fr", (Needle("acme"),)),
    ("acme author:x", (Needle("acme"),)),
]


@pytest.mark.parametrize(("query", "needles"), NEEDLES)
def test_sources_are_asked_for_what_it_cannot_do_without(query: str, needles: tuple[Needle, ...]) -> None:
    assert parse(query).needles() == needles


def test_it_says_which_languages_it_asks_for() -> None:
    assert parse("acme lang:(fr OR en)").languages() == ("fr", "en")
    assert parse("acme -lang:fr").languages() == ()


def test_it_says_which_words_nothing_it_finds_contains() -> None:
    assert parse('a -jus -"agent orange" -(bb OR cc)').excluded() == ("jus", "agent orange", "bb", "cc")
    assert parse("a -=Jus -ju* -@jus -lang:fr -(b c)").excluded() == ()
    assert parse("a -c -C++ -d'or -24/7 -🍊").excluded() == ()


def test_widened_it_asks_for_the_same_with_all_that_it_leaves_out() -> None:
    query = parse("acme -jus lang:fr -(b OR site:x.fr)")
    wide = query.without_exclusions()
    assert (wide.needles(), wide.languages(), wide.excluded()) == (query.needles(), ("fr",), ())
    assert wide.matches(mention("acme jus", lang="fr"))
    assert not wide.matches(mention("acme jus", lang="en"))
    assert parse("acme lang:fr").without_exclusions() == parse("acme lang:fr")


def test_it_says_which_clause_dropped_a_mention() -> None:
    query = parse("orange -jus lang:fr")
    assert [clause.label for clause in query.clauses()] == ["*orange*", "without *jus*", "in French"]
    turned = parse("-jus lang:fr orange")
    assert turned.clauses()[0].label == "*orange*"
    unrelated = turned.first_failed_clause(mention("du jus", lang="en"))
    assert unrelated is not None
    assert unrelated.label == "*orange*"
    dropped = query.first_failed_clause(mention("jus d'orange", lang="fr"))
    assert dropped is not None
    assert dropped.label == "without *jus*"
    assert query.first_failed_clause(mention("orange", lang="fr")) is None


def _marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in parse(query).spots(text)]


def test_it_shows_where_its_words_occur_in_the_text_as_written() -> None:
    assert _marked("oréal OR straße OR coca-cola", "L’ORÉAL, la Strasse; Coca‑Cola") == [
        "ORÉAL",
        "Strasse",
        "Coca‑Cola",
    ]
    assert _marked('"orange money" -jus', "Ｏｒａｎｇｅ\n  Money sans jus") == ["Ｏｒａｎｇｅ\n  Money"]
    assert _marked("orange", "https://orange.example/orange Orange") == ["Orange"]
    assert _marked("/ac.e/", "\ud800 acme") == ["acme"]
    assert _marked("=Orange", "orange Orange") == ["Orange"]
    assert _marked(r"/a\d+/ OR orange NEAR/3 fibre", "a12 orange et fibre") == ["a12", "orange", "fibre"]


def test_a_part_shows_where_the_words_stand_that_it_denies() -> None:
    text = "Un jus d’orange, le jus frais"
    about, without = parse("orange -jus").clauses()
    assert [text[start:end] for start, end in without.spots(text)] == ["jus", "jus"]
    assert [text[start:end] for start, end in about.spots(text)] == ["orange"]


def test_spots_that_overlap_are_one() -> None:
    assert _marked('"orange money" OR "money bank"', "Orange Money Bank") == ["Orange Money Bank"]


@pytest.mark.parametrize(
    "text", ["acme", "acme threads:yes", "acme threads:oui lang:fr", "(acme OR zorblax) -jus"]
)
def test_a_query_wants_what_answers_a_mention(text: str) -> None:
    assert parse(text).threads


@pytest.mark.parametrize("text", ["acme threads:no", "acme THREADS:off", "threads:non acme -jus"])
def test_a_query_may_do_without(text: str) -> None:
    assert not parse(text).threads
    assert "without what only answers" in parse(text).explain()


@pytest.mark.parametrize(
    "text",
    ["acme OR (zorblax threads:no)", "acme -threads:no", "acme threads:no threads:yes",
     "acme threads:(no OR yes)",
     "threads:no", "acme threads:maybe"],
)  # fmt: skip
def test_whether_threads_are_wanted_is_said_once_and_of_the_whole(text: str) -> None:
    with pytest.raises(BadQuery):
        parse(text)
