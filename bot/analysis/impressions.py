"""The impression that a text makes as a whole: how likely it tells of harm, and of what kind it is.

1. A text is read as a vector (`encoder`); a linear model over it, taught by hand-written lessons in two
   languages (`bench/sets/lessons.tsv`, `python -m bench.teach`), says how likely each answer is.
2. Words speak first (`safety`, `speech`): an impression speaks where they say nothing, and is never sure.
3. Without an encoder there are no impressions, and readings stand on words alone. What was read so stays.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = Path(__file__).with_suffix(".json")
HARM: Final = "harm"
NONE: Final = "none"
UNSAID: Final = "-"


class Head(msgspec.Struct, frozen=True):
    """A linear model of one answer: half floats in base64, one a dimension of a vector, and what is added."""

    answer: str
    weights: str
    bias: float


class Taught(msgspec.Struct, frozen=True):
    """What lessons taught: by which encoder, of which lessons, the middle of their vectors, and the models.

    `lessons` is the SHA-256 of their file: a test sees where they were changed and not taught.
    """

    encoder: str
    lessons: str
    middle: str
    harm: tuple[Head, ...]
    kinds: tuple[Head, ...]


class Impression(msgspec.Struct, frozen=True):
    """How likely a text tells of harm, its likeliest kind of speech (`-` for none), and how likely."""

    harm: float
    kind: str
    likelihood: float


@cache
def taught() -> Taught:
    """What is shipped."""
    return msgspec.json.decode(FILE.read_bytes(), type=Taught)


def answers() -> tuple[str, ...]:
    """The answers whose likelihoods the child process gives, in their order: of harm, then of kinds."""
    known = taught()
    return tuple(head.answer for heads in (known.harm, known.kinds) for head in heads)


def impressions(likelihoods: Sequence[float]) -> Iterator[Impression]:
    """The impressions of several texts, from the likelihoods of all answers of one after the other."""
    names = answers()
    of_harm = len(taught().harm)
    for start in range(0, len(likelihoods), len(names)):
        found = likelihoods[start : start + len(names)]
        said: Mapping[str, float] = dict(zip(names[:of_harm], found[:of_harm], strict=True))
        likelihood, kind = max(zip(found[of_harm:], names[of_harm:], strict=True))
        yield Impression(said[HARM], kind, likelihood)


def unpacked(packed: str) -> bytes:
    """The half floats of what is packed."""
    return base64.b64decode(packed)
