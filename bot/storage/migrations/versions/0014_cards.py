"""What stands on the card of a page that a post shows.

The warning over an answer of Mastodon's is that of what it answers.
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Words

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentions", sa.Column("card", Words, nullable=False, server_default=sa.text("''")))
    op.execute(
        "UPDATE mentions SET topic = title, title = '' "
        "WHERE kind = 'comment' AND source LIKE 'mastodon%' AND topic = ''"
    )


def downgrade() -> None:
    op.execute("UPDATE mentions SET title = topic, topic = '' WHERE source LIKE 'mastodon%' AND topic <> ''")
    op.drop_column("mentions", "card")
