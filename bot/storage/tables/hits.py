"""Mentions with the watches that got them, and how many they did not get."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, false, text

from bot.storage.tables.base import metadata
from bot.storage.types import Instant, Words

UNNOTIFIED = text("at_once AND unsaid")
"""Which hits are to be told at once and were not: an index of them alone, and the question that reads it."""

hits = Table(
    "hits",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String, nullable=False),
    Column("matched_at", Instant, nullable=False),
    Column("look_back", Boolean, nullable=False),
    Column("at_once", Boolean, nullable=False, server_default=false()),
    Column("reason", String, nullable=False, server_default=text("'named'")),
    Column("via", Words, nullable=False, server_default=text("''")),  # of what stands in a thread: whose
    # What follows repeats what can be derived, so that each question reads one index.
    Column("unsaid", Boolean, nullable=False),  # to be told, and not yet told in this channel
    Column("written_at", Instant, nullable=False),  # created_at, or matched_at of an undated mention
    Column("day", Date, nullable=False),  # of written_at, in UTC
    Column("source", String, nullable=False),
    Column("network", String, nullable=False, server_default=text("''")),
    Column("author", Words, nullable=False),
    Index(None, "mention"),
    Index(None, "workspace", "channel", "watch", "written_at"),
    Index(None, "workspace", "channel", "written_at"),
    Index(None, "workspace", "channel", "unsaid", "matched_at"),
    Index(None, "workspace", "matched_at"),
    Index(None, "workspace", "channel", "network", "author", "written_at"),
    Index(
        "ix_hits_unnotified",
        "workspace",
        "matched_at",
        sqlite_where=UNNOTIFIED,
        postgresql_where=UNNOTIFIED,
    ),
)

drops = Table(
    "drops",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("count", Integer, nullable=False),
)
