"""Reading queries: how operators bind, and what is refused with which sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadQuery
from bot.query import parse
from bot.query.parser import read, read_part
from bot.query.tree import And, Near, Not, Or, Scope, Term
from tests.query.mentions import read_or_refused


def test_or_binds_weaker_than_and() -> None:
    assert read("a b OR c") == Or((And((Term("a"), Term("b"))), Term("c")))


def test_not_binds_tighter_than_and_and_weaker_than_near() -> None:
    assert read("NOT a NEAR/2 b c") == And((Not(Near(Term("a"), Term("b"), 2)), Term("c")))


def test_brackets_and_double_negations_leave_no_trace() -> None:
    assert read("((a)) - - (b AND (c))".replace("- - ", "NOT NOT ")) == And((Term("a"), Term("b"), Term("c")))


def test_operators_in_small_letters_are_words() -> None:
    assert read("rock or roll") == And((Term("rock"), Term("or"), Term("roll")))


def test_typographic_quotes_and_dashes_are_as_good_as_typed_ones() -> None:
    assert read("“orange money” –jus «agent orange»") == read('"orange money" -jus "agent orange"')


def test_lists_of_scopes_need_no_or() -> None:
    values = (Term("a.fr"), Term("b.fr"))
    assert read("site:(a.fr b.fr)") == read("site:a.fr,b.fr") == Scope("site", values)


def test_a_language_with_its_country_is_the_language() -> None:
    assert read_part("lang:pt-BR") == Scope("lang", (Term("pt"),))


REFUSED = [
    # mistakes
    ("(a", 0, "never closed"),
    ("a)", 1, "closes nothing"),
    ("()", 1, "nothing between"),
    ("a OR", 2, "wants something after"),
    ("OR a", 0, "wants something before"),
    ("a AND OR b", 2, "wants something after"),
    ("(a OR) b", 3, "wants something after"),
    ('a "b', 2, "quote is never closed"),
    ("NEAR a", 0, "NEAR/5"),
    ("NEAR/5 a", 0, "both sides"),
    ("a NEAR/0 b", 2, "from 1 to"),
    ("a NEAR/x b", 2, "NEAR/5"),
    ("a NEAR/5 -b", 9, "nothing negated"),
    ("a NEAR/5 lang:fr", 9, "both sides"),
    ("a NEAR/5 (b c)", 10, "both sides"),
    ("langue:fr x", 0, "lang:"),
    ("foo:bar", 0, "quote it"),
    ("x lang:", 2, "lang:fr"),
    ("x lang:-fr", 7, "-lang:"),
    ("x lang:french", 7, "lang:fr?"),
    ("x lang:xx", 7, "two letters"),
    ("x kind:reveiw", 7, "kind:review"),
    ("title:(lang:fr)", 0, "another scope"),
    ("lang:title:x", 5, "another scope"),
    ("site:a.fr/b", 5, "url:a.fr/b"),
    ("url:https", 4, "nearly every"),
    ("or*ge", 0, "or*"),
    ("/(/", 0, "RE2"),
    ("/(?=a)/", 0, "no look-around"),
    (r"/(a)\1/", 0, "no back-reference"),
    ("/a\ud800/", 0, "half a character"),
    (f"/{'a' * 201}/", 0, "200"),
    ("https://x.example/a", 0, "url:x.example/a"),
    ("jean@example.org", 0, "Mail"),
    # what other tools take for operators
    ("a | b", 2, "OR"),
    ("a || b", 2, "OR"),
    ("a && b", 2, "a space is enough"),
    ("canal + sport", 6, "into quotes"),
    ("a = b", 2, "=Orange"),
    ("a near/5 b", 2, "NEAR/5"),
    ("a /orange/i", 2, "/(?i)orange/"),
    ("a 'orange money' b", 2, 'write "orange money"'),
    ("a ‘orange money’", 2, 'write "orange money"'),
    # nothing, or nearly everything
    ("", 0, "nothing to look for"),
    ('""', 0, "nothing to look for"),
    ("...", 0, "nothing to look for"),
    ("-foo", 0, "nearly everything"),
    ("a OR -b", 5, "branch of an OR"),
    ("a*", 0, "nearly everything"),
    ("lang:fr", 0, "nearly everything"),
    ("acme OR lang:fr", 8, "nearly everything"),
    ("-a -b", 0, "nearly everything"),
    ("-(-a b)", 0, "nearly everything"),
    ("/.*/", 0, "nearly everything"),
    (r"/\w/", 0, "nearly everything"),
    ("a OR /e/", 5, "nearly everything"),
    ("(a OR (b OR (c OR -d)))", 18, "branch of an OR"),
    # never
    ("a -a", 0, "never match"),
    ("Orange -ORANGE", 0, "never match"),
    ("(a OR b) -(a OR b)", 1, "never match"),
    ('"orange money" -orange', 0, "never match"),
    ("orange -oran*", 0, "never match"),
    ("c OR (a -a)", 6, "never match"),
    ("x lang:fr lang:en", 10, "one language"),
    ("x lang:fr -lang:fr", 2, "never match"),
    ("x kind:post kind:video", 12, "one kind"),
    ("a -(b OR -b)", 10, "never match"),
    ("a -kind:(post OR comment OR article OR review OR video)", 0, "never match"),
    ("site:blog.a.fr -site:a.fr", 0, "never match"),
    # too much
    ("a" * 2001, 2000, "2,000 characters"),
    (" ".join(["abc"] * 201), 800, "200 terms"),
    ("(" * 50 + "a" + ")" * 50, 40, "40 deep"),
]


@pytest.mark.parametrize(("query", "place", "reason"), REFUSED)
def test_it_refuses_and_says_why_and_where(query: str, place: int, reason: str) -> None:
    with pytest.raises(BadQuery, match=r".") as refused:
        parse(query)
    assert reason in refused.value.reason
    assert refused.value.place == place
    assert refused.value.query == query


@pytest.mark.parametrize(
    "query",
    [
        *("orange* -orange", "orange -=ORANGE", "a -@a", "site:a.fr", "author:jeanne", "!!!"),
        *("a (b -a OR c)", "a (b OR c) -(a b)", "site:a.fr -site:blog.a.fr", "a lang:fr (b lang:en OR c)"),
        *(r"/\d/", "/[A-Z]{2,}/", "rock 'n' roll", '"near/5" OR "|" OR "=" OR "/orange/i"', "a -kind:post"),
    ],
)
def test_it_does_not_refuse_what_can_match(query: str) -> None:
    assert parse(query)


def test_single_quotes_around_a_word_are_no_part_of_it() -> None:
    assert read("'acme' ‘orange’") == And((Term("acme"), Term("orange")))


def test_a_site_may_be_a_whole_domain_written_with_its_dot() -> None:
    assert read("site:.fr") == Scope("site", (Term("fr"),))


_TYPED = st.text(alphabet=st.sampled_from('ab "“”()-–=*/:@#$\\,.é日🍊ORNTEA5ltisng\n'), max_size=80)


@settings(deadline=None)
@given(_TYPED | st.text())
def test_no_input_crashes_the_reader(text: str) -> None:
    read = read_or_refused(parse, text)
    if isinstance(read, BadQuery):
        assert read.reason
        assert 0 <= read.place <= len(text)
    else:
        assert read_part(str(read.tree)) == read.tree
        assert read.explain().startswith("mentions ")


@pytest.mark.parametrize("query", ["-" * 1999 + "a", "NOT " * 499 + "a", "NOT " * 498 + "a"])
def test_many_negations_are_one_or_none(query: str) -> None:
    read = read_or_refused(parse, query)
    assert isinstance(read, BadQuery) == ((query.count("-") + query.count("NOT")) % 2 == 1)


@pytest.mark.parametrize("query", ["(" * 2000, '"' * 1999, ")" * 2000, "a OR " * 400])
def test_deep_and_strange_input_is_refused(query: str) -> None:
    assert isinstance(read_or_refused(parse, query), BadQuery)
