"""A summary of what many said: a few of their own sentences, chosen for what most of them speak of.

1. A word weighs as many sentences as hold it; so does a pair of neighbouring words. Words that only hold
   sentences together weigh nothing alone.
2. A sentence weighs what its words weigh on average, and three times what its pairs do; one of six to ten
   words is preferred, for what is said plainly is said in about so many.
3. What a chosen sentence says weighs nothing in the next one.

After SumBasic (A. Nenkova and L. Vanderwende, 2005), which knows no pairs and no length. The averages and the
length were chosen on 26 topics of Opinosis: `bench.summaries` says what they are worth.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from bot.analysis.function_words import FUNCTION_WORDS
from bot.analysis.passages import shown
from bot.analysis.sentences import sentences
from bot.text import fold, hide_addresses, words

PLAIN: Final = range(6, 11)
"""Words of a sentence that is preferred."""
TELLING: Final = range(3, 31)
"""Words of a sentence that is taken at all."""
PAIRS: Final = 3.0
"""What pairs of words weigh beside single ones."""
AWAY: Final = 0.3
"""What a sentence loses of its weight for each word that it is too short or too long."""

Part = tuple[str, ...]
"""A word, or two neighbouring ones."""


class Said(msgspec.Struct, frozen=True):
    """A sentence as it is weighed: what is shown of it, how many words it has, which tell, and its pairs."""

    text: str
    length: int
    single: tuple[Part, ...]
    pairs: tuple[Part, ...]


def summary(texts: Iterable[str], number: int = 2) -> list[str]:
    """So many sentences of these texts, the most telling first; fewer where there are no more."""
    told = [_read(text[slice(*span)]) for text in texts for span in sentences(text)]
    held = Counter(part for said in told for part in {*said.single, *said.pairs})
    left = {said.text: said for said in told if said.length in TELLING}
    chosen: list[str] = []
    while left and len(chosen) < number:
        best = max(left.values(), key=lambda said: (_weight(said, held), said.text))
        chosen.append(left.pop(best.text).text)
        for part in (*best.single, *best.pairs):
            held[part] = 0
    return chosen


def _read(sentence: str) -> Said:
    said = words(fold(hide_addresses(sentence)))
    single = tuple((word,) for word in said if len(word) > 1 and word not in FUNCTION_WORDS)
    return Said(shown(sentence), len(said), single, tuple(pairwise(said)))


def _weight(said: Said, held: Counter[Part]) -> float:
    away = max(PLAIN.start - said.length, said.length - PLAIN[-1], 0)
    weight = _average(said.single, held) + PAIRS * _average(said.pairs, held)
    return weight * max(0.0, 1 - AWAY * away)


def _average(parts: Sequence[Part], held: Counter[Part]) -> float:
    return sum(held[part] for part in set(parts)) / len(parts) if parts else 0.0
