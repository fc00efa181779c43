"""Needles as searches want them."""

import pytest

from bot.query import Needle
from bot.sources.search_terms import joined, quoted, tagged


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        (Needle("Zorblax"), '"Zorblax"'),
        (Needle("vélo  pliant"), '"vélo pliant"'),
        (Needle('le "vrai" vélo'), '"le vrai vélo"'),
        (Needle("zorb", "prefix"), "zorb"),
        (Needle("zorblax", "hashtag"), '"zorblax"'),
        (Needle(' " '), ""),
    ],
)
def test_a_needle_is_quoted_unless_it_is_a_beginning(needle: Needle, text: str) -> None:
    assert quoted(needle) == text


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        (Needle("zorblax", "hashtag"), "#zorblax"),
        (Needle(" ", "hashtag"), ""),
        (Needle("zorblax"), "zorblax"),
        (Needle("vélo pliant"), '"vélo pliant"'),
        (Needle("c++"), '"c++"'),
        (Needle("coca-cola"), '"coca-cola"'),
        (Needle("zorb", "prefix"), "zorb"),
    ],
)
def test_a_hashtag_may_be_asked_for_as_one_and_a_single_word_stands_bare(needle: Needle, text: str) -> None:
    assert tagged(needle) == text


def test_terms_are_joined_so_many_at_a_time_each_once_and_no_empty_one() -> None:
    assert joined(["a", "b", "", "a", "c"], 2) == ["a OR b", "c"]
    assert joined(["a", "b"], 2, "|") == ["a|b"]
    assert joined(["", ""], 2) == []
