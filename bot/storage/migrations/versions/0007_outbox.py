"""Leases, looks, routes and revisions of what is owed; what was given up lately is pending again.

Until now what was refused counted as told. What an older version had under way has no lease: it is due at
once, and looked for before it is sent.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LATELY = timedelta(days=7)


def columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("asker", sa.String, nullable=False, server_default=sa.text("''")),
        sa.Column("route", sa.String, nullable=False, server_default=sa.text("''")),
        sa.Column("lease_until", INSTANT),
        sa.Column("postponed_at", INSTANT),
        sa.Column("blocks_until", INSTANT),
        sa.Column("looks", sa.Integer, nullable=False, server_default="0"),
        sa.Column("absent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sent_revision", sa.Integer, nullable=False, server_default="0"),
    ]

deliveries = sa.table("deliveries", *map(sa.column, ("id", "state", "refused_at")))
said = sa.table("said", *map(sa.column, ("channel", "mention", "delivery")))
hits = sa.table("hits", *map(sa.column, ("channel", "mention")), sa.column("look_back", sa.Boolean), sa.column("unsaid", sa.Boolean))


def upgrade() -> None:
    for column in columns():
        op.add_column("deliveries", column)
    since = sa.bindparam("since", datetime.now(UTC) - LATELY, INSTANT)
    given_up = sa.select(deliveries.c.id).where(deliveries.c.state == "refused", deliveries.c.refused_at >= since)
    its = said.c.delivery.in_(given_up)
    same = said.c.channel == hits.c.channel, said.c.mention == hits.c.mention
    news = hits.c.look_back.is_(sa.false()), sa.exists().where(*same, its)
    op.execute(sa.update(hits).where(*news).values(unsaid=sa.true()))
    op.execute(sa.delete(said).where(its))


def downgrade() -> None:
    for column in columns():
        op.drop_column("deliveries", column.name)
