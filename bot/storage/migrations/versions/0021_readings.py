"""What was understood of mentions: readings, people's corrections, and the accounts of the team."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("workspace", sa.String, primary_key=True),
        sa.Column("watch", sa.String, primary_key=True),
        sa.Column(
            "mention",
            sa.Text,
            sa.ForeignKey("mentions.id", ondelete="CASCADE", name="fk_readings_mention_mentions"),
            primary_key=True,
        ),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("context", sa.String, nullable=False),
        sa.Column("read", sa.Text, nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "watch", "mention", name="pk_readings"),
    )
    op.create_index("ix_readings_mention", "readings", ["mention"])
    op.create_index("ix_readings_workspace_version", "readings", ["workspace", "version"])
    op.create_table(
        "corrections",
        sa.Column("workspace", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("watch", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("mention", sa.Text, primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "channel", "watch", "kind", "mention", name="pk_corrections"
        ),
    )
    op.create_table(
        "team",
        sa.Column("workspace", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("network", sa.String, primary_key=True),
        sa.Column("author", sa.Text, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "network", "author", name="pk_team"),
    )


def downgrade() -> None:
    op.drop_table("team")
    op.drop_table("corrections")
    op.drop_table("readings")
