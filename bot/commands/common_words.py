"""Which words of a sentence are no name: common ones with their inflections, verbs of ours, hours of a day.

The vocabulary holds a word once or twice; people write it in the plural, in the feminine, as an adverb or
as a participle. In capitals such a form may still be a name (Slackers, Looker).
"""

from collections.abc import Iterator
from typing import Final

import regex

from bot.commands.tokens import Token
from bot.commands.verbs import WORDS
from bot.commands.vocabulary import COMMON, GRAMMAR

_STEMS: Final = (COMMON - GRAMMAR) | WORDS
_SHORTEST: Final = 3
"""Letters of what is left without an ending."""
_HOUR: Final = regex.compile(r"\d{1,2}(?:am|pm|h(?:[0-5]\d)?)")
_ENDINGS: Final = (
    *("s", "es", "ed", "d", "ing", "ly", "er", "ers", "est", "less", "ful", "ness"),
    *("x", "e", "ee", "ees", "ment", "ant", "ante"),
)
_BEGINNINGS: Final = ("un", "in", "re", "mis", "de")


def is_common(token: Token) -> bool:
    """Whether a word is a common one, or a form of one in small letters."""
    if token.folded in COMMON or is_hour(token):
        return True
    return token.text.islower() and any(form in _STEMS for form in _forms(token.folded))


def is_hour(token: Token) -> bool:
    """Whether a word is an hour of the day: `3pm`, `8h30`."""
    return _HOUR.fullmatch(token.folded) is not None


def _forms(word: str) -> Iterator[str]:
    """What a word may be a form of: `biggest` of `big`, `useless` of `use`, `décevantes` of `décevante`."""
    yield word
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST:
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
    for beginning in _BEGINNINGS:
        stem = word.removeprefix(beginning)
        if stem != word and len(stem) > _SHORTEST:
            yield stem
