"""What the watches of a workspace kept, as it is searched and named by its address.

A row a hit is made with the hit (`search_index`), and found by its words (`search_match`) or its address.
What was kept before there were such rows is indexed by `fill`, a little at a time.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Engine, Select, and_, delete, select

from bot.query import Narrowing
from bot.query.narrowing import VERSION
from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.page_keys import page_keys
from bot.storage.search_index import index
from bot.storage.search_match import RowMatch
from bot.storage.tables.hits import hits
from bot.storage.tables.search import search_fill, search_rows
from bot.storage.types import storable

AT_ONCE: Final = 200
"""Mentions that are indexed between two looks at what else is to be done."""
LATEST: Final = (1 << 63) - 1
"""A number after those of all rows."""


class Found(msgspec.Struct, frozen=True):
    """A hit that a search may want: its watch, its mention, and the number of its row."""

    docid: int
    watch: str
    mention: str
    written_at: datetime


class SearchRows:
    """The index of a workspace's hits. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def newest(
        self, watches: Collection[str], wanted: Narrowing | None, before: int, limit: int
    ) -> list[Found]:
        """What these watches kept that may hold what is wanted, the newest before a row first."""
        with read_transaction(self._engine) as connection:
            docids = RowMatch(connection, self._workspace, watches).newest(wanted, before, limit)
            rows = connection.execute(_found().where(search_rows.c.docid.in_(docids)))
            found = [Found(row.docid, row.watch, row.mention, row.written_at) for row in rows]
        return sorted(found, key=lambda each: each.docid, reverse=True)

    def at_address(self, watches: Collection[str], address: str) -> list[Found]:
        """What these watches kept from an address, in whatever form that is written, by the surest form."""
        table = search_rows.c
        own = table.workspace == self._workspace, table.watch.in_(watches)
        with read_transaction(self._engine) as connection:
            for its in (
                *(table.address == key for key in page_keys(address)),
                table.mention == storable(address),
            ):
                rows = connection.execute(_found().where(*own, its).order_by(table.docid.desc())).all()
                if rows:
                    return [Found(row.docid, row.watch, row.mention, row.written_at) for row in rows]
        return []

    def fill(self) -> bool:
        """Index some of what was kept before there was an index of this version; False once all is."""
        with write_transaction(self._engine) as connection:
            state = connection.execute(select(search_fill).where(search_fill.c.version == VERSION)).first()
            if state is not None and state.done:
                return False
            begun = state.mention if state is not None else ""
            wanted = select(hits.c.mention).where(hits.c.mention > begun).distinct()
            ids = list(connection.scalars(wanted.order_by(hits.c.mention).limit(AT_ONCE)))
            index(connection, ids)
            reached = {"mention": ids[-1] if ids else begun, "done": len(ids) < AT_ONCE}
            connection.execute(delete(search_fill))
            connection.execute(insert_into(connection, search_fill).values(version=VERSION, **reached))
            return not reached["done"]

    def is_filled(self) -> bool:
        """Whether all that is kept is indexed."""
        with read_transaction(self._engine) as connection:
            its = search_fill.c.version == VERSION
            return bool(connection.scalar(select(search_fill.c.done).where(its)))


def _found() -> Select[Any]:
    """Rows with when their mentions were written."""
    same = and_(*(hits.c[name] == search_rows.c[name] for name in ("workspace", "watch", "mention")))
    table = search_rows.c
    return select(table.docid, table.watch, table.mention, hits.c.written_at).join_from(
        search_rows, hits, same
    )
