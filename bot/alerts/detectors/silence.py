"""Silence: a watch of which people always speak in these hours of the week, and nobody does for a day.

1. A day is the 24 hours that end now by the channel's clock (23 or 25 where the clocks change), and is
   compared with the same hours of the same weekday in the last `WEEKS` weeks: a name of which nobody speaks
   on Sundays is not missed on a Sunday.
2. A day that was not wholly listened to is left out, whatever was heard of it, and is itself no silence: a
   source that fails or catches up, or a bot that was down, hears nobody.
3. At least `FEWEST` such days are known, and on each of them somebody spoke.
4. The chance of a day without anybody, by the people of those days, is less than `Bound`. People come in
   clumps, as many to one as their counts vary more than chance would (the square of the usual deviation of
   `spike.py`, which is wide while little was heard). Of how many clumps a day brings nothing is known but
   those `n` days: then the chance that the next brings none is `(n / (n + 1)) ** clumps` (the posterior
   predictive of a Poisson count, A. Gelman and others, "Bayesian Data Analysis", 2.6). So few days, or days
   that vary, ask for more people.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
WEEKS: Final = 4
"""Weeks that are compared: more would hardly ask for fewer people a day, and know an older watch."""
FEWEST: Final = 2
"""Days of which one says nothing of the others."""


class Bound(Enum):
    """The chance of a day without anybody, under which it is a silence: once in so many days."""

    FEWER = 1 / 3000
    BALANCED = 1 / 1000
    MORE = 1 / 300


class Silence(msgspec.Struct, frozen=True):
    """How many people usually speak in such a day, and how unlikely it is that nobody does."""

    expected: float
    chance: float


Span = tuple[datetime, datetime]
"""A time, from an instant on and before another."""


def last_day(now: datetime, zone: str, weeks: int = 0) -> Span:
    """The day that ended so many weeks before now, by the clock of a zone."""
    local = now.astimezone(ZoneInfo(zone)) - weeks * WEEK
    return (local - DAY).astimezone(now.tzinfo), local.astimezone(now.tzinfo)


def days_before(now: datetime, zone: str, since: datetime, unheard: Collection[date]) -> list[Span]:
    """The days that are compared: those that began after `since`, and were wholly listened to."""
    spans = [last_day(now, zone, week) for week in range(1, WEEKS + 1)]
    return [span for span in spans if span[0] >= since and is_heard(span, zone, unheard)]


def is_heard(span: Span, zone: str, unheard: Collection[date]) -> bool:
    """Whether none of the dates that a time touches is among those of which a part was not heard."""
    first, last = (each.astimezone(ZoneInfo(zone)).date() for each in span)
    return not any(first <= day <= last for day in unheard)


def silence(people: Sequence[int], deviation: float, bound: float) -> Silence | None:
    """Whether a day without anybody is a silence, after days of so many people.

    `deviation` is how much the counts of people vary, in deviations of chance.
    """
    days = len(people)
    if days < FEWEST or not all(people):
        return None
    clumps = sum(people) / max(1.0, deviation) ** 2
    chance = float((days / (days + 1)) ** clumps)
    return Silence(sum(people) / days, chance) if chance < bound else None
