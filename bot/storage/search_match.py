"""Which rows of the search index hold what is wanted, the newest first, in each database's language.

1. Without words each watch reads the end of its own rows; all at once would sort everything.
2. Among the words of a row is a mark of its watch: what others kept is passed over in the index.
3. SQLite's full-text index is read from the newest row on.
4. PostgreSQL's index of words (GIN) has no order: all rows that match are fetched and sorted for a page of
   eight. So the latest rows are looked at first, which is enough for words that are often said, and the index
   is asked where they are not. The planner is not left the choice: it knows nothing of words that came since
   the last ANALYZE, nor that two frequent words are never said together, and would walk through all rows.
"""

import hashlib
from collections.abc import Callable, Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select, text

from bot.query import Either, Every, Narrowing, Word
from bot.storage.tables.search import search_rows

WALKED: Final = 2_000
"""Latest rows of all watches together that are looked at before PostgreSQL's index is."""
FURTHER: Final = 5.0
"""How many times as many are, at most, where so many found some: of what one of a hundred mentions says the
index would name ten thousand in a million, each to be fetched."""
_MARK: Final = "§"
"""Begins the mark of a watch among words; no word holds it."""
_OF_SQLITE: Final = text(
    "SELECT rowid FROM search_words WHERE search_words MATCH :wanted AND rowid < :before "
    "ORDER BY rowid DESC LIMIT :most"
)
_OF_POSTGRESQL: Final = text(
    "SELECT docid FROM (SELECT docid FROM search_rows WHERE words @@ CAST(:wanted AS tsquery) OFFSET 0) "
    "AS found WHERE docid < :before ORDER BY docid DESC LIMIT :most"
)
"""Without `OFFSET 0` the planner may walk the rows by their numbers instead."""
_BY_THE_INDEX: Final = ("SET LOCAL enable_seqscan = off", "SET LOCAL jit = off")
"""Until the transaction ends: a search is over before it would be compiled."""


class RowMatch:
    """Finds rows of a workspace's watches, within one transaction."""

    def __init__(self, connection: Connection, workspace: str, watches: Collection[str]) -> None:
        self._connection = connection
        self._workspace = workspace
        self._watches = sorted(watches)

    def newest(self, wanted: Narrowing | None, before: int, limit: int) -> list[int]:
        """The numbers of at most `limit` rows that may hold what is wanted, the newest before a row first."""
        if not self._watches:
            return []
        if wanted is None:
            return self._latest(before, limit)
        if self._connection.dialect.name == "sqlite":
            asked = {"wanted": _fts5(self._marked(wanted)), "before": before, "most": limit}
            return list(self._connection.execute(_OF_SQLITE, asked).scalars())
        return self._walked_or_indexed(wanted, before, limit)

    def _walked_or_indexed(self, wanted: Narrowing, before: int, limit: int) -> list[int]:
        times = 1.0
        while times <= FURTHER:
            number = max(limit, int(WALKED * times) // len(self._watches))
            found, reached = self._walked(_tsquery(wanted), before, number)
            if len(found) >= limit or not reached:
                return found[:limit]
            if times > 1.0:
                break
            times = 2 * limit / max(len(found), 1)  # twice as far as they would reach
        return self._indexed(_tsquery(self._marked(wanted)), before, limit)

    def _latest(self, before: int, limit: int) -> list[int]:
        """The latest rows, whatever they hold."""
        found = [
            docid
            for watch in self._watches
            for docid in self._connection.scalars(self._of(watch, before).limit(limit))
        ]
        return sorted(found, reverse=True)[:limit]

    def _walked(self, wanted: str, before: int, number: int) -> tuple[list[int], int]:
        """Which of the latest rows match, and from which row on no other does; 0 where none was left out."""
        holds = _holds(wanted).label("holds")
        found, reached = list[int](), 0
        for watch in self._watches:
            rows = self._of(watch, before).add_columns(holds).limit(number).subquery()
            matching = func.array_agg(rows.c.docid).filter(rows.c.holds).label("matching")
            last, there = func.min(rows.c.docid).label("last"), func.count().label("there")
            row = self._connection.execute(select(matching, last, there)).one()
            found += row.matching or ()
            if row.there == number:
                reached = max(reached, row.last)
        return sorted((docid for docid in found if docid >= reached), reverse=True), reached

    def _indexed(self, wanted: str, before: int, limit: int) -> list[int]:
        """The latest rows that match, by PostgreSQL's index of words."""
        for setting in _BY_THE_INDEX:
            self._connection.execute(text(setting))
        asked = {"wanted": wanted, "before": before, "most": limit}
        return list(self._connection.execute(_OF_POSTGRESQL, asked).scalars())

    def _of(self, watch: str, before: int) -> Select[Any]:
        """The rows of a watch, the latest first."""
        table = search_rows.c
        own = table.workspace == self._workspace, table.watch == watch, table.docid < before
        return select(table.docid).where(*own).order_by(table.docid.desc())

    def _marked(self, wanted: Narrowing) -> Narrowing:
        """What is wanted, of these watches alone."""
        return Every((Either(tuple(Word(mark(self._workspace, watch)) for watch in self._watches)), wanted))


def mark(workspace: str, watch: str) -> str:
    """The word that stands for a watch."""
    names = f"{workspace}\x1f{watch}"
    return f"{_MARK}{hashlib.sha256(names.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _holds(wanted: str) -> ColumnElement[bool]:
    """Whether a row matches, for PostgreSQL."""
    return search_rows.c.words.op("@@", is_comparison=True)(
        text("CAST(:wanted AS tsquery)").bindparams(wanted=wanted)
    )


def _fts5(wanted: Narrowing) -> str:
    """What is wanted, in the language of FTS5."""
    return _spelled(wanted, " AND ", " OR ", lambda word: f'"{word.text}"' + " *" * word.begins)


def _tsquery(wanted: Narrowing) -> str:
    """What is wanted, in the language of PostgreSQL."""
    return _spelled(wanted, " & ", " | ", lambda word: f"'{word.text}'" + ":*" * word.begins)


def _spelled(wanted: Narrowing, every: str, either: str, word: Callable[[Word], str]) -> str:
    if isinstance(wanted, Word):
        return word(wanted)
    between = every if isinstance(wanted, Every) else either
    return f"({between.join(_spelled(part, every, either, word) for part in wanted.parts)})"
