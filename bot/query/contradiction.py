"""Whether the parts of a query leave each other anything to find."""

from collections.abc import Sequence
from typing import Final

from bot.models import MentionKind
from bot.query.tree import And, Near, Node, Not, Or, Scope, Term, Title
from bot.text import fold

_EVERY: Final = {"lang": frozenset(), "source": frozenset(), "kind": frozenset(map(Term, MentionKind))}
"""Scopes of which a mention has one value, and all their values where those are known."""
_MOST_WAYS: Final = 40
"""Ways to hold that are tried before a query is taken to have one."""


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


def never(tree: Node) -> bool:
    """Whether each way in which the tree could hold leaves out what it wants, as far as was tried.

    False for parts side by side without a choice among them: `rules_out` is enough for those.
    """
    return not _is_plain(tree) and not _Ways().is_open([(tree, True)], (), ())


def _together(tree: Node) -> tuple[Node, ...]:
    return tree.nodes if isinstance(tree, And) else (tree,)


def _is_plain(tree: Node) -> bool:
    left_out = (part for node in _together(tree) if isinstance(node, Not) for part in parts(node.node))
    beside = (node for node in _together(tree) if not isinstance(node, Not))
    return not any(isinstance(node, And | Or | Not) for nodes in (left_out, beside) for node in nodes)


class _Ways:
    """A tableau: all that must be true together, and one way after another through the choices."""

    def __init__(self) -> None:
        self._left = _MOST_WAYS

    def is_open(
        self, said: Sequence[tuple[Node, bool]], wanted: tuple[Node, ...], left_out: tuple[Node, ...]
    ) -> bool:
        """Whether what is said to be true or false may be so, beside what is wanted and left out."""
        self._left -= 1
        if self._left < 0:
            return True
        more, less, choices = _taken_apart(said)
        if _clash(wanted, less) or _clash(more, (*left_out, *less)):
            return False
        wanted, left_out = (*wanted, *more), (*left_out, *less)
        if no_value_left(wanted, left_out):
            return False
        if not choices:
            return True
        (node, true), *rest = choices
        return any(self.is_open([(each, true), *rest], wanted, left_out) for each in node.nodes)


def _taken_apart(
    said: Sequence[tuple[Node, bool]],
) -> tuple[list[Node], list[Node], list[tuple[And | Or, bool]]]:
    """What is wanted, what is left out, and what is one of several."""
    wanted: list[Node] = []
    left_out: list[Node] = []
    choices: list[tuple[And | Or, bool]] = []
    waiting = list(said)
    while waiting:
        node, true = waiting.pop()
        if isinstance(node, Not):
            waiting.append((node.node, not true))
        elif not isinstance(node, And | Or):
            (wanted if true else left_out).append(node)
        elif isinstance(node, And) == true:
            waiting.extend((each, true) for each in node.nodes)
        else:
            choices.append((node, true))
    return wanted, left_out, choices


def _clash(wanted: Sequence[Node], left_out: Sequence[Node]) -> bool:
    return bool(left_out) and any(map(LeftOut(left_out).rules_out, wanted))


def _values(node: Node, field: str) -> tuple[Term, ...]:
    return node.values if isinstance(node, Scope) and node.field == field else ()


def _covers(broad: Term, narrow: Term) -> bool:
    """Whether one term is found wherever the other is."""
    if (narrow.prefix and not broad.prefix) or (broad.exact and not narrow.exact):
        return False
    return broad.literal.within(broad.literal.read(broad.literal.form(broad.exact)(narrow.text)))
