"""Mentions that were erased or say something else now: each a row until what is owed of it was made anew.

A row is recorded in the transaction that changes the mention (`bot.storage.archive`): whoever was asleep, or
was killed in between, finds it.
"""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select

from bot.storage.database import read_transaction, write_transaction
from bot.storage.notified import chunks
from bot.storage.tables.mentions import amendments

AT_ONCE = 500
"""Amendments that are read together, the first first."""


class Amendment(msgspec.Struct, frozen=True):
    """That a mention changed, and the place of that in the order of changes."""

    seq: int
    mention: str


class Amendments:
    """The changes of mentions that were not seen to yet. Blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standing(self, after: int = 0) -> list[Amendment]:
        """The first changes that stand, of those behind a place in their order; at most `AT_ONCE`."""
        wanted = select(amendments.c.seq, amendments.c.mention).where(amendments.c.seq > after)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted.order_by(amendments.c.seq).limit(AT_ONCE))
            return [Amendment(row.seq, row.mention) for row in rows]

    def clear(self, done: Iterable[Amendment]) -> None:
        """Forget changes that were seen to; one that came meanwhile to the same mention stays."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(amendments).where(amendments.c.seq.in_([each.seq for each in done])))


def record_amended(connection: Connection, mentions: Iterable[str]) -> None:
    """Record that these mentions changed, within the transaction that changes them."""
    for chunk in chunks(mentions):
        connection.execute(insert(amendments), [{"mention": mention} for mention in chunk])
