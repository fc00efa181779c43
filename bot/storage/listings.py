"""What lists of entries held when they were last read: what is gone, new or reworded shows by it."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, Engine, select

from bot.storage.database import insert_into, read_transaction
from bot.storage.tables.sources import listings


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a list: the mention's id, a digest of its words, and when it was written.

    `at` is in seconds since 1970, 0 for an entry without a date.
    """

    id: str
    words: str
    at: float = 0.0


class Listing(msgspec.Struct, frozen=True):
    """The entries in the list's order, and the ids of those that were missing and are looked for again."""

    entries: tuple[Entry, ...] = ()
    missing: tuple[str, ...] = ()


class Listings:
    """The last reading of each request that is answered by a list."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, source: str, request: str) -> Listing:
        """What the list held; nothing for one that was never read."""
        table = listings.c
        wanted = select(table.entries, table.missing).where(table.source == source, table.request == request)
        with read_transaction(self._engine) as connection:
            row = connection.execute(wanted).first()
        return Listing() if row is None else _listing(row.entries, row.missing)

    def elsewhere(self, source: str, request: str, ids: Iterable[str]) -> set[str]:
        """Those of these ids that another list of the source holds."""
        table, wanted = listings.c, set(ids)
        others = select(table.entries).where(table.source == source, table.request != request)
        with read_transaction(self._engine) as connection:
            return {
                entry.id
                for entries in connection.scalars(others)
                for entry in _listing(entries, []).entries
                if entry.id in wanted
            }


def keep_listing(connection: Connection, source: str, request: str, listing: Listing) -> None:
    """Keep what a list holds now, within the transaction that records how its request fares."""
    held = msgspec.to_builtins(listing)
    insert = insert_into(connection, listings).values(source=source, request=request, **held)
    latest = {"entries": insert.excluded.entries, "missing": insert.excluded.missing}
    connection.execute(insert.on_conflict_do_update(index_elements=["source", "request"], set_=latest))


def _listing(entries: object, missing: object) -> Listing:
    return msgspec.convert({"entries": entries, "missing": missing}, Listing)
