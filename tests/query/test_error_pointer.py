"""Showing a mistake."""

import pytest

from bot.errors import BadQuery
from bot.query import error_pointer, parse


def _shown(query: str) -> list[str]:
    with pytest.raises(BadQuery, match=r".") as refused:
        parse(query)
    return error_pointer(refused.value).split("\n")


def test_the_caret_stands_under_the_mistake() -> None:
    query, mark, reason = _shown("orange (fibre OR livebox")
    assert query[mark.index("^")] == "("
    assert reason == "This bracket is never closed: add ) after what belongs in it."


def test_a_long_query_is_cut_around_the_mistake() -> None:
    query, mark, _ = _shown("word " * 100 + "( " + "word " * 100)
    assert len(query) < 80
    assert query.startswith("…")
    assert query.endswith("…")
    assert query[mark.index("^")] == "("


def test_wide_characters_take_two_columns() -> None:
    _, mark, _ = _shown("日本 (")
    assert mark == "     ^"


def test_line_ends_do_not_break_the_three_lines() -> None:
    assert len(_shown("a\nb (")) == 3
