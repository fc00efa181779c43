"""Spikes: what rings is more than the watch's own past explains, and nothing else."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.detectors.spike import STEP, Baseline, Sensitivity, learned, scaled, surprise

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=60)


def after(counts: Iterable[int], baseline: Baseline | None = None, begin: datetime = BEGIN) -> Baseline:
    """The baseline once these counts were heard, a step apart."""
    heard = baseline or Baseline()
    for number, count in enumerate(counts):
        heard = learned(heard, count, begin + number * STEP)
    return heard


def days(number: int) -> int:
    """How many steps so many days have."""
    return int(timedelta(days=number) / STEP)


def deviations(baseline: Baseline, people: int, at: datetime = BEGIN) -> float:
    return surprise(baseline, people, at).deviations


def test_as_many_as_always_is_no_surprise() -> None:
    assert abs(deviations(after([12] * days(14)), 12)) < 0.1


def test_four_people_where_nobody_ever_speaks_ring_and_three_do_not() -> None:
    silent = after([0] * days(28))
    assert deviations(silent, 4) >= Sensitivity.BALANCED.value > deviations(silent, 3)


def test_what_rings_for_a_quiet_watch_does_not_for_a_busy_one() -> None:
    chance = random.Random(7)
    busy = after(round(chance.gauss(100, 10)) for _ in range(days(28)))
    assert deviations(busy, 104) < Sensitivity.MORE.value
    assert deviations(busy, 160) > Sensitivity.FEWER.value


def test_fewer_asks_for_more_than_balanced_and_more_for_less() -> None:
    assert Sensitivity.FEWER.value > Sensitivity.BALANCED.value > Sensitivity.MORE.value


def test_an_hour_that_is_always_busy_surprises_only_at_another_hour() -> None:
    lunch = [40 if (number * STEP).seconds // 3600 == 12 else 2 for number in range(days(42))]
    heard = after(lunch)
    end = BEGIN + timedelta(days=42)
    assert deviations(heard, 40, end + timedelta(hours=12, minutes=45)) < Sensitivity.MORE.value
    assert deviations(heard, 40, end + timedelta(hours=4)) > Sensitivity.FEWER.value


def test_an_hour_is_the_same_hour_after_the_clocks_were_changed() -> None:
    paris = ZoneInfo("Europe/Paris")
    heard = Baseline()
    at = datetime(2026, 3, 1, tzinfo=UTC)
    while at < datetime(2026, 4, 5, tzinfo=UTC):
        local = at.astimezone(paris)
        heard = learned(heard, 40 if local.hour == 9 else 2, local)
        at += STEP
    nine, ten = (datetime(2026, 4, 6, hour, 30, tzinfo=paris) for hour in (9, 10))
    assert deviations(heard, 40, nine) < Sensitivity.MORE.value < deviations(heard, 40, ten)


def test_the_first_day_asks_for_more_than_the_second_month() -> None:
    first_day, later = after([2] * days(1)), after([2] * days(60))
    assert deviations(first_day, 9) < deviations(later, 9)
    assert surprise(first_day, 9, BEGIN).is_early
    assert not surprise(later, 9, BEGIN).is_early


def test_a_storm_does_not_hide_the_storm_of_the_week_after() -> None:
    calm = after([3] * days(28))
    stormed = after([200] * days(1), calm, BEGIN + timedelta(days=28))
    calm_again = after([3] * days(6), stormed, BEGIN + timedelta(days=29))
    assert deviations(calm_again, 60, BEGIN + timedelta(days=35)) > Sensitivity.FEWER.value


def test_the_usual_is_told_in_people() -> None:
    assert round(surprise(after([12] * days(14)), 30, BEGIN).expected) == 12


def test_chance_alone_seldom_rings() -> None:
    chance = random.Random(11)
    heard, rings = Baseline(), 0
    people = [0] * 12
    for number in range(days(90)):
        people = [*people[1:], sum(chance.random() < 0.02 for _ in range(20))]
        at = BEGIN + number * STEP
        rings += number > days(7) and deviations(heard, sum(people), at) >= Sensitivity.FEWER.value
        heard = learned(heard, sum(people), at)
    assert rings <= 9  # steps, of 8,000; a window of three hours holds twelve of them


@given(COUNTS, st.integers(0, 500))
def test_more_people_are_never_less_surprising(counts: list[int], people: int) -> None:
    heard = after(counts)
    assert deviations(heard, people + 1) > deviations(heard, people)


@given(COUNTS)
def test_a_baseline_is_as_small_after_a_year_as_after_a_day(counts: list[int]) -> None:
    heard = after(counts)
    assert len(heard.hours) == 24
    assert len(heard.weekdays) == 7
    assert msgspec.convert(msgspec.to_builtins(heard), Baseline) == heard


@given(st.integers(0, 10_000))
def test_the_scale_rises_with_the_count(people: int) -> None:
    assert scaled(people + 1) > scaled(people)
