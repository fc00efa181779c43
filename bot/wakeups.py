"""Wake-ups: whoever wrote a row for a room wakes it, and the room looks at its rows.

1. A row first, a wake-up second: a wake-up says that there may be something to do, never what. Who was
   asleep, was killed, or is another process finds the row.
2. Many wake-ups before a look are one look; one that comes during a look makes another.
3. It may be set from any thread, before the loop runs, and after it has ended.
4. A look that fails is logged, and repeated after a while or at the next wake-up: whoever wakes has written
   a row, so that the database is there again.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.clock import Clock

log = logging.getLogger(__name__)

AFTER_A_FAULT = 60.0
"""Seconds after which a look that failed is repeated."""

Look = Callable[[], Awaitable[object]]
"""Does what the rows of a room ask for."""


class Wakeup:
    """The wake-up of one room; `name` says in the log which."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self._clock = clock
        self._lock = threading.Lock()
        self._is_set = False
        self._is_looking = False
        self._sleeper: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._looked = asyncio.Event()

    def set(self) -> None:
        """Let the room look at its rows, now or as soon as it has done what it is at."""
        with self._lock:
            sleeper = None if self._is_set else self._sleeper
            self._is_set = True
        if sleeper:
            loop, event = sleeper
            with suppress(RuntimeError):  # the loop has ended: the row is found at the next start
                loop.call_soon_threadsafe(event.set)

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is set, or so many seconds have passed by the clock; whether it was, and no more is.

        One waits at a time: a room has one who looks.
        """
        with self._lock:
            event = asyncio.Event()
            self._sleeper = None if self._is_set else (asyncio.get_running_loop(), event)
        try:
            if self._sleeper:
                await self._sleep(event, seconds)
        finally:
            self._sleeper = None
        with self._lock:
            was_set, self._is_set = self._is_set, False
        return was_set

    async def serve(self, look: Look, every: float | None = None) -> None:
        """Look at once, whenever it is set, and every so many seconds even if it is not."""
        wait: float | None = 0.0
        while True:
            await self.wait(wait)
            self._is_looking = True
            try:
                await look()
                wait = every
            except Exception:
                log.exception("What %s does failed; it is repeated in %.0f s", self.name, AFTER_A_FAULT)
                wait = AFTER_A_FAULT
            finally:
                self._is_looking = False
                self._looked.set()

    @property
    def is_idle(self) -> bool:
        """Whether all that it was set for has been looked at."""
        return not (self._is_set or self._is_looking)

    async def wait_idle(self) -> None:
        """Wait until what it was set for so far has been looked at, by whoever serves it."""
        while not self.is_idle:
            self._looked.clear()
            await self._looked.wait()

    async def _sleep(self, event: asyncio.Event, seconds: float | None) -> None:
        if seconds is None:
            await event.wait()
            return
        waits = {asyncio.ensure_future(event.wait()), asyncio.ensure_future(self._clock.sleep(seconds))}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
