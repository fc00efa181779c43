"""Alerts as rows, with what people muted and took, and what is usual for a watch; hits by when they came."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("root", sa.String, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("dangers", sa.JSON, nullable=False),
        sa.Column("expected", sa.Float, nullable=False),
        sa.Column("began", INSTANT, nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("rung_at", INSTANT),
        sa.Column("stepped_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_workspace_state", "alerts", ["workspace", "state"])
    op.create_index("ix_alerts_workspace_channel_found_at", "alerts", ["workspace", "channel", "found_at"])
    op.create_index("ix_alerts_workspace_watch_story", "alerts", ["workspace", "watch", "story"])
    op.create_table(
        "alert_mutes",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("is_normal", sa.Boolean, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "watch", "kind", "story", name="pk_alert_mutes"),
    )
    op.create_table(
        "claims",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "subject", name="pk_claims"),
    )
    op.create_table(
        "baselines",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("learnt", sa.Text, nullable=False),
        sa.Column("heard_since", INSTANT, nullable=False),
        sa.Column("stepped_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "watch", name="pk_baselines"),
    )
    op.create_index("ix_hits_workspace_matched_at", "hits", ["workspace", "matched_at"])


def downgrade() -> None:
    op.drop_index("ix_hits_workspace_matched_at", "hits")
    for table in ("baselines", "claims", "alert_mutes", "alerts"):
        op.drop_table(table)
