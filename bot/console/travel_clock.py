"""The clock of a demo: it may be set forward, and whoever waits by it waits no longer than that takes."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clock import Clock

NAP = 5.0
"""Seconds below which a wait is a nap: over at once while somebody travels, such as the pace of a channel."""


class TravelClock:
    """Shows `start` at first and goes on as `clock` does; `set_forward` moves the instant and the steady
    seconds together, so that nothing takes it for a machine whose clock was set.
    """

    def __init__(self, clock: Clock, start: datetime) -> None:
        self._clock = clock
        self._ahead = start - clock.now()
        self._forward = 0.0
        self._moved = asyncio.Event()
        self._hurried = False

    def now(self) -> datetime:
        return self._clock.now() + self._ahead + timedelta(seconds=self._forward)

    def monotonic(self) -> float:
        return self._clock.monotonic() + self._forward

    async def sleep(self, seconds: float) -> None:
        if self._hurried and seconds < NAP:
            self._move(seconds)
            await asyncio.sleep(0)
            return
        end = self.monotonic() + seconds
        while (left := end - self.monotonic()) > 0:
            await self._pass(left)

    def set_forward(self, instant: datetime) -> None:
        """Go on to an instant at once; it never goes back, so that one that has passed changes nothing."""
        self._move((instant - self.now()).total_seconds())

    @contextlib.contextmanager
    def hurried(self) -> Iterator[None]:
        """While somebody travels: naps are over at once, and count as time that has passed."""
        self._hurried = True
        try:
            yield
        finally:
            self._hurried = False

    def _move(self, seconds: float) -> None:
        if seconds > 0:
            self._forward += seconds
            self._moved.set()
            self._moved = asyncio.Event()

    async def _pass(self, seconds: float) -> None:
        """Wait so long, or until the clock is set forward."""
        waits = [
            asyncio.ensure_future(self._clock.sleep(seconds)),
            asyncio.ensure_future(self._moved.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
