"""What was found of days past a few minutes ago."""

from datetime import timedelta

import pytest

from bot.listening.request_runner import FRESH, REMEMBERED, LookBackCache
from bot.sources.source import SourceRequest
from tests.analysis.mentions import mention
from tests.clock import START, FakeClock

ACME = SourceRequest("forum", "Acme")
WEEK = timedelta(days=7)
FOUND = (mention("Acme"),)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def recent(clock: FakeClock) -> LookBackCache:
    recent = LookBackCache(clock)
    recent.put(ACME, START - WEEK, FOUND)
    return recent


def test_it_is_good_enough_for_a_few_minutes(recent: LookBackCache, clock: FakeClock) -> None:
    clock.pass_time(FRESH - timedelta(seconds=1))
    assert recent.get(ACME, START - WEEK) == FOUND
    clock.pass_time(timedelta(seconds=1))
    assert recent.get(ACME, START - WEEK) is None


def test_it_is_not_good_enough_for_who_asks_for_more(recent: LookBackCache) -> None:
    assert recent.get(ACME, START - WEEK - timedelta(hours=1)) is None
    assert recent.get(SourceRequest("forum", "Zorblax"), START) is None


def test_a_clock_that_was_set_back_makes_nothing_fresh_for_days(
    recent: LookBackCache, clock: FakeClock
) -> None:
    clock.jump(-timedelta(days=1))
    assert recent.get(ACME, START - WEEK) is None


def test_an_answer_without_anything_is_an_answer(recent: LookBackCache) -> None:
    recent.put(ACME, START - WEEK, ())
    assert recent.get(ACME, START - WEEK) == ()


def test_it_does_not_grow_for_ever(recent: LookBackCache) -> None:
    for number in range(REMEMBERED):
        recent.put(SourceRequest("forum", str(number)), START, ())
    assert recent.get(ACME, START - WEEK) is None
