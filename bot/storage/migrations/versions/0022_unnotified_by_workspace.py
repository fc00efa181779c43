"""Hits that are to be told at once are found by their workspace: SQLite read all of its hits for them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_UNNOTIFIED = sa.text("at_once AND unsaid")


def _index(columns: list[str]) -> None:
    op.drop_index("ix_hits_unnotified", "hits")
    op.create_index(
        "ix_hits_unnotified", "hits", columns, sqlite_where=_UNNOTIFIED, postgresql_where=_UNNOTIFIED
    )


def upgrade() -> None:
    _index(["workspace", "matched_at"])


def downgrade() -> None:
    _index(["matched_at"])
