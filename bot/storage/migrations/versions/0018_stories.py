"""Stories: where each mention belongs and why, by what others find it, what was learnt, and vectors."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _own(table: str, *columns: sa.Column[Any], key: tuple[str, ...] = ()) -> None:
    names = ("workspace", "watch", *key)
    op.create_table(
        table,
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(*names, name=f"pk_{table}"),
    )


def _mention(table: str) -> sa.Column[str]:
    its = sa.ForeignKey("mentions.id", ondelete="CASCADE", name=f"fk_{table}_mention_mentions")
    return sa.Column("mention", sa.Text, its, nullable=False)


def upgrade() -> None:
    _own(
        "story_placements",
        _mention("story_placements"),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("tie", sa.String, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("placed_at", Instant, nullable=False),
        key=("mention",),
    )
    op.create_index("ix_story_placements_mention", "story_placements", ["mention"])
    for columns in (["workspace", "watch", "written_at"], ["workspace", "watch", "story", "written_at"]):
        op.create_index(f"ix_story_placements_{'_'.join(columns)}", "story_placements", columns)
    _own(
        "story_keys",
        sa.Column("key", sa.String, nullable=False),
        _mention("story_keys"),
        sa.Column("written_at", Instant, nullable=False),
        key=("key", "mention"),
    )
    op.create_index("ix_story_keys_mention", "story_keys", ["mention"])
    op.create_index("ix_story_keys_written_at", "story_keys", ["written_at"])
    _own(
        "story_joins",
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("other", sa.Text, nullable=False),
        sa.Column("apart", sa.Boolean, nullable=False),
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("tie", sa.String, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", Instant, nullable=False),
        key=("story", "other"),
    )
    _own(
        "story_cuts",
        sa.Column("cut", sa.Float, nullable=False),
        sa.Column("pairs", sa.Integer, nullable=False),
        sa.Column("learnt_at", Instant, nullable=False),
    )
    op.create_table(
        "vectors",
        _mention("vectors"),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("mention", "version", name="pk_vectors"),
    )
    op.create_index("ix_vectors_made_at", "vectors", ["made_at"])


def downgrade() -> None:
    for table in ("vectors", "story_cuts", "story_joins", "story_keys", "story_placements"):
        op.drop_table(table)
