"""Whose heading a mention stands under, what it answers, and why a watch got it.

The heading of a comment is another's, but for a content warning of Mastodon's.
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentions", sa.Column("topic", Words, nullable=False, server_default=sa.text("''")))
    op.add_column("mentions", sa.Column("answers", sa.JSON))
    op.add_column("mentions", sa.Column("page", Words, nullable=False, server_default=sa.text("''")))
    op.create_index("ix_mentions_page", "mentions", ["page"])
    op.add_column("hits", sa.Column("reason", sa.String, nullable=False, server_default=sa.text("'named'")))
    op.add_column("hits", sa.Column("via", Words, nullable=False, server_default=sa.text("''")))
    op.execute(
        "UPDATE mentions SET topic = title, title = '' WHERE kind = 'comment' AND source NOT LIKE 'mastodon%'"
    )


def downgrade() -> None:
    op.execute("UPDATE mentions SET title = topic WHERE topic <> ''")
    op.drop_column("hits", "via")
    op.drop_column("hits", "reason")
    op.drop_index("ix_mentions_page", "mentions")
    op.drop_column("mentions", "page")
    op.drop_column("mentions", "answers")
    op.drop_column("mentions", "topic")
