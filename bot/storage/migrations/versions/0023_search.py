"""A full-text index of what watches kept, and the addresses under which it is named.

Nothing is indexed here: what was kept before is, a little at a time, by the bot that runs (`SearchRows.fill`).
SQLite keeps the index in FTS5 and in step by triggers, PostgreSQL in a column with an index.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_FORGET = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.docid, old.words)"
_KEEP = "INSERT INTO search_words (rowid, words) VALUES (new.docid, new.words)"
_FTS5 = (
    "CREATE VIRTUAL TABLE search_words USING fts5 (words, content = 'search_rows', content_rowid = 'docid', "
    "detail = none, tokenize = 'ascii')",
    f"CREATE TRIGGER search_rows_kept AFTER INSERT ON search_rows BEGIN {_KEEP}; END",
    f"CREATE TRIGGER search_rows_gone AFTER DELETE ON search_rows BEGIN {_FORGET}; END",
    f"CREATE TRIGGER search_rows_reworded AFTER UPDATE ON search_rows BEGIN {_FORGET}; {_KEEP}; END",
)


def upgrade() -> None:
    op.create_table(
        "search_rows",
        sa.Column(
            "docid",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR, "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "watch", "mention"],
            ["hits.workspace", "hits.watch", "hits.mention"],
            ondelete="CASCADE",
            name="fk_search_rows_workspace_watch_mention_hits",
        ),
    )
    op.create_index(
        "ix_search_rows_workspace_watch_mention",
        "search_rows",
        ["workspace", "watch", "mention"],
        unique=True,
    )
    op.create_index("ix_search_rows_workspace_watch_docid", "search_rows", ["workspace", "watch", "docid"])
    op.create_index("ix_search_rows_workspace_address", "search_rows", ["workspace", "address"])
    op.create_table(
        "search_fill",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FTS5:
            op.execute(statement)
    else:
        op.create_index(
            "ix_search_rows_words",
            "search_rows",
            ["words"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_fill")
    op.drop_table("search_rows")
