"""What the people of a story say in common: how many of them use a word, or two words together.

Words that only hold sentences together weigh nothing alone. People of different languages share nothing here.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.analysis.function_words import FUNCTION_WORDS
from bot.analysis.own_words import own_words
from bot.analysis.people import speaker
from bot.models import Mention, Person
from bot.text import fold, hide_addresses, words

Part = tuple[str, ...]
"""A word, or two neighbouring ones."""


class Agreement:
    """How many people of some mentions say what a sentence says."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._by_part: dict[Part, set[Person]] = {}
        for mention in mentions:
            for part in set(parts(own_words(f"{mention.title}\n{mention.text}"))):
                self._by_part.setdefault(part, set()).add(speaker(mention))

    def of(self, sentence: str) -> float:
        """How many people beside one share a part of a sentence, on average."""
        said = set(parts(sentence))
        return sum(len(self._by_part.get(part, ())) - 1 for part in said) / len(said) if said else 0.0


def parts(text: str) -> list[Part]:
    """The words of a text that tell something, and their neighbouring pairs."""
    said: Sequence[str] = words(fold(hide_addresses(text)))
    telling = [_tells(word) for word in said]
    alone = ((word,) for word, tells in zip(said, telling, strict=True) if tells)
    return [
        *alone,
        *(pair for pair, tell in zip(pairwise(said), pairwise(telling), strict=True) if any(tell)),
    ]


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in FUNCTION_WORDS
