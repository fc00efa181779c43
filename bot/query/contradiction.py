"""Whether the parts of a query that stand side by side leave each other anything to find.

What people write by mistake is found: a phrase wanted whose word is left out, two languages at once. Choices
within choices that exclude each other are not looked through: of some thousand queries none had any.
"""

from collections.abc import Sequence
from typing import Final

from bot.models import MentionKind
from bot.query.tree import And, Near, Node, Or, Scope, Term, Title
from bot.text import fold

_EVERY: Final = {"lang": frozenset(), "source": frozenset(), "kind": frozenset(map(Term, MentionKind))}
"""Scopes of which a mention has one value, and all their values where those are known."""


class LeftOut:
    """What is left out beside other parts."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self._set = frozenset(nodes)
        self._terms = [(part.literal.text, part) for part in nodes if isinstance(part, Term)]

    def rules_out(self, node: Node) -> bool:
        """Whether something left out is there whenever the node holds."""
        if node in self._set:
            return True
        match node:
            case Or():
                return all(map(self.rules_out, node.nodes))
            case And():
                return any(map(self.rules_out, node.nodes))
            case Near():
                return self.rules_out(node.left) or self.rules_out(node.right)
            case Title():
                inner = [part.node for part in self.nodes if isinstance(part, Title)]
                return LeftOut([*(term for _, term in self._terms), *inner]).rules_out(node.node)
            case Scope():
                return all(self._leaves_out(node.field, value) for value in node.values)
            case Term():
                held = fold(node.literal.text)
                return any(text in held or text in node.literal.text for text, _ in self._terms) and any(
                    _covers(part, node) for _, part in self._terms
                )
        return False

    def _leaves_out(self, field: str, value: Term) -> bool:
        """Whether a value of a scope, or for a site the host it is below, is left out."""
        others = [other for node in self.nodes for other in _values(node, field)]
        return value in others or (
            field == "site" and any(value.text.endswith(f".{other.text}") for other in others)
        )


def no_value_left(wanted: Sequence[Node], left_out: Sequence[Node]) -> str:
    """The scope of one value for which no value is left; empty if there is none."""
    for field, every in _EVERY.items():
        asked = [frozenset(node.values) for node in wanted if isinstance(node, Scope) and node.field == field]
        if not asked and not every:
            continue
        values = frozenset.intersection(*asked) if asked else every
        if not values.difference(value for node in left_out for value in _values(node, field)):
            return field
    return ""


def parts(node: Node) -> tuple[Node, ...]:
    """What each of must be false for the node to be false."""
    return node.nodes if isinstance(node, Or) else (node,)


def _values(node: Node, field: str) -> tuple[Term, ...]:
    return node.values if isinstance(node, Scope) and node.field == field else ()


def _covers(broad: Term, narrow: Term) -> bool:
    """Whether one term is found wherever the other is."""
    if (narrow.prefix and not broad.prefix) or (broad.exact and not narrow.exact):
        return False
    return broad.literal.within(broad.literal.read(broad.literal.form(broad.exact)(narrow.text)))
