"""Tasks beside what else is done."""

import asyncio
from datetime import timedelta

import pytest

from bot.tasks import Tasks, within
from tests.clock import FakeClock


async def test_all_begin_at_once_and_are_awaited_with_what_they_start() -> None:
    tasks, gate, done = Tasks(), asyncio.Event(), list[str]()

    async def second() -> None:
        done.append("second")

    async def first(number: int) -> None:
        done.append(str(number))
        await gate.wait()
        tasks.start(second(), "second")

    for number in range(20):
        tasks.start(first(number), "first")
    await asyncio.sleep(0)
    assert done == [str(number) for number in range(20)]
    gate.set()
    await tasks.settle()
    assert done.count("second") == 20


async def test_a_failure_is_logged_and_what_follows_it_begun(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise RuntimeError("the roof fell in")

    async def again() -> None:
        begun_again.append(True)

    tasks, begun_again = Tasks(), list[bool]()
    tasks.start(fails(), "a question", again)
    await tasks.settle()
    assert "a question failed: the roof fell in" in caplog.text
    assert begun_again == [True]


async def test_what_is_under_way_can_be_broken_off(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    tasks.start(asyncio.Event().wait(), "a long wait")
    await asyncio.sleep(0)
    await tasks.stop()
    assert caplog.text == ""


async def test_tasks_are_waited_for_until_all_have_ended_or_the_time_is_over() -> None:
    clock, go_on = FakeClock(nap=0), asyncio.Event()
    quick, slow = asyncio.create_task(asyncio.sleep(0)), asyncio.create_task(go_on.wait())
    assert await within(60.0, [quick], clock)
    assert await within(60.0, [], clock)
    waiting = asyncio.create_task(within(60.0, [quick, slow], clock))
    await clock.somebody_sleeps()
    clock.pass_time(timedelta(minutes=1))
    assert not await waiting
    assert not slow.done(), "it goes on"
    go_on.set()
    await slow
