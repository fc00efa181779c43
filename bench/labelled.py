"""Labelled texts, and what an answer about them is worth: `text<TAB>label` a line."""

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

Row = tuple[str, str]
"""A text and its label."""


def read(path: Path) -> list[Row]:
    """The rows of a file; a line without a label is left out."""
    lines = path.read_text(encoding="utf-8").split("\n")
    parts = (line.rstrip("\r").rsplit("\t", 1) for line in lines)
    return [(part[0], part[1].strip()) for part in parts if len(part) == 2 and part[1].strip()]


def halves(rows: Sequence[Row], seed: int = 7) -> tuple[list[Row], list[Row]]:
    """Two halves by chance, the same each time: one to look at, one to report."""
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    return shuffled[::2], shuffled[1::2]


class Score(msgspec.Struct, frozen=True):
    """Of one label: how often it was said, was true, and both."""

    said: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """Share of what was said that was true; 0 where nothing was said."""
        return self.both / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of what was true that was said."""
        return self.both / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.both / (self.said + self.true) if self.said + self.true else 0.0


def scores(labels: Iterable[str], answers: Sequence[str], truth: Sequence[str]) -> Mapping[str, Score]:
    """The score of each label, one answer a text."""
    pairs = list(zip(answers, truth, strict=True))
    return {
        label: Score(
            sum(said == label for said, _ in pairs),
            sum(true == label for _, true in pairs),
            sum(said == true == label for said, true in pairs),
        )
        for label in labels
    }


def macro_f1(found: Mapping[str, Score]) -> float:
    """The mean F1 of the labels that occur."""
    present = [score.f1 for score in found.values() if score.true]
    return sum(present) / len(present) if present else 0.0
