"""What a re-issued entry shares with the one before, and what lists held at their last reading."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentions", sa.Column("fingerprint", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("mentions", sa.Column("issued_at", sa.DateTime(timezone=True)))
    op.create_index("ix_mentions_fingerprint", "mentions", ["fingerprint"])
    op.create_table(
        "listings",
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("missing", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("listings")
    op.drop_index("ix_mentions_fingerprint", "mentions")
    op.drop_column("mentions", "issued_at")
    op.drop_column("mentions", "fingerprint")
