import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.world.formats.algolia import Term, errors, fold, parse

WORDS = st.text("abcdé", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("want", "have", "count"),
    [
        ("zorblax", "zorblax", 0),
        ("zorblax", "zorblak", 1),
        ("zorblax", "zorbax", 1),
        ("zorblax", "zorblaax", 1),
        ("zorblax", "zrobalx", 2),
        ("zorblax", "borblax", 2),
    ],
)
def test_typing_errors_are_counted_and_one_in_the_first_letter_twice(
    want: str, have: str, count: int
) -> None:
    assert errors(want, have) == count


@given(WORDS, WORDS)
def test_errors_are_few_where_words_are_the_same_and_never_more_than_their_letters(a: str, b: str) -> None:
    assert errors(a, a) == 0
    assert (errors(a, b) == 0) == (a == b)
    assert errors(a, b) == errors(b, a) <= max(len(a), len(b)) + 1


@pytest.mark.parametrize(
    ("word", "found"), [("cat", False), ("bat", False), ("apples", True), ("aplle", True)]
)
def test_short_words_are_taken_as_written(word: str, found: bool) -> None:
    query = parse(f"{word} x")
    assert bool(query.wanted[0].found("car, and an apple")) is found


def test_only_the_last_word_may_be_a_beginning() -> None:
    first, last = parse("light appl").wanted
    assert not first.found("lighthouses")
    assert last.found("applause") == [(0, 4)]


def test_long_words_may_hold_two_errors() -> None:
    assert parse("headlihgst x").wanted[0].found("two headlights") == [(4, 14)]
    assert not parse("headihgst x", typos=False).wanted[0].found("two headlights")


def test_accents_and_case_do_not_count() -> None:
    assert fold("ÉCLAIRÉ") == "eclaire"
    assert parse("eclairage").wanted[0].found("Un Éclairage") == [(3, 12)]


def test_phrases_and_exclusions_are_told_apart() -> None:
    query = parse('"brake light" -"left hand" -app lamp')
    assert [term.words for term in query.wanted] == [("brake", "light"), ("lamp",)]
    assert [term.words for term in query.unwanted] == [("left", "hand"), ("app",)]
    assert query.wanted[0].found("a brake-light here") == [(2, 13)]


def test_an_empty_query_wants_nothing() -> None:
    assert parse('  "" - ').wanted == ()


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(0, 4))
def test_a_word_that_stands_there_is_found_there(words: list[str], i: int) -> None:
    text = " ".join(words)
    word = words[i % len(words)]
    bounds = Term((fold(word),), typos=True).found(text)
    assert word in {text[start:end] for start, end in bounds}
