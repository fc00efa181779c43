"""What a channel teaches: a small linear model of its corrections, made in this process, of words alone.

Multinomial logistic regression over named features, so that what a lesson taught can be shown. It begins
with what the rules say (a prior), so that few lessons make it no worse than they are, and is trained by
AdaGrad (Duchi, Hazan and Singer, JMLR 2011) in a fixed order: the same lessons make the same model.
"""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Generic, TypeVar

from bot.analysis.tokens import Sort, Token

Label = TypeVar("Label")
Features = Mapping[str, float]
"""What is noticed of a text, by name."""

LEAST: Final = 25
"""Lessons from which on a channel's own model speaks."""
ROUNDS: Final = 8
RATE: Final = 0.05
"""How far one lesson moves a word."""


class LinearModel(Generic[Label]):
    """Names a label for features, and how sure that is."""

    def __init__(
        self, lessons: Sequence[tuple[Features, Label]], prior: Mapping[Label, Features] | None = None
    ) -> None:
        prior = prior or {}
        self._labels = list(dict.fromkeys([*prior, *(label for _, label in lessons)]))
        self._weights: list[dict[str, float]] = [
            defaultdict(float, prior.get(label, {})) for label in self._labels
        ]
        self._train(lessons)

    def _train(self, lessons: Sequence[tuple[Features, Label]]) -> None:
        squares: list[dict[str, float]] = [defaultdict(float) for _ in self._labels]
        order = list(lessons)
        chance = random.Random(len(order))
        for _ in range(ROUNDS):
            chance.shuffle(order)
            for features, label in order:
                self._step(features, label, squares)

    def _step(self, features: Features, label: Label, squares: Sequence[dict[str, float]]) -> None:
        errors = self._errors(features, label)
        for weights, squared, error in zip(self._weights, squares, errors, strict=True):
            if abs(error) < 0.01:
                continue
            for name, value in features.items():
                slope = error * value
                squared[name] += slope * slope
                weights[name] -= RATE * slope / math.sqrt(squared[name] + 1e-6)

    def _errors(self, features: Features, label: Label) -> list[float]:
        beliefs = self._beliefs(features)
        return [belief - (named == label) for belief, named in zip(beliefs, self._labels, strict=True)]

    def _beliefs(self, features: Features) -> list[float]:
        sums = [
            sum(weights.get(name, 0.0) * value for name, value in features.items())
            for weights in self._weights
        ]
        top = max(sums)
        powers = [math.exp(total - top) for total in sums]
        whole = sum(powers)
        return [power / whole for power in powers]

    def best(self, features: Features) -> tuple[Label, float]:
        """The likeliest label, and the share of belief in it."""
        beliefs = self._beliefs(features)
        i = max(range(len(beliefs)), key=beliefs.__getitem__)
        return self._labels[i], beliefs[i]

    def speaking(self, features: Features, label: Label, most: int = 3) -> tuple[str, ...]:
        """The features that speak most for a label."""
        weights = self._weights[self._labels.index(label)]
        said = {name: weights.get(name, 0.0) * value for name, value in features.items()}
        return tuple(sorted((name for name in said if said[name] > 0), key=lambda name: -said[name])[:most])


def word_features(read: Sequence[Token]) -> dict[str, float]:
    """The words of a text and their pairs, of equal weight together whatever its length."""
    forms = [token.form for token in read if token.sort is not Sort.PART]
    names = dict.fromkeys([*forms, *(f"{one} {other}" for one, other in pairwise(forms))])
    return {name: 1 / math.sqrt(len(names)) for name in names}
