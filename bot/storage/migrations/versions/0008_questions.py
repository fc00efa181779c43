"""The questions that people put to the bot."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("edited", sa.String, nullable=False),
        sa.Column("asked", sa.JSON),
        sa.Column("read_as", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_questions"),
    )
    op.create_index("ix_questions_received_at", "questions", ["received_at"])


def downgrade() -> None:
    op.drop_table("questions")
