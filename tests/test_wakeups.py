"""Wake-ups of rooms: one look for many, none missed, from any thread."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.wakeups import AFTER_A_FAULT, Wakeup
from tests.clock import FakeClock

MINUTE = timedelta(minutes=1)


class Room:
    """A room that looks at its rows, and counts its looks; `go_on` lets a look end, `fault` fails it."""

    def __init__(self, clock: FakeClock) -> None:
        self.wakeup = Wakeup("the room", clock)
        self.looks = 0
        self.fault: Exception | None = None
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._begun = asyncio.Condition()

    async def look(self) -> None:
        self.looks += 1
        async with self._begun:
            self._begun.notify_all()
        await self.go_on.wait()
        if self.fault:
            raise self.fault

    async def looked(self, times: int) -> None:
        """Wait until so many looks have begun."""
        async with asyncio.timeout(20), self._begun:
            await self._begun.wait_for(lambda: self.looks >= times)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(nap=0)


@pytest.fixture
async def room(clock: FakeClock) -> AsyncIterator[Room]:
    room = Room(clock)
    serving = asyncio.create_task(room.wakeup.serve(room.look, every=60.0))
    await room.looked(1)
    yield room
    serving.cancel()
    await asyncio.wait({serving})


async def test_what_is_woken_before_it_waits_does_not_wait(clock: FakeClock) -> None:
    wakeup = Wakeup("the room", clock)
    wakeup.set()
    assert await wakeup.wait()


async def test_a_wait_ends_when_its_time_has_passed(clock: FakeClock) -> None:
    wakeup = Wakeup("the room", clock)
    waiting = asyncio.create_task(wakeup.wait(60.0))
    await clock.somebody_sleeps()
    assert not waiting.done()
    clock.pass_time(MINUTE)
    assert await waiting is False


async def test_many_wakeups_before_a_look_are_one(room: Room) -> None:
    for _ in range(5):
        room.wakeup.set()
    await room.wakeup.wait_idle()
    assert room.looks == 2


async def test_a_wakeup_during_a_look_makes_another(room: Room) -> None:
    room.go_on.clear()
    room.wakeup.set()
    await room.looked(2)
    room.wakeup.set()
    room.go_on.set()
    await room.wakeup.wait_idle()
    assert room.looks == 3


async def test_another_thread_may_wake(room: Room) -> None:
    waker = threading.Thread(target=room.wakeup.set)
    waker.start()
    await room.looked(2)
    waker.join()


async def test_it_looks_every_so_often_though_nobody_wakes_it(room: Room, clock: FakeClock) -> None:
    for times in (2, 3):
        await clock.somebody_sleeps()
        clock.pass_time(MINUTE)
        await room.looked(times)


async def test_a_look_that_fails_is_logged_and_repeated(
    room: Room, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    room.fault = OSError("no room on the disk")
    room.wakeup.set()
    await room.wakeup.wait_idle()
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "the room" in record.getMessage()
    room.fault = None
    await clock.somebody_sleeps()
    clock.pass_time(timedelta(seconds=AFTER_A_FAULT))
    await room.looked(3)


async def test_a_wait_that_is_broken_off_keeps_the_wakeup(clock: FakeClock) -> None:
    wakeup = Wakeup("the room", clock)
    waiting = asyncio.create_task(wakeup.wait(60.0))
    await clock.somebody_sleeps()
    waiting.cancel()
    wakeup.set()
    await asyncio.wait({waiting})
    assert await wakeup.wait(60.0)


def test_to_wake_after_the_loop_has_ended_harms_nothing(clock: FakeClock) -> None:
    wakeup = Wakeup("the room", clock)

    async def begin() -> None:
        waiting = asyncio.create_task(wakeup.wait(60.0))
        await clock.somebody_sleeps()
        assert not waiting.done()

    asyncio.run(begin())
    wakeup.set()
    assert asyncio.run(wakeup.wait())
