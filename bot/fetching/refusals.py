"""Hosts that refuse this program, whatever it asks of them, or ask it to ask less and do not say how much."""

from datetime import datetime, timedelta
from typing import Final, Self

import msgspec

from bot.clock import Clock
from bot.errors import BlockedFailure, RateFailure, SourceFailure

MOST: Final = 10
"""Refusals in a row, of one question or of many, after which it is the program that is unwelcome."""
REST: Final = timedelta(hours=6)


UNTOLD_REST: Final = timedelta(minutes=5)
"""How long a host rests that says "too many requests" and not for how long; next time, twice as long."""


class CoolDown(msgspec.Struct, frozen=True, order=True):
    """A time in which something is left alone: its `end` by the steady clock, and as people read it."""

    end: float
    until: datetime

    @classmethod
    def from_now(cls, until: datetime, clock: Clock) -> Self:
        """The cool-down that begins now."""
        return cls(clock.monotonic() + (until - clock.now()).total_seconds(), until)

    def lasts(self, clock: Clock) -> bool:
        """Whether it is not over, whatever became of the machine's clock meanwhile."""
        return clock.monotonic() < self.end


class Brakes:
    """Counts, host by host, how often in a row one asked for a rest without saying how long."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._in_a_row: dict[str, int] = {}

    def record(self, host: str, failure: SourceFailure | None) -> SourceFailure | None:
        """The failure, and until when to rest if it does not say; an answer ends the row."""
        if failure is None:
            self._in_a_row.pop(host, None)
        elif isinstance(failure, RateFailure) and failure.until is None:
            times = self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
            until = self._clock.now() + min(UNTOLD_REST * 2 ** min(times - 1, 16), REST)
            return RateFailure(failure.sentence, until=until, answer=failure.answer)
        return failure


class BlockedHosts:
    """Counts them host by host, and leaves alone whoever refused often enough.

    Thousands of questions may be put to one service: each resting by itself, they would go on knocking.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._in_a_row: dict[str, int] = {}
        self._shut: dict[str, CoolDown] = {}

    def record(self, host: str, failure: SourceFailure | None) -> None:
        """Take note of what became of a request: one that is answered ends the row."""
        if failure is None:
            self._in_a_row.pop(host, None)
        elif isinstance(failure, BlockedFailure):
            self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
            if self._in_a_row[host] >= MOST:
                self._shut[host] = CoolDown.from_now(self._clock.now() + REST, self._clock)

    def check(self, host: str) -> None:
        """Raises `BlockedFailure` while a host is left alone."""
        cool_down = self._shut.get(host)
        if cool_down and cool_down.lasts(self._clock):
            raise BlockedFailure(
                "{host} refused the last {n} requests, and is left alone until {when} UTC.",
                until=cool_down.until,
                host=host,
                n=MOST,
                when=f"{cool_down.until:%H:%M}",
            )
