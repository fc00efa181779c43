"""What the kept words are searched by."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, String, Table

from bot.storage.tables.base import metadata
from bot.storage.types import DocId, Lexemes, Words

search_rows = Table(  # hits as they are searched and named: a row each, made with it or soon after
    "search_rows",
    metadata,
    Column("docid", DocId, primary_key=True, autoincrement=False),  # sorts by when the mention was written
    Column("workspace", String, nullable=False),
    Column("watch", String, nullable=False),
    Column("mention", Words, nullable=False),
    Column("address", String, nullable=False),  # of its page, hashed
    Column("words", Lexemes, nullable=False),  # on SQLite indexed by the table `search_words` of FTS5
    ForeignKeyConstraint(
        ["workspace", "watch", "mention"],
        ["hits.workspace", "hits.watch", "hits.mention"],
        ondelete="CASCADE",
    ),
    Index(None, "workspace", "watch", "mention", unique=True),
    Index(None, "workspace", "watch", "docid"),
    Index(None, "workspace", "address"),
    Index(None, "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}).ddl_if(
        dialect="postgresql"
    ),
)

search_fill = Table(  # up to which mention, by id, what was kept before is indexed
    "search_fill",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("mention", Words, nullable=False),
    Column("done", Boolean, nullable=False),
)
