"""What a tree cannot do without: any mention it holds for contains one of its anchors at least."""

from collections.abc import Callable
from typing import Final

import msgspec

from bot.query.tree import And, Near, Node, Not, Or, Pattern, Scope, Term, Title
from bot.text import fold, runs_on

ANCHORING: Final = frozenset({"author", "place", "site", "url"})
"""Scopes that narrow enough to stand alone; a language, a kind or a source holds nearly everything."""

IN_TEXT: Final = frozenset({"text", "phrase", "tag"})
"""Anchors that stand in title or body, a phrase in its loosened form."""


class RequiredLiteral(msgspec.Struct, frozen=True, gc=False):
    """A piece without which nothing matches, and where it stands.

    That is `text`, `phrase`, `tag` (the hashtag that people make of a name), a scope, or `pattern`.

    `node` is what it was made from.
    """

    field: str
    text: str
    node: Term | Pattern


Choice = Callable[[tuple[RequiredLiteral, ...]], tuple[int, int, int]]
"""How good anchors are; of several sets that would do, the best is kept.

Those in the text come first: hosts take time to work out, names are not known yet when a stream is
looked through, and none of them can be asked of a search.
"""


def rarest(anchors: tuple[RequiredLiteral, ...]) -> tuple[int, int, int]:
    """Long ones first: an index is touched less often."""
    return _in_text(anchors), min(map(_weight, anchors)), -len(anchors)


def fewest(anchors: tuple[RequiredLiteral, ...]) -> tuple[int, int, int]:
    """Few ones first: a source is asked less often."""
    asked = sum(anchor.field != "tag" for anchor in anchors)  # a tag is found by asking for its name
    return _in_text(anchors), -asked, min(map(_weight, anchors))


def _in_text(anchors: tuple[RequiredLiteral, ...]) -> bool:
    return all(anchor.field in IN_TEXT for anchor in anchors)


def _weight(anchor: RequiredLiteral) -> int:
    """About how rare it is: long is rare, and a phrase or a sigil rarer than any one word."""
    return len(anchor.text) + 8 * (" " in anchor.text) + 4 * (not anchor.text.isalpha())


def anchors(node: Node, better: Choice) -> tuple[RequiredLiteral, ...] | None:
    """The anchors of a tree; None when there is something it holds for without any."""
    match node:
        case Term():
            text = node.literal.text
            field = "phrase" if node.literal.is_phrase else "text"
            found = RequiredLiteral(field, fold(text).strip() if node.exact else text, node)
            return (
                (found,)
                if node.tag is None
                else (found, RequiredLiteral("tag", node.tag.text, Term(node.tag.text)))
            )
        case Pattern():
            return (RequiredLiteral("pattern", node.source, node),)
        case Scope() if node.field in ANCHORING:
            return tuple(
                RequiredLiteral(node.field, _within(node.field, value), value) for value in node.values
            )
        case Title():
            return anchors(node.node, better)
        case And():
            return _best([anchors(each, better) for each in node.nodes], better)
        case Near():
            return _best([anchors(node.left, better), anchors(node.right, better)], better)
        case Or():
            return _all([anchors(each, better) for each in node.nodes])
    return None


def _within(field: str, value: Term) -> str:
    return value.literal.text if field in ("author", "place") else value.text


def _best(
    sets: list[tuple[RequiredLiteral, ...] | None], better: Choice
) -> tuple[RequiredLiteral, ...] | None:
    return max((each for each in sets if each is not None), key=better, default=None)


def _all(sets: list[tuple[RequiredLiteral, ...] | None]) -> tuple[RequiredLiteral, ...] | None:
    found: dict[RequiredLiteral, None] = {}
    for each in sets:
        if each is None:
            return None
        found.update(dict.fromkeys(each))
    return tuple(found)


def loose(node: Node) -> Node | None:
    """The part of a tree that lets nearly everything through; None when there is none."""
    match node:
        case Or():
            return next((part for part in map(loose, node.nodes) if part), None)
        case And():
            parts = [loose(each) for each in node.nodes]
            return parts[0] if all(parts) else None
        case Title():
            return loose(node.node)
        case Not():
            return node
        case Scope() if node.field not in ANCHORING:
            return node
    return None


def lone_letter(node: Node) -> Term | None:
    """The one letter or digit that is all a tree asks for, or a branch of it; None when it asks for more."""
    match node:
        case Term():
            return node if _is_lone(node) else None
        case Title():
            return lone_letter(node.node)
        case Or():
            return next(filter(None, map(lone_letter, node.nodes)), None)
        case And():
            narrowing = [each for each in node.nodes if loose(each) is None]
            return lone_letter(narrowing[0]) if len(narrowing) == 1 else None
    return None


def _is_lone(term: Term) -> bool:
    wanted = term.literal.text
    return not term.exact and len(wanted) == 1 and wanted.isalnum() and not runs_on(wanted)


def asks_author(node: Node) -> bool:
    """Whether it depends on who wrote the mention."""
    match node:
        case Scope():
            return node.field == "author"
        case And() | Or():
            return any(asks_author(each) for each in node.nodes)
        case Not() | Title():
            return asks_author(node.node)
    return False
