"""Column types that give back exactly what was put in, on SQLite and on PostgreSQL alike."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.models import Mention

LONGEST = 600
"""Characters of an id or a name that is kept; PostgreSQL's indexes take 2,700 bytes."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, to the microsecond, in UTC when it comes back; sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text by strangers, as `storable` leaves it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


DocId = BigInteger().with_variant(Integer, "sqlite")
"""A number of 64 bits that SQLite takes for the row's own."""


class Lexemes(TypeDecorator[list[str]]):
    """Different words, none of which holds a space or a quotation mark; on PostgreSQL a `tsvector`."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kept = postgresql.TSVECTOR() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kept)

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return " ".join(f"'{word}'" if dialect.name == "postgresql" else word for word in value)

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str] | None:
        return None if value is None else [word.strip("'") for word in value.split()]


def storable(text: str) -> str:
    """The text without what databases refuse: NUL (PostgreSQL) and lone surrogates (not UTF-8)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def indexable(mention: Mention) -> Mention:
    """The mention with an id and names that an index of any database takes."""
    if max(len(mention.id), len(mention.author)) <= LONGEST:
        return mention
    known = mention.id
    if len(known) > LONGEST:
        known = f"sha256:{hashlib.sha256(known.encode('utf-8', 'replace')).hexdigest()}"
    return msgspec.structs.replace(mention, id=known, author=mention.author[:LONGEST])
