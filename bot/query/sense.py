"""Whether a tree makes sense: a query that never matches, or nearly always, is refused."""

import unicodedata
from typing import Final

from bot.errors import BadQuery
from bot.query.anchors import loose
from bot.query.tree import And, Near, Node, Not, Or, Pattern, Scope, Term, Title
from bot.text import HIDDEN, fold, hide_addresses, runs_on

SHORTEST_PREFIX: Final = 2
"""Letters before `*`."""
_SINGLE: Final = frozenset({"lang", "kind", "source"})
"""Scopes of which a mention has one value."""
_PROBES: Final = ("le chat dort", "HELLO WORLD", "注文が届かない", "4711", "🍊!")
"""Texts with nothing in common: an expression found in four of them is found nearly everywhere."""


def check_term(term: Term, text: str) -> None:
    """Refuses a term that cannot be found, or that is found everywhere. Raises `BadQuery`."""
    wanted = term.literal.text
    if not _searchable(wanted):
        what = f"“{term.text}”" if term.text else "these quotes"
        raise BadQuery(f"There is nothing to look for in {what}.", query=text, place=term.place)
    beginning = wanted.lstrip("@#$")
    if term.prefix and len(beginning) < SHORTEST_PREFIX and beginning.isalnum() and not runs_on(beginning):
        raise BadQuery(
            f"{term} matches nearly everything: write at least {SHORTEST_PREFIX} letters before the *.",
            query=text,
            place=term.place,
        )


def check_no_address(term: Term, text: str) -> None:
    """Refuses an address where words are wanted: no word finds one. Raises `BadQuery`."""
    if HIDDEN in hide_addresses(term.text):
        raise BadQuery(_address(term.text), query=text, place=term.place)


def _searchable(wanted: str) -> bool:
    if any(unicodedata.category(char)[0] in "LNS" for char in wanted):
        return True
    return len(wanted) > 1 and bool(set(wanted) - set(".,;:'\" _")) and wanted.isprintable()


def _address(written: str) -> str:
    if "@" in written.split("/")[0]:
        return "Mail addresses are not looked for. For a handle, write it alone: @acme."
    address = written.rpartition("://")[2]
    return f"Addresses are not searched as words: write url:{address}, or site: and the host."


def check(tree: Node, text: str) -> None:
    """Refuses a tree that can never hold, or that holds for nearly everything. Raises `BadQuery`."""
    _check_parts(tree, text)
    everything = loose(tree)
    if everything is not None:
        raise BadQuery(_why_loose(everything, tree), query=text, place=everything.place)


def _why_loose(part: Node, tree: Node) -> str:
    where = "alone" if part is tree or isinstance(tree, And) else "as a branch of an OR"
    beside = f"acme {part}" if str(part) != "acme" else "orange acme"
    return f"{part} {where} matches nearly everything: write what to look for beside it, as in {beside}."


def _check_parts(node: Node, text: str) -> None:
    match node:
        case And():
            _check_together(node, text)
            for each in node.nodes:
                _check_parts(each, text)
        case Or():
            for each in node.nodes:
                _check_parts(each, text)
        case Not() | Title():
            _check_parts(node.node, text)
        case Pattern():
            if sum(node.compiled.search(probe) is not None for probe in _PROBES) >= len(_PROBES) - 1:
                raise BadQuery(f"{node} matches nearly everything: narrow it.", query=text, place=node.place)


class _Excluded:
    """What is left out beside other parts."""

    def __init__(self, parts: list[Node]) -> None:
        self.parts = parts
        self._nodes = frozenset(parts)
        self._terms = [(part.literal.text, part) for part in parts if isinstance(part, Term)]

    def kills(self, node: Node) -> bool:
        """Whether something left out is there whenever the node holds."""
        if node in self._nodes:
            return True
        match node:
            case Or():
                return all(map(self.kills, node.nodes))
            case And():
                return any(map(self.kills, node.nodes))
            case Near():
                return self.kills(node.left) or self.kills(node.right)
            case Title():
                inner = [part.node for part in self.parts if isinstance(part, Title)]
                return _Excluded([*(part for part in self.parts if isinstance(part, Term)), *inner]).kills(
                    node.node
                )
            case Term():
                held = fold(node.literal.text)
                return any(text in held or text in node.literal.text for text, _ in self._terms) and any(
                    _covers(part, node) for _, part in self._terms
                )
        return False


def _check_together(node: And, text: str) -> None:
    """Refuses parts that exclude each other."""
    excluded = _Excluded([part for each in node.nodes if isinstance(each, Not) for part in _parts(each.node)])
    for each in node.nodes:
        if excluded.parts and not isinstance(each, Not) and excluded.kills(each):
            raise BadQuery(
                f"This can never match: {each} is wanted and left out at once.", query=text, place=each.place
            )
    for name in _SINGLE:
        asked = [each for each in node.nodes if isinstance(each, Scope) and each.field == name]
        left_out = {value for part in excluded.parts for value in _values(part, name)}
        values = set.intersection(*(set(each.values) for each in asked)) - left_out if asked else None
        if values is not None and not values:
            raise BadQuery(
                f"This can never match: a mention has one {_NOUNS[name]}. For several: {name}:(a OR b).",
                query=text,
                place=asked[-1].place,
            )


_NOUNS: Final = {"lang": "language", "kind": "kind", "source": "source"}


def _values(part: Node, name: str) -> tuple[Term, ...]:
    return part.values if isinstance(part, Scope) and part.field == name else ()


def _parts(node: Node) -> tuple[Node, ...]:
    return node.nodes if isinstance(node, Or) else (node,)


def _covers(broad: Term, narrow: Term) -> bool:
    """Whether one term is found wherever the other is."""
    if (narrow.prefix and not broad.prefix) or (broad.exact and not narrow.exact):
        return False
    return broad.literal.within(broad.literal.form(broad.exact)(narrow.text))
