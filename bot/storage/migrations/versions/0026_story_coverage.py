"""What the stories of a watch cover of each other; the cuts that were learnt before are of another measure."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("story_cuts")
    _learnt("story_coverage", "coverage")


def downgrade() -> None:
    op.drop_table("story_coverage")
    _learnt("story_cuts", "cut")


def _learnt(table: str, number: str) -> None:
    op.create_table(
        table,
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column(number, sa.Float, nullable=False),
        sa.Column("pairs", sa.Integer, nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "watch", name=f"pk_{table}"),
    )
