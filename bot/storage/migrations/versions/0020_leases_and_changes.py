"""Who has a delivery in hand, what its last try carried, why Slack changes it no more; channels refused.

What was under way when an older version ended is due: one process alone uses the database.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_NEW = ("lease_owner", "tried_revision", "final")


def upgrade() -> None:
    for name in ("lease_owner", "final"):
        column = sa.Column(name, sa.String, nullable=False, server_default=sa.text("''"))
        op.add_column("deliveries", column)
    op.add_column("deliveries", sa.Column("tried_revision", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE deliveries SET tried_revision = sent_revision")
    due = "state = 'owed', lease_until = NULL, not_before = NULL"
    op.execute(f"UPDATE deliveries SET {due} WHERE state = 'sending'")
    op.create_table(
        "refused_channels",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_refused_channels"),
    )


def downgrade() -> None:
    op.drop_table("refused_channels")
    with op.batch_alter_table("deliveries") as table:
        for name in _NEW:
            table.drop_column(name)
