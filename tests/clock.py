"""A clock that a test moves by hand."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NAP = 20.0
"""Seconds below which a wait is a nap, for tests of what waits for long in the background."""
EVERY_WAIT = float("inf")
TICK = timedelta(microseconds=1)


class FakeClock:
    """Starts at `START`. A wait that is a nap is over at once and moves it; a longer one lasts until the test
    passes that time.

    `nap` is the seconds below which a wait is a nap: at first every wait is one, with 0 none is. `tick` is by
    how much each look moves the instant: no two looks at a real clock show the same one. `naps` are those so
    far.
    """

    def __init__(
        self, start: datetime = START, nap: float = EVERY_WAIT, tick: timedelta = timedelta(0)
    ) -> None:
        self._now = start
        self._steady = 0.0
        self._nap = nap
        self._tick = tick
        self._passed = asyncio.Event()
        self._asleep = asyncio.Event()
        self._sleepers = 0
        self.naps: list[float] = []

    def now(self) -> datetime:
        self._now += self._tick
        return self._now

    def monotonic(self) -> float:
        return self._steady

    def pass_time(self, span: timedelta) -> None:
        """Move both the instant and the steady count."""
        self._now += span
        self._steady += span.total_seconds()
        self._passed.set()
        self._passed = asyncio.Event()
        self._asleep.clear()  # whoever wants more time says so when it looks

    def jump(self, span: timedelta) -> None:
        """Move the instant alone, as when somebody sets the machine's clock."""
        self._now += span

    def stand_still(self) -> None:
        """Let no wait be a nap any more."""
        self._nap = 0.0

    async def sleep(self, seconds: float) -> None:
        if seconds < self._nap:
            self.naps.append(seconds)
            self.pass_time(timedelta(seconds=seconds))
            await asyncio.sleep(0)
            return
        end = self._steady + seconds
        while self._steady < end:
            await self._wait_for_time_to_pass()

    async def _wait_for_time_to_pass(self) -> None:
        self._sleepers += 1
        self._asleep.set()
        try:
            await self._passed.wait()
        finally:
            self._sleepers -= 1
            if not self._sleepers:
                self._asleep.clear()

    async def somebody_sleeps(self) -> None:
        """Wait until somebody waits for time to pass: nobody whose wait was broken off does."""
        await asyncio.wait_for(self._asleep.wait(), 20)
