"""Changes of watches that can still be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watch_changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_watch_changes"),
    )
    op.create_index("ix_watch_changes_channel_seq", "watch_changes", ["channel", "seq"])
    op.create_index("ix_watch_changes_changed_at", "watch_changes", ["changed_at"])


def downgrade() -> None:
    op.drop_table("watch_changes")
