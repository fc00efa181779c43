"""What public texts mean, as vectors, for as long as a story can go on."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, or_, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.notified import chunks
from bot.storage.tables.mentions import mentions as kept_mentions
from bot.storage.tables.stories import vectors
from bot.storage.types import storable


class VectorRows:
    """What public texts mean, by one version of the encoder. Blocks."""

    def __init__(self, engine: Engine, version: str) -> None:
        self._engine = engine
        self.version = version

    def kept(self, mentions: Iterable[str]) -> dict[str, bytes]:
        """The vectors of these mentions, as far as they are here."""
        table = vectors.c
        wanted = select(table.mention, table.vector).where(table.version == self.version)
        with read_transaction(self._engine) as connection:
            return {
                row.mention: row.vector
                for chunk in chunks(map(storable, mentions))
                for row in connection.execute(wanted.where(table.mention.in_(chunk)))
            }

    def keep(self, made: Mapping[str, bytes], at: datetime) -> None:
        """Keep vectors, of mentions that are still here; one that is kept stays."""
        if not made:
            return
        with write_transaction(self._engine) as connection:
            rows = [
                {"mention": mention, "version": self.version, "vector": made[mention], "made_at": at}
                for mention in here(connection, made)
            ]
            if rows:
                connection.execute(insert_into(connection, vectors).on_conflict_do_nothing(), rows)

    def forget(self, before: datetime) -> int:
        """Forget vectors made before then, and those of other versions; how many these were."""
        old = or_(vectors.c.made_at < before, vectors.c.version != self.version)
        with write_transaction(self._engine) as connection:
            return connection.execute(delete(vectors).where(old)).rowcount


def here(connection: Connection, ids: Iterable[str]) -> list[str]:
    """Those of these mentions that are kept."""
    as_given = {storable(id_): id_ for id_ in ids}
    wanted = select(kept_mentions.c.id)
    return [
        as_given[id_]
        for chunk in chunks(as_given)
        for id_ in connection.scalars(wanted.where(kept_mentions.c.id.in_(chunk)))
    ]
