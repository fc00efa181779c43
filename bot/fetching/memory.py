"""What is remembered of addresses between requests: what to ask again with, and where they moved to."""

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


class Validators(Protocol):
    """Keeps the `ETag` and `Last-Modified` of each address, either empty when it was not sent."""

    def get(self, url: str) -> tuple[str, str] | None:
        """The validators last sent for an address; None when there are none."""

    def put(self, url: str, etag: str, modified: str) -> None:
        """Keep what came with a full answer; both empty means: ask for everything next time."""


class MemoryValidators:
    """Validators that last as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, str]] = {}

    def get(self, url: str) -> tuple[str, str] | None:
        return self._kept.get(url)

    def put(self, url: str, etag: str, modified: str) -> None:
        if etag or modified:
            self._kept[url] = (etag, modified)
        else:
            self._kept.pop(url, None)
