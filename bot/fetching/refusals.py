"""Hosts that refuse this program, whatever it asks of them."""

from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import BlockedFailure, SourceFailure

MOST: Final = 10
"""Refusals in a row, of one question or of many, after which it is the program that is unwelcome."""
REST: Final = timedelta(hours=6)


class Refusals:
    """Counts them host by host, and leaves alone whoever refused often enough.

    Thousands of questions may be put to one service: each resting by itself, they would go on knocking.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._in_a_row: dict[str, int] = {}
        self._shut: dict[str, datetime] = {}

    def heed(self, host: str, failure: SourceFailure | None) -> None:
        """Take note of what became of a request: one that is answered ends the row."""
        if failure is None:
            self._in_a_row.pop(host, None)
        elif isinstance(failure, BlockedFailure):
            self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
            if self._in_a_row[host] >= MOST:
                self._shut[host] = self._clock.now() + REST

    def check(self, host: str) -> None:
        """Raises `BlockedFailure` while a host is left alone."""
        until = self._shut.get(host)
        if until is not None and until > self._clock.now():
            reason = f"{host} refused the last {MOST} requests, and is left alone until {until:%H:%M} UTC."
            raise BlockedFailure(reason, until=until)
