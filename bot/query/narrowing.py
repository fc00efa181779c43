"""Words by which a full-text index narrows a query: whatever it holds for contains them.

1. A text is cut into runs of letters and digits, folded; of scripts written without spaces each character is
   a word, and so is each picture. A literal is cut alike, and stands in texts between such cuts alone.
2. Of a tree those parts count that say what must stand in a text. What it denies, who wrote it, where and in
   which language, narrows nothing here.
3. The query is asked again of all that is found: the index may find too much, and never too little.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

import msgspec
import regex

from bot.models import Mention
from bot.query.literal_match import Literal
from bot.query.query import Query
from bot.query.subject import PreparedText
from bot.query.tree import And, Near, Node, Not, Or, Pattern, Scope, Term, Title
from bot.text import RUNNING, fold

VERSION: Final = 1
"""Of how texts are cut: where it changes, they are indexed anew."""
LONGEST: Final = 32
"""Characters of a word that count; of longer ones the beginning."""
MOST: Final = 8_000
"""Different words of a text that are indexed; with `LONGEST` less than the megabyte that PostgreSQL takes."""
WHOLE: Final = "…"
"""The word of texts that hold more words than are indexed: they may hold any."""
_WORD: Final = regex.compile(
    rf"[[\p{{L}}\p{{N}}]--{RUNNING}]+|[\p{{L}}\p{{N}}]|\p{{Extended_Pictographic}}|\p{{Regional_Indicator}}",
    regex.V1,
)


class Word(msgspec.Struct, frozen=True):
    """A word that must stand in a text, or what one must begin with."""

    text: str
    begins: bool = False


class Every(msgspec.Struct, frozen=True):
    """What must all stand in a text."""

    parts: tuple["Narrowing", ...]


class Either(msgspec.Struct, frozen=True):
    """What of which one at least must stand in a text."""

    parts: tuple["Narrowing", ...]


Narrowing: TypeAlias = Word | Every | Either


def words_of(mention: Mention) -> list[str]:
    """The words under which a mention is found, each once."""
    found = list(dict.fromkeys(_cut(PreparedText.of(mention).folded)))
    return [*found[:MOST], WHOLE] if len(found) > MOST else found


def narrowing(query: Query) -> Narrowing | None:
    """What stands in every text that a query holds for; None where that cannot be said in words."""
    needed = _needed(query.tree)
    return needed if needed is None else Either((needed, Word(WHOLE)))


def _needed(node: Node) -> Narrowing | None:
    match node:
        case Term():
            return _either(map(_literal, node.literals))
        case Title():
            return _needed(node.node)
        case Near():
            return _every(map(_needed, (node.left, node.right)))
        case And():
            return _every(map(_needed, node.nodes))
        case Or():
            return _either(map(_needed, node.nodes))
        case Not() | Scope() | Pattern():
            return None


def _literal(literal: Literal) -> Narrowing | None:
    words = _cut(fold(literal.text))
    last = len(words) - 1
    return _every(Word(word, literal.prefix and place == last) for place, word in enumerate(words))


def _every(parts: Iterable[Narrowing | None]) -> Narrowing | None:
    said = tuple(part for part in parts if part is not None)
    return Every(said) if len(said) > 1 else next(iter(said), None)


def _either(parts: Iterable[Narrowing | None]) -> Narrowing | None:
    """What one of must hold: where one of them may hold without any word, nothing is narrowed."""
    said: list[Narrowing] = []
    for part in parts:
        if part is None:
            return None
        said.append(part)
    return Either(tuple(said)) if len(said) > 1 else next(iter(said), None)


def _cut(folded: str) -> list[str]:
    return [word[:LONGEST] for word in _WORD.findall(folded)]
