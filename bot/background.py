"""Work that goes on after an answer was given: held on to, reported when it fails, awaited at the end.

What Slack waits for comes first: work begins behind what is still to be acknowledged, a few pieces at a time,
so that the hundredth command of a burst is acknowledged as soon as if the bot did nothing else. It waits for
no other piece longer than `HEAD_START`, and for acknowledgements no longer than `LONGEST_WAIT`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from bot.tasks import OnFailure, report_failure

FEW = 4
"""Pieces of work that begin at once."""
HEAD_START = 0.25
"""Seconds after which a piece that is still at work lets another begin."""
PAUSE = 0.005
"""Seconds without anything to acknowledge before work begins: a burst does not come all in one instant."""
LONGEST_WAIT = 0.25
"""Seconds after which a few pieces begin whatever there is to acknowledge."""


class _Work(msgspec.Struct, frozen=True):
    """A piece of work that has not begun."""

    todo: Coroutine[Any, Any, Any]
    name: str
    on_failure: OnFailure | None


class Background:
    """The work that waits, and the tasks under way."""

    def __init__(self) -> None:
        self._waiting: deque[_Work] = deque()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._begun_lately: set[asyncio.Task[Any]] = set()
        self._unacknowledged = 0
        self._timer: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopped = False
        self._keys: set[str] = set()
        self._again: set[str] = set()

    def start(self, work: Coroutine[Any, Any, Any], name: str, on_failure: OnFailure | None = None) -> None:
        """Do this beside what else is done; if it fails, that is logged, and `on_failure` done next."""
        if self._stopped:
            work.close()
            return
        self._idle.clear()
        self._waiting.append(_Work(work, name, on_failure))
        if self._unacknowledged:
            self._look_in(LONGEST_WAIT)
        else:
            self._begin()

    def start_for(self, key: str, work: Callable[[], Coroutine[Any, Any, Any]], name: str) -> None:
        """Do this for a key, such as a channel: now, or once more after what is under way for that key."""
        if key in self._keys:
            self._again.add(key)
            return
        self._keys.add(key)
        self.start(self._do_for(key, work), name)

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        """While Slack waits for an acknowledgement: what is started meanwhile begins after it."""
        self._unacknowledged += 1
        try:
            yield
        finally:
            self._unacknowledged -= 1
            if self._waiting and not self._unacknowledged:
                self._look_in(PAUSE)

    @property
    def is_idle(self) -> bool:
        """Whether nothing that was started is left to do."""
        return self._idle.is_set()

    async def wait_idle(self) -> None:
        """Wait until all that was started, and what that started, has ended."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Break off what is under way, and begin nothing more."""
        self._stopped = True
        while self._waiting:
            self._waiting.popleft().todo.close()
        for task in self._tasks:
            task.cancel()
        self._note_idle()
        await self.wait_idle()

    async def _do_for(self, key: str, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        try:
            await work()
            while key in self._again:
                self._again.discard(key)
                await work()
        finally:
            self._keys.discard(key)
            self._again.discard(key)

    def _look_in(self, seconds: float) -> None:
        """Begin what waits after a while; of two whiles the shorter one counts."""
        loop = asyncio.get_running_loop()
        if self._timer:
            if self._timer.when() <= loop.time() + seconds:
                return
            self._timer.cancel()
        self._timer = loop.call_later(seconds, self._overdue, seconds)

    def _overdue(self, waited: float) -> None:
        self._timer = None
        if self._unacknowledged and waited < LONGEST_WAIT:
            self._look_in(LONGEST_WAIT)  # another acknowledgement came in between
        else:
            self._begin()

    def _begin(self) -> None:
        while self._waiting and len(self._begun_lately) < FEW:
            work = self._waiting.popleft()
            task = asyncio.create_task(work.todo, name=work.name)
            self._tasks.add(task)
            self._begun_lately.add(task)
            asyncio.get_running_loop().call_later(HEAD_START, self._make_room, task)
            task.add_done_callback(partial(self._ended, on_failure=work.on_failure))

    def _make_room(self, task: asyncio.Task[Any]) -> None:
        """Let another piece begin in the place of one that has ended, or had its head start."""
        if task in self._begun_lately:
            self._begun_lately.discard(task)
            if self._waiting:
                self._look_in(LONGEST_WAIT if self._unacknowledged else 0.0)

    def _ended(self, task: asyncio.Task[Any], on_failure: OnFailure | None) -> None:
        self._tasks.discard(task)
        if report_failure(task) and on_failure:
            self.start(on_failure(), f"what follows the failure of {task.get_name()}")
        self._make_room(task)
        self._note_idle()

    def _note_idle(self) -> None:
        if not self._tasks and not self._waiting:
            self._idle.set()
