"""What each message tells or quotes; of what is still owed it is found by the addresses in it.

A question's words are kept until its answer went, so that the answer can be made anew.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OWED = sa.text(
    "SELECT deliveries.id, deliveries.payload, mentions.id AS mention, mentions.url FROM deliveries "
    "JOIN said ON said.delivery = CASE WHEN deliveries.root = '' THEN deliveries.id ELSE deliveries.root END "
    "JOIN mentions ON mentions.id = said.mention WHERE EXISTS (SELECT 1 FROM deliveries AS part "
    "WHERE part.state IN ('owed', 'sending') AND (part.id = said.delivery OR part.root = said.delivery))"
).columns(payload=sa.JSON, url=sa.Text, mention=sa.Text)


def upgrade() -> None:
    table = op.create_table(
        "delivery_mentions",
        sa.Column(
            "delivery",
            sa.String,
            sa.ForeignKey(
                "deliveries.id",
                ondelete="CASCADE",
                name="fk_delivery_mentions_delivery_deliveries",
            ),
            nullable=False,
        ),
        sa.Column("mention", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("delivery", "mention", name="pk_delivery_mentions"),
    )
    op.create_index("ix_delivery_mentions_mention", "delivery_mentions", ["mention"])
    rows = [
        {"delivery": row.id, "mention": row.mention}
        for row in op.get_bind().execute(_OWED)
        if row.url and json.dumps(row.url) in json.dumps(row.payload.get("blocks") or [])
    ]
    op.bulk_insert(table, rows)
    answered = sa.Column("answered", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("questions", answered)
    op.execute(sa.text("UPDATE questions SET answered = true WHERE asked IS NULL"))


def downgrade() -> None:
    op.drop_table("delivery_mentions")
    op.execute(sa.text("UPDATE questions SET asked = NULL WHERE answered"))
    with op.batch_alter_table("questions") as table:
        table.drop_column("answered")
