"""Which mentions tell of one event, and by what they are known to."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.storage.tables.base import metadata
from bot.storage.types import Instant, Words

story_placements = Table(
    "story_placements",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("story", Words, nullable=False),  # the id of the mention that began it, here or not
    Column("link", Words, nullable=False),  # the mention that ties it to its story
    Column("tie", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "workspace", "watch", "written_at"),
    Index(None, "workspace", "watch", "story", "written_at"),
)

story_keys = Table(  # what ties mentions beyond doubt: pages, threads, hashes of words
    "story_keys",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("written_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "written_at"),
)

story_bridges = Table(  # that a mention is kin to one of another story, which did not join by it alone
    "story_bridges",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("link", Words, primary_key=True),  # the mention of the other story
    Column("written_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "written_at"),
)

story_joins = Table(  # that a story is part of another, or that a person keeps the two apart
    "story_joins",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("story", Words, primary_key=True),
    Column("other", Words, primary_key=True),
    Column("apart", Boolean, nullable=False),
    Column("mention", Words, nullable=False),
    Column("link", Words, nullable=False),
    Column("tie", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("person", String, nullable=False),  # who said so; empty for the bot itself
    Column("at", Instant, nullable=False),
)

story_coverage = Table(
    "story_coverage",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("coverage", Float, nullable=False),
    Column("pairs", Integer, nullable=False),  # from which it was learnt
    Column("learnt_at", Instant, nullable=False),
)

vectors = Table(  # what public texts mean, as 512 half floats
    "vectors",
    metadata,
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", String, primary_key=True),  # of the encoder
    Column("vector", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "made_at"),
)
