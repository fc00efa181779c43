"""Silence: a day without anybody, where people always speak."""

import math
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.detectors.silence import (
    DAY,
    FEWEST,
    WEEK,
    WEEKS,
    Bound,
    days_before,
    is_heard,
    last_day,
    silence,
)

NOON = datetime(2026, 6, 3, 10, tzinfo=UTC)
PARIS = "Europe/Paris"
LONG_AGO = NOON - 100 * DAY
BALANCED = Bound.BALANCED.value
INSTANTS = st.integers(0, 4 * 365 * 24 * 60).map(lambda minute: NOON + timedelta(minutes=minute))
COUNTS = st.lists(st.integers(1, 200), min_size=FEWEST, max_size=WEEKS)


def chance(people: list[int], deviation: float = 1.0) -> float:
    found = silence(people, deviation, math.inf)
    assert found is not None
    return found.chance


def poisson(dice: random.Random, mean: float) -> int:
    """How many chance events came, where so many usually do."""
    number, left = 0, dice.expovariate(mean)
    while left < 1:
        number, left = number + 1, left + dice.expovariate(mean)
    return number


def test_a_day_without_anybody_where_dozens_speak_is_a_silence() -> None:
    found = silence([30, 24, 41, 28], 1.0, BALANCED)
    assert found is not None
    assert found.expected == 123 / 4


def test_where_few_speak_a_day_without_anybody_is_chance() -> None:
    assert silence([3, 2, 4, 3], 1.0, Bound.MORE.value) is None


def test_a_day_that_was_silent_before_makes_none_of_this_one() -> None:
    assert silence([60, 0, 60, 60], 1.0, BALANCED) is None


def test_of_little_history_nothing_is_said() -> None:
    assert silence([], 1.0, BALANCED) is None
    assert silence([500], 1.0, BALANCED) is None
    assert silence([12, 12], 1.0, BALANCED) is not None
    assert silence([8, 8], 1.0, BALANCED) is None
    assert silence([9, 9, 9, 9], 1.0, BALANCED) is not None


def test_fewer_asks_for_more_people_than_balanced_and_more_for_fewer() -> None:
    assert Bound.FEWER.value < Bound.BALANCED.value < Bound.MORE.value


@given(COUNTS, st.floats(1, 6))
def test_more_people_make_it_less_chance_and_clumps_more(people: list[int], deviation: float) -> None:
    assert chance([number + 1 for number in people], deviation) < chance(people, deviation)
    assert chance(people, deviation + 1) >= chance(people, deviation)


@given(st.integers(1, 200), st.floats(1, 6))
def test_one_more_day_alike_makes_it_less_chance(people: int, deviation: float) -> None:
    chances = [chance([people] * days, deviation) for days in range(FEWEST, WEEKS + 1)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] >= math.exp(-people / deviation**2), "a rate known for certain says most"


@pytest.mark.parametrize("mean", [2.0, 6.0, 8.0, 12.0])
def test_by_chance_alone_it_rings_about_as_seldom_as_it_says(mean: float) -> None:
    dice, rung = random.Random(f"{mean}"), 0
    for _ in range(40_000):
        *before, today = (poisson(dice, mean) for _ in range(WEEKS + 1))
        rung += today == 0 and silence(before, 1.0, BALANCED) is not None
    assert rung <= 40_000 * BALANCED


@given(INSTANTS)
def test_days_are_those_of_the_clock_whatever_it_does(now: datetime) -> None:
    for week in range(WEEKS + 1):
        begun, ended = (each.astimezone(ZoneInfo(PARIS)) for each in last_day(now, PARIS, week))
        assert timedelta(hours=23) <= ended.astimezone(UTC) - begun.astimezone(UTC) <= timedelta(hours=25)
        local = now.astimezone(ZoneInfo(PARIS))
        assert ended.weekday() == local.weekday()
        assert abs(ended.replace(tzinfo=None) - (local.replace(tzinfo=None) - week * WEEK)) <= DAY / 24


def test_the_day_on_which_the_clocks_go_back_has_25_hours() -> None:
    begun, ended = last_day(datetime(2026, 10, 25, 12, tzinfo=UTC), PARIS)
    assert ended - begun == timedelta(hours=25)
    assert begun == datetime(2026, 10, 24, 11, tzinfo=UTC)


def test_days_before_the_watch_listened_are_not_compared() -> None:
    assert len(days_before(NOON, PARIS, LONG_AGO, ())) == WEEKS
    assert len(days_before(NOON, PARIS, NOON - 15 * DAY, ())) == 2
    assert len(days_before(NOON, PARIS, NOON - 14 * DAY, ())) == 1


def test_days_that_were_not_wholly_heard_are_left_out() -> None:
    gone = {date(2026, 5, 26)}  # the first half of the day that ended a week ago
    assert len(days_before(NOON, PARIS, LONG_AGO, gone)) == WEEKS - 1
    assert not is_heard(last_day(NOON, PARIS), PARIS, {date(2026, 6, 2)})
    assert not is_heard(last_day(NOON, PARIS), PARIS, {date(2026, 6, 3)})
    assert is_heard(last_day(NOON, PARIS), PARIS, {date(2026, 6, 1), date(2026, 6, 4)})
