"""Duplicates of mentions, issued again under another id: known by a fingerprint that the two share."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, func, select, update

from bot.models import Mention
from bot.storage.database import read_transaction, write_transaction
from bot.storage.mentions import OF_MENTION, mention_of
from bot.storage.notified import chunks
from bot.storage.tables.mentions import mentions


class Issued(msgspec.Struct, frozen=True):
    """A mention as it is kept, its fingerprint, and the date of its latest issue."""

    mention: Mention
    fingerprint: str
    at: datetime


class Reissues:
    """What was issued, and again. Blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def issued(self, source: str, fingerprints: Iterable[str], since: datetime) -> list[Issued]:
        """The mentions of a source that have one of these fingerprints, issued since then."""
        names = {stored_fingerprint(source, text): text for text in fingerprints if text}
        table, latest = mentions.c, func.coalesce(mentions.c.issued_at, mentions.c.first_seen)
        wanted = select(table.fingerprint, table.issued_at, table.first_seen, *OF_MENTION)
        there = wanted.where(table.deleted_at.is_(None), latest >= since)
        found: list[Issued] = []
        with read_transaction(self._engine) as connection:
            for chunk in chunks(names):
                rows = connection.execute(there.where(table.fingerprint.in_(chunk))).mappings()
                found += [_issued(dict(row), names) for row in rows]
        return found

    def reissue(self, mention_id: str, at: datetime) -> None:
        """Record that a mention was issued again, under another id and this date."""
        with write_transaction(self._engine) as connection:
            its = mentions.c.id == mention_id
            connection.execute(update(mentions).where(its).values(issued_at=at))


def stored_fingerprint(source: str, text: str) -> str:
    """A fingerprint as it is stored: addresses are longer than what an index takes."""
    if not text:
        return ""
    return hashlib.sha256(f"{source}\x1f{text}".encode("utf-8", "replace")).hexdigest()[:32]


def _issued(row: dict[str, Any], names: Mapping[str, str]) -> Issued:
    text, again, seen = names[row.pop("fingerprint")], row.pop("issued_at"), row.pop("first_seen")
    mention = mention_of(row)
    return Issued(mention, text, again or (mention.created_at if mention.dated else seen))
