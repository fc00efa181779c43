"""Tasks beside what else is done: held on to, reported when they fail, awaited at the end."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from functools import partial
from typing import Any

from bot.clock import Clock

log = logging.getLogger(__name__)

OnFailure = Callable[[], Coroutine[Any, Any, Any]]


def report_failure(task: asyncio.Task[Any]) -> bool:
    """Log the error that ended a task. Whether there was one; a task that was cancelled has none."""
    error = None if task.cancelled() else task.exception()
    if error:
        log.error("%s failed: %s", task.get_name(), error, exc_info=error)
    return error is not None


class Tasks:
    """The tasks under way, each begun at once."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(
        self, work: Coroutine[Any, Any, Any], name: str, on_failure: OnFailure | None = None
    ) -> asyncio.Task[Any]:
        """Begin a piece of work; if it fails, that is logged under this name, and `on_failure` begun."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(partial(self._ended, on_failure=on_failure))
        return task

    async def settle(self) -> None:
        """Wait until all that was started, and what that started, has ended."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Break off what is under way."""
        for task in self._tasks:
            task.cancel()
        await self.settle()

    def _ended(self, task: asyncio.Task[Any], on_failure: OnFailure | None) -> None:
        self._tasks.discard(task)
        if report_failure(task) and on_failure:
            self.start(on_failure(), f"what follows the failure of {task.get_name()}")


async def within(seconds: float, tasks: Collection["asyncio.Task[Any]"], clock: Clock) -> bool:
    """Wait for tasks, so many seconds by the clock at most; whether all ended. None is broken off."""
    if not tasks:
        return True
    all_ended = asyncio.ensure_future(asyncio.wait(tasks))
    patience = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({all_ended, patience}, return_when=asyncio.FIRST_COMPLETED)
        return all_ended.done()
    finally:
        all_ended.cancel()
        patience.cancel()
