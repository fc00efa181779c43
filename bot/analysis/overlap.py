"""How much of their words two texts have in common, where no encoder can say what they mean."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

CUT: Final = 0.35
"""Overlap from which on two mentions of a watch tell of one event; no twin in another language reaches it."""


def overlaps(words: Sequence[str], others: Sequence[Sequence[str]]) -> list[float]:
    """The cosine of a text with each of the others by their words, of which rare ones weigh more."""
    texts = [set(words), *map(set, others)]
    held = Counter(word for text in texts for word in text)
    weights = {word: math.log((1 + len(texts)) / count) for word, count in held.items()}
    sizes = [math.sqrt(sum(weights[word] ** 2 for word in text)) for text in texts]
    return [
        sum(weights[word] ** 2 for word in texts[0] & text) / (sizes[0] * size) if size and sizes[0] else 0.0
        for text, size in zip(texts[1:], sizes[1:], strict=True)
    ]
