"""A mistake in a query, shown where it is."""

import unicodedata
from typing import Final

from bot.errors import BadQuery

_WIDTH: Final = 72
"""Columns of the query that are shown."""


def error_pointer(error: BadQuery) -> str:
    """Three lines: the query, a caret under the place of the mistake, and the reason.

    A long query is cut around the place. Columns are those of a terminal: wide characters take two.
    """
    query = "".join(char if char.isprintable() else " " for char in error.query)
    place = min(max(error.place, 0), len(query))
    start = max(0, min(place - _WIDTH // 2, len(query) - _WIDTH))
    end = min(len(query), start + _WIDTH)
    head, tail = "…" * (start > 0), "…" * (end < len(query))
    indent = len(head) + sum(map(_columns, query[start:place]))
    return f"{head}{query[start:end]}{tail}\n{' ' * indent}^\n{error.reason}"


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
