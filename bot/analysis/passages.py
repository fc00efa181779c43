"""The passage of a text that tells most: its longest unbroken run of whole sentences up to a length.

Of 141 posts of two sentences or more, the words that a person would have quoted stood in the longest run of
whole sentences up to 220 characters in 91 %; in the sentence with the name in 33 %, in a random one in 39 %.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.analysis.own_words import Span
from bot.analysis.sentences import sentences
from bot.text import BETWEEN_TEXTS, hide_addresses

LONGEST: Final = 220
"""Characters of a passage: with 160 it holds what a person would have quoted in 82 %, with 280 in 92 %."""

IsWanted = Callable[[Span], bool]
"""Whether a run of sentences that stands there may be the passage."""


def passage(text: str, parts: Sequence[Span], is_wanted: IsWanted = lambda _: True) -> Span | None:
    """Where the longest wanted run stands in these parts of a text, the first of several; None without."""
    stretches = [stretch for part in parts for stretch in _stretches(text, part)]
    runs = [run for stretch in stretches for run in _runs(text, stretch) if is_wanted(run)]
    return max(runs, key=lambda run: (_telling(text[slice(*run)]), -run[0]), default=None)


def sentences_in(text: str, parts: Sequence[Span]) -> list[Span]:
    """Where the sentences of these parts of a text stand."""
    return [
        (start + first, start + last) for start, end in parts for first, last in sentences(text[start:end])
    ]


def shown(text: str) -> str:
    """A text with its white space folded, as it is quoted."""
    return " ".join(text.split())


def _stretches(text: str, part: Span) -> Iterator[Span]:
    """The texts of which a part is made: no run goes on from one into the next."""
    start, end = part
    while (cut := text.find(BETWEEN_TEXTS, start, end)) >= 0:
        yield start, cut
        start = cut + len(BETWEEN_TEXTS)
    yield start, end


def _runs(text: str, part: Span) -> Iterator[Span]:
    """From each sentence on, the longest run that is not too long; none where the sentence alone is."""
    held = sentences_in(text, [part])
    lengths = [len(shown(text[slice(*span)])) for span in held]
    last, length = 0, 0
    for first, span in enumerate(held):
        if last <= first:
            last, length = first, -1
        while last < len(held) and length + 1 + lengths[last] <= LONGEST:
            length += 1 + lengths[last]
            last += 1
        if last > first:
            yield span[0], held[last - 1][1]
            length -= 1 + lengths[first]


def _telling(run: str) -> int:
    """How many letters and digits it has: an address tells nobody anything."""
    return sum(map(str.isalnum, hide_addresses(run)))
