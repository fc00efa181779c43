"""Addresses that moved for good, and since when they say so."""

from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec

HELD: Final = timedelta(days=7)
"""After this a permanent redirect (301, 308) is believed, and the new address asked at once: for a while one
may be a mistake."""


class Move(msgspec.Struct, frozen=True):
    """Where an address leads for good, and since when it has led there."""

    target: str
    since: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it has led there long enough to be believed."""
        return now - self.since >= HELD


class Moves(Protocol):
    """Keeps the moves of addresses."""

    def get(self, url: str) -> Move | None:
        """Where an address leads for good; None where it is asked itself."""

    def put(self, url: str, move: Move | None) -> None:
        """Keep where an address leads for good, or that it does not."""


class MemoryMoves:
    """Moves that last as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, Move] = {}

    def get(self, url: str) -> Move | None:
        return self._kept.get(url)

    def put(self, url: str, move: Move | None) -> None:
        if move is None:
            self._kept.pop(url, None)
        else:
            self._kept[url] = move
