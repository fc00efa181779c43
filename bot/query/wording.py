"""A tree read back in words, so that a person can see whether it says what they meant."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from bot.locale import N_, _, _n
from bot.query.languages import language_name
from bot.query.tree import And, Near, Node, Not, Or, Pattern, Scope, Term, Title


class _ScopeWords(msgspec.Struct, frozen=True):
    """How a scope is said: asked for, left out, the place in both sentences, and what stands there."""

    asked: str
    left_out: str
    place: str
    values: Callable[[Scope], str]


def explained(tree: Node) -> str:
    """The whole query in words: *terms* between asterisks, clauses between commas."""
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    things = [part for part in parts if is_thing(part)]
    said = [worded(things[0])] if len(things) == 1 else [_tight(part) for part in things]
    rest = [worded(part) for part in sorted(parts, key=_negated) if not is_thing(part)]
    if said:
        head = _("mentions of {things}", things=_(" and ").join(said))
    else:
        head = _("mentions {condition}", condition=rest.pop(0))
    return ", ".join([head, *rest])


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
            return _("text like {expression}", expression=node)
        case Scope():
            return _scope(node)
        case Title():
            return _("with {words} in the title", words=_tight(node.node))
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
        said = _("words that begin with {letters}", letters=said)
    elif term.text.startswith("@"):
        said = _("the handle {name}", name=said)
    elif term.text.startswith("#"):
        said = _("the hashtag {name}", name=said)
    return _("{words} (exactly so)", words=said) if term.exact else said


def _near(near: Near) -> str:
    left = f"({worded(near.left)})" if isinstance(near.left, Or) else _operand(near.left)
    right = _operand(near.right)
    if near.ordered:
        return _n(
            "{left} followed within {n} word by {right}",
            "{left} followed within {n} words by {right}",
            near.distance,
            left=left,
            right=right,
        )
    return _n(
        "{left} within {n} word of {right}",
        "{left} within {n} words of {right}",
        near.distance,
        left=left,
        right=right,
    )


def _operand(node: Node) -> str:
    return f"({worded(node)})" if isinstance(node, Near) else worded(node)


def _without(node: Node) -> str:
    match node:
        case Scope():
            return _scope_denied(node)
        case Title():
            return _("without {words} in the title", words=_tight(node.node))
        case Or() if any(isinstance(each, Scope | Title) for each in node.nodes):
            return _(" and ").join(map(_without, node.nodes))
        case And() if any(isinstance(each, Not) for each in node.nodes):
            return _("not ({what})", what=_together(node))
        case And():
            both = N_("not both {what}") if len(node.nodes) == 2 else N_("not all of {what}")
            return _(both, what=_together(node))
    return _("without {what}", what=worded(node))


def _together(node: And) -> str:
    things = [_tight(each) for each in _things_first(node.nodes) if not isinstance(each, Not)]
    return ", ".join(
        [_(" and ").join(things), *(worded(each) for each in node.nodes if isinstance(each, Not))]
    )


def _tight(node: Node) -> str:
    return f"({worded(node)})" if isinstance(node, And | Or) else worded(node)


def _choice(node: Node) -> str:
    """One of several, in brackets if it would run into the next."""
    return f"({worded(node)})" if isinstance(node, And | Near) else worded(node)


def _listed(parts: Iterable[str]) -> str:
    *most, last = parts
    return _("{names} or {last}", names=", ".join(most), last=last) if most else last


def _scope(scope: Scope) -> str:
    return _threads(scope) if scope.field == "threads" else _said(scope, _words_for(scope).asked)


def _scope_denied(scope: Scope) -> str:
    return _threads(scope) if scope.field == "threads" else _said(scope, _words_for(scope).left_out)


def _said(scope: Scope, sentence: str) -> str:
    words = _words_for(scope)
    return _(sentence, **{words.place: words.values(scope)})


def _words_for(scope: Scope) -> _ScopeWords:
    return _SCOPES.get(scope.field, _IN_ADDRESSES)


def _threads(scope: Scope) -> str:
    if _values(scope) == ["no"]:
        return _("without what only answers them")
    return _("with what answers them")


def _values(scope: Scope) -> list[str]:
    return [value.text + "…" * value.prefix for value in scope.values]


def _plainly(scope: Scope) -> str:
    return _listed(_values(scope))


def _starred(scope: Scope) -> str:
    return _listed(f"*{value}*" for value in _values(scope))


def _languages(scope: Scope) -> str:
    return _listed(language_name(value) for value in _values(scope))


def _kinds(scope: Scope) -> str:
    return _listed(_(_KINDS[value]) if value in _KINDS else value for value in _values(scope))


_KINDS: Final = {
    "post": N_("posts"),
    "comment": N_("comments"),
    "article": N_("articles"),
    "review": N_("reviews"),
    "video": N_("videos"),
}
_SCOPES: Final = {
    "lang": _ScopeWords(N_("in {languages}"), N_("not in {languages}"), "languages", _languages),
    "kind": _ScopeWords(N_("only {kinds}"), N_("not {kinds}"), "kinds", _kinds),
    "site": _ScopeWords(
        N_("from or linking to {sites}"), N_("not from or linking to {sites}"), "sites", _plainly
    ),
    "source": _ScopeWords(N_("on {sources}"), N_("not on {sources}"), "sources", _plainly),
    "author": _ScopeWords(N_("by {authors}"), N_("not by {authors}"), "authors", _starred),
    "place": _ScopeWords(N_("in the place {places}"), N_("not in the place {places}"), "places", _starred),
}
_IN_ADDRESSES: Final = _ScopeWords(
    N_("with {words} in an address"), N_("not with {words} in an address"), "words", _starred
)
