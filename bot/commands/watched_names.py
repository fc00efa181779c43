"""The watched names in a question: as they are written, or a letter away."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from bot.commands.common_words import is_common
from bot.commands.tokens import Token, tokens_of
from bot.commands.verbs import one_letter_away
from bot.commands.vocabulary import GRAMMAR

SHORTEST: Final = 4
"""Letters of a name that may be misspelt: of three, another letter makes another name."""
LONGEST: Final = 6
"""Words that are looked at together: a name may be written with more spaces than it has."""


class Named(msgspec.Struct, frozen=True):
    """A watched name in a question: which watch, from which token to which, and how it was written."""

    watch: int
    first: int
    last: int
    written: str
    is_near: bool = False


def watched_names(tokens: Sequence[Token], watched: Sequence[str]) -> list[Named]:
    """The watched names in their order; those a letter away only where none is written as it is."""
    squeezed = ["".join(token.folded for token in tokens_of(name)) for name in watched]
    exact = list(_exact(tokens, watched, squeezed))
    return exact or list(_near(tokens, squeezed))


def _exact(tokens: Sequence[Token], watched: Sequence[str], squeezed: Sequence[str]) -> Iterator[Named]:
    place = 0
    while place < len(tokens):
        ends = [
            (end, watch)
            for end, written in _windows(tokens, place)
            for watch, name in enumerate(squeezed)
            if name and name == written and _as_apart(tokens[place : end + 1], watched[watch])
        ]
        if ends:
            end, watch = max(ends, key=lambda each: (each[0], -each[1]))
            yield Named(watch, place, end, _written(tokens, place, end))
            place = end
        place += 1


def _as_apart(tokens: Sequence[Token], name: str) -> bool:
    """Whether a name was not pieced together of more words than it has: `it is` is no ITIS."""
    return len(tokens) <= len(tokens_of(name)) or not all(map(is_common, tokens))


def _near(tokens: Sequence[Token], squeezed: Sequence[str]) -> Iterator[Named]:
    place = 0
    while place < len(tokens):
        found = _nearest(tokens, place, squeezed)
        if found:
            watch, end = found
            yield Named(watch, place, end, _written(tokens, place, end), is_near=True)
            place = end
        place += 1


def _nearest(tokens: Sequence[Token], place: int, squeezed: Sequence[str]) -> tuple[int, int] | None:
    for end, written in sorted(_windows(tokens, place), reverse=True):
        if all(map(is_common, tokens[place : end + 1])):
            continue
        if tokens[place].folded in GRAMMAR or tokens[end].folded in GRAMMAR:
            continue
        for watch, name in enumerate(squeezed):
            begins_alike = len(name) > SHORTEST or name[0] == written[0]
            if len(name) >= SHORTEST and begins_alike and one_letter_away(name, written):
                return watch, end
    return None


def _windows(tokens: Sequence[Token], place: int) -> Iterator[tuple[int, str]]:
    """Each run of words that begins there, as its last place and all of its letters together."""
    written = ""
    for end in range(place, min(place + LONGEST, len(tokens))):
        written += tokens[end].folded
        yield end, written


def _written(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first : last + 1])
