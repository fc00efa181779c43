"""Addresses that moved for good, kept over a restart."""

from sqlalchemy import Engine, delete, insert, select

from bot.fetching.memory import MemoryMoves, Move
from bot.storage.database import read_transaction, write_transaction
from bot.storage.tables.fetching import moves


class StoredMoves(MemoryMoves):
    """The moves of all addresses: read once, for there are few, and each request asks for them."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        with read_transaction(engine) as connection:
            for row in connection.execute(select(moves)):
                super().put(row.url, Move(row.target, row.since))

    def put(self, url: str, move: Move | None) -> None:
        """Keep where an address leads for good, or that it does not."""
        super().put(url, move)
        with write_transaction(self._engine) as connection:
            connection.execute(delete(moves).where(moves.c.url == url))
            if move is not None:
                connection.execute(insert(moves).values(url=url, target=move.target, since=move.since))
