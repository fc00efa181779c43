"""What was used of each budget, and what was paid for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("account", sa.String, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account", "begun", name="pk_spending"),
    )
    op.create_table(
        "paid",
        sa.Column("account", sa.String, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thing", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "begun", "thing", name="pk_paid"),
    )


def downgrade() -> None:
    op.drop_table("paid")
    op.drop_table("spending")
