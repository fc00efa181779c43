"""Waiting for what goes on in the background, and a clock for a bot that follows streams there."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.scenarios.full_bot import StageClock

SHORT = 20
"""Seconds; what waits longer waits until the test passes that time."""


async def eventually(come: Callable[[], bool]) -> None:
    """Until something has come about that goes on in the background."""
    async with asyncio.timeout(20):
        while not come():  # noqa: ASYNC110, it comes about in threads and on sockets
            await asyncio.sleep(0.01)


class WaitingClock(StageClock):
    """Long waits last until the time has passed; short ones are over at once."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._passed = asyncio.Event()

    def pass_time(self, span: timedelta) -> None:
        super().pass_time(span)
        self._passed.set()
        self._passed = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < SHORT:
            await super().sleep(seconds)
            return
        end = self.monotonic() + seconds
        while self.monotonic() < end:
            await self._passed.wait()
