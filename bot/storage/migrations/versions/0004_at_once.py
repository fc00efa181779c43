"""Whether a hit is to be told at once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("at_once", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("hits", column)


def downgrade() -> None:
    op.drop_column("hits", "at_once")
