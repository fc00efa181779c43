"""Slips of the finger in a question, undone: `serius`, `porquoi`, `anwsered`.

1. Only a word of five letters and more is mended, in small letters or the first one, that is no name; of four
   letters where two neighbours changed about.
2. It becomes the word of questions that is a letter away: of several, one with two neighbours changed about,
   then one that begins as it does.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from bot.commands.aspects import words_of_aspects
from bot.commands.tokens import Token
from bot.commands.verbs import one_letter_away
from bot.commands.vocabulary import COMMON

SHORTEST: Final = 5
"""Letters of a word that is mended: of shorter ones only two neighbours changed about are put right."""


def mended(text: str, tokens: Sequence[Token], names: frozenset[int]) -> str:
    """The text with the slips in it undone; `names` are the places of the tokens that are left alone."""
    for place in reversed(range(len(tokens))):
        token = tokens[place]
        if place not in names and _may_be_slip(token, place) and (word := _meant(token.folded)):
            text = text[: token.start] + word + text[token.end :]
    return text


def _may_be_slip(token: Token, place: int) -> bool:
    is_small = token.text.islower() or place == 0 or token.text.isupper()
    if len(token.folded) < SHORTEST - 1 or token.sigil or not is_small or not token.folded.isalpha():
        return False
    return token.folded not in COMMON | words_of_aspects()


def _meant(slip: str) -> str:
    """The word that a slip stands for; empty for none."""
    near = sorted(word for word in set(_candidates(slip)) if one_letter_away(word, slip))
    if len(slip) < SHORTEST:
        near = [word for word in near if sorted(word) == sorted(slip)]
    near.sort(key=lambda word: (sorted(word) != sorted(slip), word[0] != slip[0]))
    return next(iter(near), "")


def _candidates(slip: str) -> Iterator[str]:
    for length in (len(slip) - 1, len(slip), len(slip) + 1):
        yield from _by_length().get(length, ())


@cache
def _by_length() -> dict[int, list[str]]:
    """The words of questions by how long they are."""
    found: dict[int, list[str]] = {}
    for word in sorted(words_of_aspects() | COMMON):
        if len(word) >= SHORTEST - 1 and word.isalpha():
            found.setdefault(len(word), []).append(word)
    return found
