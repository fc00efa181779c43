"""Spikes: more distinct people than a watch's own past explains at this hour of this weekday.

The rules, in order:

1. What is counted is the distinct people of the last three hours (`Tuning.window`), every `STEP`: a person
   who posts forty times is one person, and a trickle that never stops is no spike.
2. Counts are compared as `2·√(n + 3/8)`, in which a count of chance events varies by 1 whatever its mean
   (F. J. Anscombe, "The transformation of Poisson, binomial and negative-binomial data", Biometrika 35,
   1948).
3. What is usual is a level, plus what this hour of the day and this weekday usually add: each an
   exponentially weighted mean of what the others left unexplained, so that a baseline is 34 numbers however
   long its past.
4. The surprise is how far the count is above the usual, in usual deviations (1.2533 mean absolute
   deviations, as of a normal distribution), which are never taken to be less than those of chance, 1.
5. While little was heard the usual deviation is taken to be wide: as if a day had been heard that varied by
   `UNKNOWN_SPREAD` (the scaled inverse chi-square prior of A. Gelman and others, "Bayesian Data Analysis",
   2.6).
6. A surprise teaches no more than `Tuning.clip` deviations: the worst day of a year does not hide the day
   after it.
7. A time that was not heard teaches nothing: whoever learns leaves it out.

The constants were chosen from the middle of a wide plateau, not from a peak: see `bench/spikes.py`.
"""

import math
from datetime import datetime, timedelta
from enum import Enum

import msgspec

STEP = timedelta(minutes=15)
"""How often a window is looked at and learned from."""
CHANCE = 1.0
"""The deviation of a count of chance events, on the scale of `scaled`."""
UNKNOWN_SPREAD = 2.0
UNKNOWN_WINDOWS = 8.0
"""The deviation taken before anything was heard, and how many windows (a day of them) it weighs."""
MAD_TO_DEVIATION = math.sqrt(math.pi / 2)


class Tuning(msgspec.Struct, frozen=True):
    """The span over which people are counted, what is forgotten how fast, and how much a surprise teaches.

    A half-life is the age at which what was heard counts half; of an hour or a weekday only its own times
    count as age. `clip` is in usual deviations.
    """

    window: timedelta = timedelta(hours=3)
    level_half_life: timedelta = timedelta(days=14)
    hour_half_life: timedelta = timedelta(days=7)
    weekday_half_life: timedelta = timedelta(days=28)
    clip: float = 6.0


TUNED = Tuning()


class Sensitivity(Enum):
    """How readily a channel wants to be told of a spike: the surprise, in deviations, from which it is."""

    FEWER = 3.5
    BALANCED = 2.75
    MORE = 2.25


class Baseline(msgspec.Struct, frozen=True):
    """What is usual for a watch, on the scale of `scaled`: a level, what hours and weekdays add, a spread.

    `steps` is how many steps were heard so far.
    """

    level: float = 0.0
    spread: float = UNKNOWN_SPREAD
    hours: tuple[float, ...] = (0.0,) * 24
    weekdays: tuple[float, ...] = (0.0,) * 7
    steps: int = 0


class Surprise(msgspec.Struct, frozen=True):
    """How many people spoke, how many usually do at that time, and by how many deviations that is more.

    `is_early` says that less than a week was heard, so that more is asked of a spike than later.
    """

    people: int
    expected: float
    deviations: float
    is_early: bool


def surprise(baseline: Baseline, people: int, at: datetime, tuning: Tuning = TUNED) -> Surprise:
    """How surprising a count of the window that ends `at`, a time in the channel's zone, is."""
    expected = _expected(baseline, at) if baseline.steps else scaled(0)
    return Surprise(
        people=people,
        expected=max(0.0, (expected / 2) ** 2 - 3 / 8),
        deviations=(scaled(people) - expected) / deviation(baseline, tuning),
        is_early=baseline.steps * STEP < timedelta(days=7),
    )


def learned(baseline: Baseline, people: int, at: datetime, tuning: Tuning = TUNED) -> Baseline:
    """The baseline once it has heard a window that ends `at`, a time in the channel's zone."""
    if not baseline.steps:
        return msgspec.structs.replace(baseline, level=scaled(people), spread=CHANCE, steps=1)
    most = tuning.clip * baseline.spread
    error = min(max(scaled(people) - _expected(baseline, at), -most), most)
    weight = max(_weight(tuning.level_half_life), 1 / (baseline.steps + 1))
    spread = baseline.spread + weight * (abs(error) * MAD_TO_DEVIATION - baseline.spread)
    return Baseline(
        level=baseline.level + weight * error,
        spread=max(CHANCE, spread),
        hours=_nudged(baseline.hours, at.hour, _weight(tuning.hour_half_life / 24) * error),
        weekdays=_nudged(baseline.weekdays, at.weekday(), _weight(tuning.weekday_half_life / 7) * error),
        steps=baseline.steps + 1,
    )


def scaled(people: float) -> float:
    """A count on a scale on which chance varies by 1."""
    return 2 * math.sqrt(people + 3 / 8)


def _expected(baseline: Baseline, at: datetime) -> float:
    return baseline.level + baseline.hours[at.hour] + baseline.weekdays[at.weekday()]


def deviation(baseline: Baseline, tuning: Tuning = TUNED) -> float:
    """How much counts vary about what is usual, in deviations of chance: wide while little was heard."""
    heard = baseline.steps * (STEP / tuning.window)
    known = heard * baseline.spread**2 + UNKNOWN_WINDOWS * UNKNOWN_SPREAD**2
    return math.sqrt(known / (heard + UNKNOWN_WINDOWS))


def _weight(half_life: timedelta) -> float:
    return float(1 - 0.5 ** (STEP / half_life))


def _nudged(offsets: tuple[float, ...], place: int, by: float) -> tuple[float, ...]:
    return (*offsets[:place], offsets[place] + by, *offsets[place + 1 :])
