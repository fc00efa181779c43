"""What was changed of watches lately, so that it can be undone."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table

from bot.storage.tables.base import metadata
from bot.storage.types import Instant

watch_changes = Table(
    "watch_changes",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("watch", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "workspace", "channel", "seq"),
    Index(None, "changed_at"),
)
