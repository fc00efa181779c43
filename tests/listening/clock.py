"""A clock for things that wait in the background: short waits are over at once, long ones last."""

import asyncio
from datetime import timedelta

from tests.clock import FakeClock

NAP = 20.0
"""Seconds; a wait that is longer lasts until the test passes that much time."""


class DrowsyClock(FakeClock):
    """As `FakeClock`; waiting does not move it. `naps` are the short waits so far."""

    def __init__(self) -> None:
        super().__init__()
        self.naps: list[float] = []
        self._passed = asyncio.Event()

    def pass_time(self, span: timedelta) -> None:
        super().pass_time(span)
        self._passed.set()
        self._passed = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < NAP:
            self.naps.append(seconds)
            await asyncio.sleep(0)
            return
        end = self.monotonic() + seconds
        while self.monotonic() < end:
            await self._passed.wait()
