"""Where the words of a query occur in a text as it was written."""

from collections.abc import Iterator

from bot.query.tree import And, Near, Node, Or, Pattern, Term, Title
from bot.text import blank_addresses, mark_paragraphs, offsets


def spots(node: Node, text: str) -> list[tuple[int, int]]:
    """The spans of what a tree wants: in order, none overlapping another."""
    blank = blank_addresses(mark_paragraphs(text))
    spans: list[tuple[int, int]] = []
    forms: dict[bool, tuple[str, list[tuple[int, int]]]] = {}
    for wanted in _wanted(node):
        if isinstance(wanted, Pattern):
            written = blank.encode("utf-8", "replace").decode()
            spans.extend(match.span() for match in wanted.compiled.finditer(written))
            continue
        exact = wanted.exact
        if exact not in forms:
            forms[exact] = offsets(blank, wanted.literal.form(exact))
        formed, places = forms[exact]
        for literal in wanted.literals:
            spans.extend((places[a][0], places[b - 1][1]) for a, b in literal.spans(formed))
    return _merged(spans)


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
