"""Whose an alert is that is of one person, and what that person wrote before."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NEW = ("person", "earlier")


def upgrade() -> None:
    for name in _NEW:
        op.add_column("alerts", sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    with op.batch_alter_table("alerts") as table:
        for name in _NEW:
            table.drop_column(name)
