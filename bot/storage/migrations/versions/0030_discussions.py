"""What is kept of a discussion is asked by its page, whenever more of it is read."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_HELD = sa.text("length(thread) BETWEEN 1 AND 600")


def upgrade() -> None:
    op.create_index(
        "ix_mentions_discussion", "mentions", ["thread"], sqlite_where=_HELD, postgresql_where=_HELD
    )


def downgrade() -> None:
    op.drop_index("ix_mentions_discussion", "mentions")
