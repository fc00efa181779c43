"""Threads that are waited for."""

import asyncio
import threading

import pytest

from bot.worker_threads import MOST_THREADS, worker_threads


async def test_a_thread_whose_task_was_cancelled_is_waited_for() -> None:
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    done = []

    def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        done.append(go_on.wait(30))

    async with worker_threads():
        task = asyncio.create_task(asyncio.to_thread(work))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert done == [], "the thread goes on without its task"
        loop.call_later(0.05, go_on.set)
    assert done == [True]


async def test_what_was_not_begun_when_it_ends_is_never_begun() -> None:
    go_on = threading.Event()
    done: list[str] = []
    async with worker_threads():
        tasks = [asyncio.create_task(asyncio.to_thread(go_on.wait, 30)) for _ in range(MOST_THREADS)]
        await asyncio.sleep(0)
        late = asyncio.create_task(asyncio.to_thread(done.append, "late"))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, go_on.set)
    assert await asyncio.gather(*tasks) == [True] * MOST_THREADS
    with pytest.raises(asyncio.CancelledError):
        await late
    assert done == []


async def test_the_loop_has_threads_afterwards() -> None:
    async with worker_threads():
        pass
    assert await asyncio.to_thread(lambda: "well") == "well"
