"""Phrases: what finds them fast and what says where they stand agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query.literal_match import Literal
from bot.text import fold, loosen

_PIECES = st.sampled_from(
    [
        "acme",
        "inc",
        "x",
        " ",
        ", ",
        ",",
        ".",
        ". ",
        "...",
        "'",
        "' ",
        " '",
        "!",
        " (",
        ") ",
        "«",
        "’",
        "-",
        "&",
        "@",
        "·",
        " · ",
    ]
)
_PHRASES = st.sampled_from(["acme inc", "acme inc acme", "l'acme inc", "acme x", ".acme inc", "acme, inc."])


@settings(max_examples=500)
@given(_PHRASES, st.lists(_PIECES, max_size=12).map("".join))
def test_a_phrase_is_found_in_a_loosened_text_where_it_has_spans_in_the_text(phrase: str, text: str) -> None:
    literal, folded = Literal(phrase), fold(text)
    assert literal.within(literal.read(folded)) is bool(list(literal.spans(folded)))


@given(st.lists(_PIECES, max_size=20).map("".join))
def test_loosening_twice_changes_nothing(text: str) -> None:
    once = loosen(fold(text))
    assert loosen(once) == once


@pytest.mark.parametrize(
    ("folded", "loosened"),
    [
        ("acme, inc. said", "acme inc said"),
        ("c++, .net & asp.net; yahoo!", "c++ .net & asp.net yahoo"),
        ("wall·e · acme ·", "wall·e acme"),
        ("l'acme 'inc' @acme #acme", "l'acme inc @acme #acme"),
    ],
)
def test_punctuation_between_words_becomes_a_space_and_what_belongs_to_names_stays(
    folded: str, loosened: str
) -> None:
    assert loosen(folded) == loosened
