"""Times that were not heard, and are not going to be: each a row until people were told of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select

from bot.storage.database import read_transaction, write_transaction
from bot.storage.tables.sources import gaps

WORTH_TELLING = timedelta(minutes=10)
"""A time that was not heard and is shorter is told to nobody."""


class GapKind(StrEnum):
    """Why a time was not heard.

    A stream keeps nothing for so long, there was more than is read at once, or more came into a list in that
    time than the list holds.
    """

    LOST = "lost"
    UNREAD = "unread"
    OVERRUN = "overrun"


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A time of which one request did not hear all; `request` is its key, `found_at` when that was found.

    `seq` is its place in the order in which gaps were found, 0 for one that is not kept.
    """

    source: str
    request: str
    kind: GapKind
    since: datetime
    until: datetime
    found_at: datetime
    seq: int = 0

    @property
    def is_worth_telling(self) -> bool:
        """Whether people are told: of a long time, and of any in which something is known to be lost."""
        return self.kind is GapKind.OVERRUN or self.until - self.since >= WORTH_TELLING


class Gaps:
    """The gaps of which people were not told yet. Blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unreported(self) -> list[Gap]:
        """Every gap that is not told yet, the first found first."""
        with read_transaction(self._engine) as connection:
            rows = connection.execute(select(gaps).order_by(gaps.c.seq)).mappings()
            return [Gap(**{**row, "kind": GapKind(row["kind"])}) for row in rows]

    def clear(self, told: Iterable[Gap]) -> None:
        """Forget gaps that were told."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(gaps).where(gaps.c.seq.in_([gap.seq for gap in told])))


def record_gap(connection: Connection, gap: Gap) -> None:
    """Record a gap, within the transaction that records how its request fares."""
    row = msgspec.structs.asdict(gap)
    del row["seq"]
    connection.execute(insert(gaps).values(**row))
