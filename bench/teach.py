"""Teaches what impressions stand on. Run: python -m bench.teach [--lessons FILE.tsv].

The file holds `text<TAB>language<TAB>safety<TAB>kind<TAB>tone` a line, written by hand; `?` is no lesson.
Vectors are weighed by multinomial logistic regression with a ridge (`RIDGE`), by gradient descent with
momentum; the same lessons teach the same. What is learnt is written to `bot/analysis/impressions.json`.
`--held-back 5` teaches nothing: each fifth of the lessons is answered by what the others teach, in a table.
"""

import argparse
import asyncio
import base64
import hashlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from bench.labelled import scores
from bot.analysis.encoder import READ, installed_encoder, version
from bot.analysis.impressions import FILE, HARM, NONE, Head, Taught
from bot.clock import SystemClock

UNTAUGHT: Final = "?"
LESSONS: Final = Path(__file__).parent / "sets" / "lessons.tsv"
RIDGE: Final = 0.003
STEPS: Final = 800
RATE: Final = 0.3
MOMENTUM: Final = 0.9
SCALE: Final = 4.0
"""By how much vectors are stretched while weights are learnt: they are short, and steps would be too."""
say = logging.getLogger("bench").info
Table = Any
"""An array of numpy's."""


class Lesson(msgspec.Struct, frozen=True):
    """A text, and what a person says of it."""

    text: str
    language: str
    safety: str
    kind: str
    tone: str


def lessons(path: Path) -> list[Lesson]:
    """The lessons of a file."""
    return [Lesson(*line.split("\t")) for line in path.read_text("utf-8").splitlines()]


def learnt(vectors: Table, labels: Sequence[str], names: Sequence[str]) -> tuple[Table, Table]:
    """The weights and biases by which vectors, their middle taken away, tell these labels apart."""
    found, true = vectors * SCALE, np.array([[label == name for name in names] for label in labels], "f8")
    weights, biases = np.zeros((found.shape[1], len(names))), np.zeros(len(names))
    pushed, moved = np.zeros_like(weights), np.zeros_like(biases)
    for _ in range(STEPS):
        wrong = likelihoods(found, weights, biases) - true
        pushed = MOMENTUM * pushed + found.T @ wrong / len(found) + RIDGE * weights
        moved = MOMENTUM * moved + wrong.mean(axis=0)
        weights, biases = weights - RATE * pushed, biases - RATE * moved
    return weights * SCALE, biases


def likelihoods(vectors: Table, weights: Table, biases: Table) -> Table:
    """For each vector how likely each label is."""
    found = vectors @ weights + biases
    weighed = np.exp(found - found.max(axis=1, keepdims=True))
    return weighed / weighed.sum(axis=1, keepdims=True)


async def _vectors(texts: Sequence[str]) -> Table:
    encoder = installed_encoder(SystemClock())
    if encoder is None:
        raise SystemExit("The extra `reading` is not installed: nothing can be taught without the encoder.")
    try:
        packed = await encoder.encode([text[:READ] for text in texts])
    finally:
        await encoder.stop()
    return np.stack([np.frombuffer(vector, "<f2").astype("f8") for vector in packed])


def _subjects(taught: Sequence[Lesson]) -> Iterator[tuple[str, list[int], list[str], list[str]]]:
    """What is taught: its name, which lessons are of it, their labels, and the answers there are."""
    plain = [i for i, each in enumerate(taught) if each.safety in (HARM, NONE)]
    yield "harm", plain, [taught[i].safety for i in plain], [NONE, HARM]
    told = [i for i, each in enumerate(taught) if each.kind != UNTAUGHT]
    yield "kinds", told, [taught[i].kind for i in told], sorted({taught[i].kind for i in told})


def _packed(numbers: Table) -> str:
    return base64.b64encode(numbers.astype("<f2").tobytes()).decode()


def teach(path: Path) -> Taught:
    """What the lessons of a file teach."""
    taught = lessons(path)
    vectors = asyncio.run(_vectors([each.text for each in taught]))
    middle = vectors.mean(axis=0)
    heads: dict[str, tuple[Head, ...]] = {}
    for subject, chosen, labels, names in _subjects(taught):
        weights, biases = learnt(vectors[chosen] - middle, labels, names)
        heads[subject] = tuple(
            Head(name, _packed(weights[:, i]), round(float(biases[i]), 4)) for i, name in enumerate(names)
        )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Taught(version(), digest, _packed(middle), heads["harm"], heads["kinds"])


def held_back(path: Path, parts: int) -> None:
    """Prints how well each part of the lessons is answered by what the others teach."""
    taught = lessons(path)
    vectors = asyncio.run(_vectors([each.text for each in taught]))
    for subject, chosen, labels, names in _subjects(taught):
        answers = [""] * len(chosen)
        for part in range(parts):
            known = [i for i in range(len(chosen)) if i % parts != part]
            own, middle = [chosen[i] for i in known], vectors.mean(axis=0)
            model = learnt(vectors[own] - middle, [labels[i] for i in known], names)
            for i in range(part, len(chosen), parts):
                answers[i] = names[int(likelihoods(vectors[[chosen[i]]] - middle, *model).argmax())]
        say("| %s | lessons | precision | recall | F1 |\n|%s", subject, "---|" * 5)
        for name, score in scores(names, answers, labels).items():
            say("| %s | %d | %.2f | %.2f | %.2f |", name, score.true, score.precision, score.recall, score.f1)


def main() -> None:
    """Teaches, or prints what is held back."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lessons", type=Path, default=LESSONS)
    options.add_argument("--held-back", type=int, default=0)
    asked = options.parse_args()
    if asked.held_back:
        held_back(asked.lessons, asked.held_back)
        return
    found = teach(asked.lessons)
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    say("%d lessons taught.", len(lessons(asked.lessons)))


if __name__ == "__main__":
    main()
