"""Many queries at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadQuery
from bot.query import Index, PreparedText, Query, parse
from tests.query.mentions import mention, read_or_refused
from tests.query.trees import TREES

_PIECES = [
    *("acme", "Acme's", "l'Orange", "Orange Money", "orange-money", "C++", "c#", "ASP.NET", "AT&T", "@acme"),
    *("#tag", "#tags", "@acme.bsky.social", "$orng", "🍊", "24/7", "ソニーストア", "coca-cola", "oranges"),
    *("https://orange.example/acme", "a12b", "=x", "l’oréal", "x", "or", ".", ",", "\n", "été"),
]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)
_QUERIES = TREES.map(lambda tree: read_or_refused(parse, str(tree))).filter(
    lambda read: not isinstance(read, BadQuery)
)
_MENTIONS = st.tuples(_TEXTS, _TEXTS, st.sampled_from(["", "fr"]))


def _alone(queries: dict[str, Query], subject: PreparedText) -> set[str]:
    return {watch for watch, query in queries.items() if query.matches(subject)}


@settings(max_examples=150, deadline=None)
@given(st.lists(_QUERIES, max_size=12), st.lists(_MENTIONS, max_size=5))
def test_an_index_answers_as_each_query_alone(read: list[Query], texts: list[tuple[str, str, str]]) -> None:
    queries = {str(number): query for number, query in enumerate(read)}
    index = Index(queries)
    for title, text, lang in texts:
        subject = PreparedText(mention(text, title=title, lang=lang, author="jeanne", place="r/x"))
        assert index.matches(subject) == _alone(queries, subject)


def _index(*queries: str) -> Index:
    return Index({query: parse(query) for query in queries})


def test_an_empty_index_matches_nothing() -> None:
    assert Index({}).matches(mention("acme")) == set()
    assert len(Index({})) == 0


def test_watches_with_the_same_query_are_all_found() -> None:
    index = Index({"A": parse("acme"), "B": parse("acme"), "C": parse("acme -x"), "D": parse("acme -x")})
    assert index.matches(mention("Acme")) == {"A", "B", "C", "D"}


def test_each_anchor_outside_the_text_finds_its_queries() -> None:
    queries = ("site:a.fr", "author:jeanne", "place:r/x", "url:a.fr/b", "/a.fr/", "title:acme", "=Acme")
    found = _index(*queries).matches(
        mention("Acme", title="acme", author="jeanne", place="r/x", url="https://a.fr/b")
    )
    assert found == set(queries) - {"/a.fr/"}


def test_a_negation_in_one_watch_does_not_affect_another() -> None:
    assert _index("orange -jus", "orange").matches(mention("jus d'orange")) == {"orange"}


def test_a_text_is_worth_asking_if_it_holds_what_some_query_needs() -> None:
    index = _index("orange NEAR/3 fibre", "author:jeanne")
    assert index.touches(PreparedText.glimpsed("chez Orange ou la fibre"))
    assert not index.touches(PreparedText.glimpsed("oranges"))


def test_what_depends_on_the_author_is_possible_until_the_author_is_known() -> None:
    index = _index("orange author:jeanne", "orange -author:paul", "orange fibre")
    glimpsed = PreparedText.glimpsed("Orange")
    assert index.possible(glimpsed) == {"orange author:jeanne", "orange -author:paul"}
    completed = glimpsed.completed(mention("Orange", author="paul"))
    assert index.matches(completed) == set()
