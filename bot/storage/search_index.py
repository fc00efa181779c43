"""Makes the rows by which hits are searched, within the transaction that changes the hits.

1. A row follows its mention when that is reworded, and goes with its hit.
2. The number of a row sorts by when the mention was written, so that the newest come first from the index
   itself. The rows of one mention stand beside each other.
3. Among the words of a row is a mark of its watch.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select

from bot.models import Mention
from bot.query import words_of
from bot.storage.database import insert_into
from bot.storage.notified import CHUNK, chunks
from bot.storage.page_keys import page_key
from bot.storage.search_match import mark
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mentions
from bot.storage.tables.search import search_rows

_OF_A_SECOND: Final = 18
"""Bits of a row's number that tell apart what was written in one second."""
_OF_A_MENTION: Final = 6
"""Bits of a row's number that tell apart the hits of one mention."""


def index(connection: Connection, ids: Iterable[str]) -> None:
    """Index the hits of these mentions as they are now, in place of what was indexed of them."""
    for chunk in chunks(ids):
        connection.execute(delete(search_rows).where(search_rows.c.mention.in_(chunk)))
        wanted = select(hits.c.workspace, hits.c.watch, hits.c.written_at, *_OF_MENTION)
        rows = connection.execute(wanted.join_from(hits, mentions).where(hits.c.mention.in_(chunk))).all()
        if rows:
            docids = _free(connection, rows)
            words = {row.id: words_of(_mention(row)) for row in rows}
            made = [_row(docid, row, words[row.id]) for docid, row in zip(docids, rows, strict=True)]
            connection.execute(insert_into(connection, search_rows), made)


_OF_MENTION: Final = [
    mentions.c[name] for name in ("id", "kind", "url", "title", "text", "card", "created_at")
]


def _mention(row: Row[Any]) -> Mention:
    """The mention, as far as its words go."""
    return Mention(
        id=row.id,
        source="",
        kind=row.kind,
        url=row.url,
        title=row.title,
        text=row.text,
        card=row.card,
        created_at=row.created_at,
    )


def _row(docid: int, row: Row[Any], words: Sequence[str]) -> dict[str, object]:
    return {
        "docid": docid,
        "workspace": row.workspace,
        "watch": row.watch,
        "mention": row.id,
        "address": page_key(row.url),
        "words": [mark(row.workspace, row.watch), *words],
    }


def _free(connection: Connection, rows: Sequence[Row[Any]]) -> list[int]:
    """A number for each row that no other has."""
    wanted = [_number(row) for row in rows]
    table = search_rows.c.docid
    taken: set[int] = set()
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        taken.update(connection.scalars(select(table).where(table.in_(some))))
    found = []
    for number in wanted:
        free = _after(connection, number, taken) if number in taken else number
        taken.add(free)
        found.append(free)
    return found


def _after(connection: Connection, number: int, taken: Collection[int]) -> int:
    """The first number after this one that is free."""
    table = search_rows.c.docid
    while number in taken or connection.scalar(select(table).where(table == number)) is not None:
        number += 1
    return number


def _number(row: Row[Any]) -> int:
    """Where a row stands among others: by its second, in it by its mention, and then by its watch."""
    second = max(0, int(row.written_at.timestamp()))
    mention = int.from_bytes(_digest(row.id)[:4], "big") % (1 << _OF_A_SECOND)
    watch = int.from_bytes(_digest(mark(row.workspace, row.watch))[:4], "big") % (1 << _OF_A_MENTION)
    return (((second << _OF_A_SECOND) | mention) << _OF_A_MENTION) | watch


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
