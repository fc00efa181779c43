"""What listening tells others as rows: gaps, amended mentions, since when a source fails.

The columns of source_states are called what they mean; indexes find what was not told yet without a scan.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
_RENAMED = {"last_well": "last_success", "last_heard": "last_new", "told": "reported"}


def _seq() -> sa.Column[int]:
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


def upgrade() -> None:
    for old, new in _RENAMED.items():
        op.execute(f"ALTER TABLE source_states RENAME COLUMN {old} TO {new}")
    op.add_column("source_states", sa.Column("failing_since", INSTANT))
    unreported, unnotified = sa.text("reported = (failures = 0)"), sa.text("at_once AND unsaid")
    op.create_index(
        "ix_source_states_unreported", "source_states", ["source"], sqlite_where=unreported, postgresql_where=unreported
    )
    op.create_index(
        "ix_hits_unnotified", "hits", ["matched_at"], sqlite_where=unnotified, postgresql_where=unnotified
    )
    op.create_table(
        "gaps",
        _seq(),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "amendments", _seq(), sa.Column("mention", sa.Text, nullable=False), sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table("amendments")
    op.drop_table("gaps")
    op.drop_index("ix_hits_unnotified", "hits")
    op.drop_index("ix_source_states_unreported", "source_states")
    op.drop_column("source_states", "failing_since")
    for old, new in _RENAMED.items():
        op.execute(f"ALTER TABLE source_states RENAME COLUMN {new} TO {old}")
