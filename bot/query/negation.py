"""What a denied part comes to, and parts joined."""

from collections.abc import Iterable

from bot.query.tree import And, Node, Not, Or


def denied(node: Node, place: int = 0) -> Node:
    """What holds exactly where the node does not.

    By De Morgan's laws where that leaves less denied: `-(-a OR -b)` is `a b`, and so has something to
    be looked for.
    """
    match node:
        case Not():
            return node.node
        case Or() if any(isinstance(each, Not) for each in node.nodes):
            return joined(And, (denied(each, each.place) for each in node.nodes))
        case And() if all(isinstance(each, Not) for each in node.nodes):
            return joined(Or, (denied(each, each.place) for each in node.nodes))
    return Not(node, place=place)


def joined(kind: type[And] | type[Or], nodes: Iterable[Node]) -> And | Or:
    """All of them under one node of that kind, which holds none of its own kind."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, kind) else [node])
    return kind(tuple(flat), place=flat[0].place)
