"""Which mentions are kin to a mention of another story: once enough are, the two stories join."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    mention = sa.Column(
        "mention",
        sa.Text,
        sa.ForeignKey("mentions.id", ondelete="CASCADE", name="fk_story_bridges_mention_mentions"),
        nullable=False,
    )
    op.create_table(
        "story_bridges",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        mention,
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "watch", "mention", "link", name="pk_story_bridges"),
    )
    op.create_index("ix_story_bridges_mention", "story_bridges", ["mention"])
    op.create_index("ix_story_bridges_written_at", "story_bridges", ["written_at"])


def downgrade() -> None:
    op.drop_table("story_bridges")
