"""What was understood of mentions, and what people taught about them."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table

from bot.storage.tables.base import metadata
from bot.storage.types import DocId, Instant, Words

readings = Table(  # what was understood of a mention for a watch, all kinds together
    "readings",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", String, nullable=False),  # of the functions that made it
    Column("context", String, nullable=False),  # a fingerprint of what was known of the watch
    Column("read", Words, nullable=False),  # JSON
    Column("read_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "workspace", "version"),
)

corrections = Table(  # what people said instead, by channel
    "corrections",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("mention", Words, primary_key=True),  # outlives the mention: found again, it is still corrected
    Column("value", JSON, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
)

team = Table(  # accounts that a channel named as the team's own
    "team",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("network", String, primary_key=True),  # empty: of any
    Column("author", Words, primary_key=True),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
)

teachings = Table(  # what people taught within a day, and how it was before
    "teachings",
    metadata,
    Column("seq", DocId, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("watch", String, nullable=False),  # empty: about the channel
    Column("kind", String, nullable=False),
    Column("about", JSON, nullable=False),
    Column("before", JSON, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "workspace", "channel", "seq"),
    Index(None, "at"),
)
