"""What somebody asks of the bot in a sentence, in English or in French.

In this order: a command of the help (`list`, `pause Acme`); an aspect of names, or who somebody is
(`inquiries`); the watched names that were written, or of which one letter is another; names that are not
watched, by how they are written and where they stand; what is new of everything; or nothing that is
understood. Words of time are read apart.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
import regex

from bot.commands.calendar_words import Clocked, Span
from bot.commands.common_words import is_common
from bot.commands.inquiries import Inquiry, read_inquiry
from bot.commands.kinds_asked import kind_asked
from bot.commands.plain_text import asked_name
from bot.commands.spans import read_span, within
from bot.commands.tokens import Token, tokens_of
from bot.commands.unwatched_names import unwatched_names
from bot.commands.verbs import kind_said
from bot.commands.vocabulary import COURTESY
from bot.commands.watched_names import Named, watched_names

MOST: Final = 3
"""Names offered at once, of those that stand in a sentence."""
_SYNTAX: Final = regex.compile(
    r"(?<=\S\s)-(?=\w)|(?<!\S)(?i:lang|site|source|kind|author|place|title|url|threads):(?=\S)|(?<!\S)=(?=\s\S)"
    r"|(?<!\S)\((?=[^()]*\s(?:OR|AND|NOT)(?:\s|$))|(?<!\S)(?:NOT\s|O?NEAR/\d)|(?<!\S)/\S+/(?!\S)|(?<!\S)\S+\*(?!\S)"
)
"""Where a question goes on in the language of watches."""

_NEWS: Final = regex.compile(
    r"\b(?:news|newest|latest|updates?|mentions|buzz|neuf|nouveau(?:x|tes?)?|nouvelles|actus?|actualites?"
    r"|(?:what|anything|something)(?: s| is| was| has)?(?: there)?(?: been)?"
    r" (?:new|happen\w*|going on|changed|up)"
    r"|(?:what|anything) (?:do|did|are|have|were) (?:people|they|we|you) (?:say|saying|said|hear|heard)"
    r"|(?:what|anything)(?: s| is| was| has)?(?: been| being)? (?:said|heard)"
    r"|(?:show|tell|give) (?:me|us) (?:everything|all)|(?:dis|montre|raconte) moi tout"
    r"|que (?:dit|dis|disent|raconte|s est|se)(?: t)?(?: on| il| ils| les gens| passe| dit)+"
    r"|(?:quoi|qu est ce qui?)(?: se| s est| est| on| a| ont)*"
    r" (?:passe|dit|disent|raconte\w*|parle\w*|change))\b"
)
"""How one asks what is new, without a name."""
_TIMELY: Final = frozenset({"and", "et", "what", "quoi", "about", "c", "est", "for", "pour"})

_ANY_TIME: Final = Clocked(datetime(2000, 1, 1, tzinfo=UTC), "UTC")
"""Where it matters which words tell a time, and not which time that is."""
_CHAT: Final = frozenset(
    {"how", "are", "you", "there", "doing", "here", "awake", "alive", "comment", "ca", "va", "tu", "es", "la"}
)
"""How one asks somebody how they are."""


class About(msgspec.Struct, frozen=True):
    """Names that are asked about: watches by their place in the list, others as they were written.

    `taken` are words that were taken for a watched name one letter away; `narrowed` is what follows the
    name in the language of watches; `kind` is the kind of watch that the other names are offered as.
    """

    watches: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    span: Span | None = None
    narrowed: str = ""
    taken: tuple[str, ...] = ()
    kind: str = "brand"


class Everything(msgspec.Struct, frozen=True):
    """What is new of all that is watched here, or of all of one kind: our brands, our competitors."""

    span: Span | None = None
    kind: str = ""


class Unclear(msgspec.Struct, frozen=True):
    """Nothing that is understood; `greeting` where it is no question at all."""

    greeting: bool = False


Question = Inquiry | About | Everything | Unclear


def read_question(text: str, watched: Sequence[str], here: Clocked) -> Question:
    """What a text without Slack's marks asks, where these names are watched."""
    if inquiry := read_inquiry(text, watched, here):
        return inquiry
    return plain_question(text, watched, here)


def plain_question(text: str, watched: Sequence[str], here: Clocked) -> Question:
    """What is asked that asks for no aspect: what is new of names, or of all."""
    syntax = None if text.isupper() else _SYNTAX.search(text)
    head, tail = (text[: syntax.start()], text[syntax.start() :]) if syntax else (text, "")
    tokens = tokens_of(head)
    folded, span = " ".join(token.folded for token in tokens), None
    span, places = read_span(folded, here)
    timed = within(tokens, places)
    named = watched_names(tokens, watched)
    taken = {place for each in named for place in range(each.first, each.last + 1)}
    others = unwatched_names(head, tokens, timed, named)
    if tail:
        return _narrowed(head, named, others, tail, here)
    if named or others:
        return About(
            tuple(dict.fromkeys(each.watch for each in named)),
            tuple(dict.fromkeys(others)),
            span,
            taken=tuple(each.written for each in named if each.is_near),
            kind=kind_said(token.folded for token in tokens),
        )
    return _nameless([token for place, token in enumerate(tokens) if place not in timed | taken], timed, span)


def names_in(text: str) -> list[str]:
    """The names in a text, where nothing is watched; words of time are no part of them."""
    tokens = tokens_of(text)
    places = read_span(" ".join(token.folded for token in tokens), _ANY_TIME)[1]
    return unwatched_names(text, tokens, within(tokens, places), ())[:MOST]


def _narrowed(head: str, named: Sequence[Named], others: Sequence[str], tail: str, here: Clocked) -> Question:
    """A name, and what narrows it."""
    span, places = read_span(" ".join(token.folded for token in tokens_of(tail)), here)
    tail = _cut(tail, places)
    if named and not tail.startswith("="):
        return About((named[0].watch,), span=span, narrowed=tail)
    name = others[0] if others else asked_name(head)
    return About(others=(f"{name} {tail}".strip(),), span=span)


def _cut(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text without the words of time at those places of its folded words, and without a last mark."""
    tokens = tokens_of(text)
    for place in sorted(within(tokens, places), reverse=True):
        text = text[: tokens[place].start] + text[tokens[place].end :]
    return " ".join(text.split()).rstrip(" ?!.,")


def _nameless(rest: Sequence[Token], timed: frozenset[int], span: Span | None) -> Question:
    """A question that holds no name."""
    words = [token.folded for token in rest if not token.is_drawn]
    if kind := kind_asked(" ".join(words)):
        return Everything(span, kind)
    if all(token.is_drawn or is_common(token) for token in rest) and _NEWS.search(" ".join(words)):
        return Everything(span)
    if words and all(word in _CHAT for word in words):
        return Unclear(greeting=True)
    if all(word in COURTESY for word in words):
        return Everything(span) if timed else Unclear(greeting=True)
    if timed and all(word in COURTESY or word in _TIMELY for word in words):
        return Everything(span)
    return Unclear()
