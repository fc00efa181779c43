"""A tree read back in words, so that a person can see whether it says what they meant."""

from collections.abc import Iterable

from bot.query.languages import NAMES
from bot.query.tree import And, Near, Node, Not, Or, Pattern, Scope, Term, Title


def explained(tree: Node) -> str:
    """The whole query in words: *terms* between asterisks, clauses between commas."""
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    things = [part for part in parts if is_thing(part)]
    said = [worded(things[0])] if len(things) == 1 else [_tight(part) for part in things]
    rest = [worded(part) for part in sorted(parts, key=_negated) if not is_thing(part)]
    head = [f"mentions of {' and '.join(said)}"] if said else [f"mentions {rest.pop(0)}"]
    return ", ".join(head + rest)


def is_thing(node: Node) -> bool:
    """Whether it is about words in the text, and not about where, by whom or in which language."""
    if isinstance(node, And | Or):
        return any(map(is_thing, node.nodes))
    return isinstance(node, Term | Near | Pattern)


def _things_first(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: not is_thing(node))


def _negated(node: Node) -> bool:
    return isinstance(node, Not)


def worded(node: Node) -> str:
    """One part of a query in words."""
    match node:
        case Term():
            return _term(node)
        case Pattern():
            return f"text like {node}"
        case Scope():
            return _scope(node, "")
        case Title():
            return f"with {_tight(node.node)} in the title"
        case Near():
            return _near(node)
        case Not():
            return _without(node.node)
        case And():
            return _together(node)
        case Or():
            return _listed([_choice(each) for each in _things_first(node.nodes)])


def _term(term: Term) -> str:
    said = f"*{term.text}*"
    if term.prefix:
        said = f"words that begin with {said}"
    elif term.text.startswith("@"):
        said = f"the handle {said}"
    elif term.text.startswith("#"):
        said = f"the hashtag {said}"
    return f"{said} (exactly so)" if term.exact else said


def _near(near: Near) -> str:
    words = "1 word" if near.distance == 1 else f"{near.distance} words"
    left = f"({worded(near.left)})" if isinstance(near.left, Or) else _operand(near.left)
    right = _operand(near.right)
    return (
        f"{left} followed within {words} by {right}" if near.ordered else f"{left} within {words} of {right}"
    )


def _operand(node: Node) -> str:
    return f"({worded(node)})" if isinstance(node, Near) else worded(node)


def _without(node: Node) -> str:
    match node:
        case Scope():
            return _scope(node, "not ")
        case Title():
            return f"without {_tight(node.node)} in the title"
        case Or() if any(isinstance(each, Scope | Title) for each in node.nodes):
            return " and ".join(map(_without, node.nodes))
        case And() if any(isinstance(each, Not) for each in node.nodes):
            return f"not ({_together(node)})"
        case And():
            return f"not both {_together(node)}" if len(node.nodes) == 2 else f"not all of {_together(node)}"
        case Pattern():
            return f"without {worded(node)}"
    return f"without {worded(node)}"


def _together(node: And) -> str:
    things = [_tight(each) for each in _things_first(node.nodes) if not isinstance(each, Not)]
    return ", ".join([" and ".join(things), *(worded(each) for each in node.nodes if isinstance(each, Not))])


def _tight(node: Node) -> str:
    return f"({worded(node)})" if isinstance(node, And | Or) else worded(node)


def _choice(node: Node) -> str:
    """One of several, in brackets if it would run into the next."""
    return f"({worded(node)})" if isinstance(node, And | Near) else worded(node)


def _listed(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} or {last}" if most else last


def _scope(scope: Scope, no: str) -> str:
    values = [value.text + "…" * value.prefix for value in scope.values]
    match scope.field:
        case "lang":
            return f"{no}in {_listed(NAMES.get(value, value) for value in values)}"
        case "kind":
            return f"{no}{'' if no else 'only '}{_listed(value + 's' for value in values)}"
        case "site":
            return f"{no}from or linking to {_listed(values)}"
        case "source":
            return f"{no}on {_listed(values)}"
        case "author":
            return f"{no}by {_listed(f'*{value}*' for value in values)}"
        case "threads":
            return "without what only answers them" if values == ["no"] else "with what answers them"
        case "place":
            return f"{no}in the place {_listed(f'*{value}*' for value in values)}"
    return f"{no}with {_listed(f'*{value}*' for value in values)} in an address"
