"""A clock that a test moves by hand."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class FakeClock:
    """Starts at `START`; waiting moves it at once."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._steady = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._steady

    def pass_time(self, span: timedelta) -> None:
        """Move both the instant and the steady count."""
        self._now += span
        self._steady += span.total_seconds()

    def jump(self, span: timedelta) -> None:
        """Move the instant alone, as when somebody sets the machine's clock."""
        self._now += span

    async def sleep(self, seconds: float) -> None:
        self.pass_time(timedelta(seconds=seconds))
        await asyncio.sleep(0)
