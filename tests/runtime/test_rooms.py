"""Rooms that are woken: each by itself, none waiting for another."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.runtime.rooms import Room, Rooms
from bot.wakeups import Wakeup
from tests.clock import FakeClock


class Floor:
    """Two rooms: one whose looks last until it may go on, and one that counts its looks."""

    def __init__(self, clock: FakeClock) -> None:
        self.slow, self.quick = Wakeup("slow", clock), Wakeup("quick", clock)
        self.go_on = asyncio.Event()
        self.looks = 0
        self.looked = asyncio.Condition()
        self.rooms = Rooms([Room(self.slow, self.go_on.wait), Room(self.quick, self._look)])

    async def until(self, looks: int) -> None:
        """Wait until the quick room has looked so often."""
        async with asyncio.timeout(20), self.looked:
            await self.looked.wait_for(lambda: self.looks >= looks)

    async def _look(self) -> None:
        async with self.looked:
            self.looks += 1
            self.looked.notify_all()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(nap=0)


@pytest.fixture
async def floor(clock: FakeClock) -> AsyncIterator[Floor]:
    floor = Floor(clock)
    floor.rooms.start()
    yield floor
    await floor.rooms.stop()


async def test_each_room_looks_at_the_start(floor: Floor) -> None:
    assert not floor.rooms.are_idle
    await floor.until(1)


async def test_a_room_that_is_slow_keeps_no_other_waiting(floor: Floor) -> None:
    for looks in (1, 2, 3):
        floor.quick.set()
        await floor.until(looks)
    assert not floor.slow.is_idle


async def test_all_are_idle_once_the_last_one_is(floor: Floor) -> None:
    idle = asyncio.create_task(floor.rooms.wait_idle())
    await floor.until(1)
    assert not idle.done()
    floor.go_on.set()
    await asyncio.wait_for(idle, 20)
    assert floor.rooms.are_idle


class Killed(BaseException):
    """What ends a room as the end of the process would."""


async def test_a_room_that_has_ended_is_waited_for_no_longer(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def dies() -> None:
        raise Killed

    wakeup = Wakeup("the room", clock)
    rooms = Rooms([Room(wakeup, dies)])
    rooms.start()
    await asyncio.wait_for(rooms.wait_idle(), 20)
    wakeup.set()
    await asyncio.wait_for(rooms.wait_idle(), 20)
    assert "the room failed" in caplog.text
    await rooms.stop()
