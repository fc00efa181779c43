"""Where the words of a query occur in a text as it was written."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from bot.query.tree import And, Near, Node, Or, Pattern, Term, Title
from bot.text import blank_addresses, mark_paragraphs, offsets

REMEMBERED: Final = 32
"""Texts of which the forms are remembered: all queries of a channel are asked about one text in a row."""


def spots(node: Node, text: str) -> list[tuple[int, int]]:
    """The spans of what a tree wants: in order, none overlapping another."""
    blank = _blank(text)
    spans: list[tuple[int, int]] = []
    for wanted in _wanted(node):
        if isinstance(wanted, Pattern):
            written = blank.encode("utf-8", "replace").decode()
            spans.extend(match.span() for match in wanted.compiled.finditer(written))
            continue
        formed, places = _formed(blank, wanted.literal.form(wanted.exact))
        for literal in wanted.literals:
            spans.extend((places[a][0], places[b - 1][1]) for a, b in literal.spans(formed))
    return _merged(spans)


@lru_cache(maxsize=REMEMBERED)
def _blank(text: str) -> str:
    return blank_addresses(mark_paragraphs(text))


@lru_cache(maxsize=REMEMBERED)
def _formed(blank: str, form: Callable[[str], str]) -> tuple[str, list[tuple[int, int]]]:
    return offsets(blank, form)


def _wanted(node: Node) -> Iterator[Term | Pattern]:
    match node:
        case Term() | Pattern():
            yield node
        case And() | Or():
            for each in node.nodes:
                yield from _wanted(each)
        case Near():
            yield from _wanted(node.left)
            yield from _wanted(node.right)
        case Title():
            yield from _wanted(node.node)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
