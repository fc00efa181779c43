"""Public mentions, shared by all workspaces."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from bot.storage.tables.base import metadata
from bot.storage.types import Instant, Words

IN_DISCUSSION = text("length(thread) BETWEEN 1 AND 600")
"""Which mentions stand under another, by a name that any index takes: their index, and what reads it."""

mentions = Table(
    "mentions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("source", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("lang", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("thread", Words, nullable=False),
    Column("links", JSON, nullable=False),
    Column("topic", Words, nullable=False, server_default=text("''")),
    Column("card", Words, nullable=False, server_default=text("''")),
    Column("answers", JSON),  # unknown of what was kept before there were threads
    Column("page", Words, nullable=False, server_default=text("''")),  # of what opens a discussion: its url
    Index(None, "page"),
    Column("deleted_at", Instant),  # set on a tombstone: the id is known, the words are gone
    Column("network", String, nullable=False, server_default=text("''")),
    Column("fingerprint", String, nullable=False, server_default=text("''")),  # shared with what re-issues it
    Column("issued_at", Instant),  # the date of its latest re-issue, if there was one
    Index(None, "fingerprint"),
    Index("ix_mentions_discussion", "thread", sqlite_where=IN_DISCUSSION, postgresql_where=IN_DISCUSSION),
)

mention_aliases = Table(  # other names of what is kept, by which answers and deletions call it
    "mention_aliases",
    metadata,
    Column("alias", Words, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
    Index(None, "mention"),
)

amendments = Table(  # mentions that were erased or reworded, until what is owed of them was made anew
    "amendments",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("mention", Words, nullable=False),
    sqlite_autoincrement=True,
)
