"""The clock of a demo: set forward, and waited by."""

import asyncio
from datetime import timedelta

import pytest

from bot.console.travel_clock import NAP, TravelClock
from tests.clock import START, FakeClock

DAY = timedelta(days=1)
MONDAY = START - 6 * DAY
HOUR = timedelta(hours=1)


@pytest.fixture
def machine() -> FakeClock:
    return FakeClock(nap=0)


@pytest.fixture
def clock(machine: FakeClock) -> TravelClock:
    return TravelClock(machine, MONDAY)


async def begun(clock: TravelClock, seconds: float) -> asyncio.Task[None]:
    """Somebody who waits."""
    task = asyncio.create_task(clock.sleep(seconds))
    await looked()
    return task


async def looked() -> None:
    """Whoever was woken has looked at the clock."""
    for _ in range(9):
        await asyncio.sleep(0)


def test_it_begins_where_it_was_told_and_goes_on_as_the_machine_does(
    machine: FakeClock, clock: TravelClock
) -> None:
    assert clock.now() == MONDAY
    machine.pass_time(HOUR)
    assert clock.now() == MONDAY + HOUR


def test_the_instant_and_the_steady_seconds_go_together(machine: FakeClock, clock: TravelClock) -> None:
    ahead = clock.now().timestamp() - clock.monotonic()
    clock.set_forward(MONDAY + 2 * DAY)
    machine.pass_time(HOUR)
    assert clock.now() == MONDAY + 2 * DAY + HOUR
    assert clock.now().timestamp() - clock.monotonic() == ahead


def test_it_never_goes_back(clock: TravelClock) -> None:
    clock.set_forward(MONDAY - DAY)
    assert (clock.now(), clock.monotonic()) == (MONDAY, 0.0)


async def test_who_waits_waits_no_longer_than_until_it_is_set_forward(clock: TravelClock) -> None:
    hour, day = await begun(clock, 3600), await begun(clock, 86400)
    clock.set_forward(MONDAY + HOUR)
    await asyncio.wait_for(hour, 20)
    assert not day.done()
    clock.set_forward(MONDAY + DAY)
    await asyncio.wait_for(day, 20)


async def test_who_waits_is_woken_by_the_machines_time_too(machine: FakeClock, clock: TravelClock) -> None:
    waiting = await begun(clock, 3600)
    clock.set_forward(MONDAY + HOUR / 2)
    await looked()
    machine.pass_time(HOUR / 2)
    await asyncio.wait_for(waiting, 20)


async def test_a_nap_of_somebody_in_a_hurry_is_over_at_once_and_counts_as_time(clock: TravelClock) -> None:
    with clock.hurried():
        await asyncio.wait_for(clock.sleep(NAP - 1), 20)
        waiting = await begun(clock, NAP)
    assert clock.now() == MONDAY + timedelta(seconds=NAP - 1)
    assert not waiting.done()
    waiting.cancel()


async def test_afterwards_a_nap_takes_its_time_again(clock: TravelClock) -> None:
    with clock.hurried():
        pass
    waiting = await begun(clock, 1)
    assert not waiting.done()
    waiting.cancel()
