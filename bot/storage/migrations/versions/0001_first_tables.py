"""The first tables: what was seen, what was said, what is owed, how each source is."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def instant() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("lang", sa.String, nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("dated", sa.Boolean, nullable=False),
        sa.Column("first_seen", instant(), nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("links", sa.JSON, nullable=False),
        sa.Column("deleted_at", instant()),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
    )
    op.create_table(
        "hits",
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("matched_at", instant(), nullable=False),
        sa.Column("look_back", sa.Boolean, nullable=False),
        sa.Column("unsaid", sa.Boolean, nullable=False),
        sa.Column("written_at", instant(), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("watch", "mention", name="pk_hits"),
        sa.ForeignKeyConstraint(["mention"], ["mentions.id"], name="fk_hits_mention", ondelete="CASCADE"),
    )
    op.create_index("ix_hits_mention", "hits", ["mention"])
    op.create_index("ix_hits_channel_watch_written_at", "hits", ["channel", "watch", "written_at"])
    op.create_index("ix_hits_channel_written_at", "hits", ["channel", "written_at"])
    op.create_index("ix_hits_channel_unsaid_matched_at", "hits", ["channel", "unsaid", "matched_at"])
    op.create_index(
        "ix_hits_channel_source_author_written_at", "hits", ["channel", "source", "author", "written_at"]
    )
    op.create_table(
        "said",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("mention", sa.Text, nullable=False),
        sa.Column("said_at", instant(), nullable=False),
        sa.Column("delivery", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("channel", "mention", name="pk_said"),
    )
    op.create_table(
        "deliveries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("root", sa.String, nullable=False),
        sa.Column("thread_ts", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", instant()),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("sending_at", instant()),
        sa.Column("sent_at", instant()),
        sa.Column("refused_at", instant()),
        sa.PrimaryKeyConstraint("seq", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_id", "deliveries", ["id"], unique=True)
    op.create_index("ix_deliveries_state_channel_seq", "deliveries", ["state", "channel", "seq"])
    op.create_index("ix_deliveries_channel_kind_seq", "deliveries", ["channel", "kind", "seq"])
    op.create_index("ix_deliveries_root", "deliveries", ["root"])
    op.create_table(
        "source_states",
        sa.Column("source", sa.String, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("last_asked", instant()),
        sa.Column("last_well", instant()),
        sa.Column("last_heard", instant()),
        sa.Column("interval", sa.Float, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("resting_until", instant()),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.Column("cursor", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source", "question", name="pk_source_states"),
    )
    op.create_table(
        "validators",
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("modified", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_validators"),
    )
    op.create_table(
        "drops",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", "day", "watch", "source", "reason", name="pk_drops"),
    )
    op.create_table(
        "events",
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("seen_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_events"),
    )
    op.create_index("ix_events_seen_at", "events", ["seen_at"])


def downgrade() -> None:
    for table in "events drops validators source_states deliveries said hits mentions".split():
        op.drop_table(table)
