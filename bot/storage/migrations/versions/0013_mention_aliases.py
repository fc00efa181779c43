"""Other names of mentions: those by which a server's own answers and deletions call them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    mention = sa.ForeignKey(
        "mentions.id", ondelete="CASCADE", name="fk_mention_aliases_mention_mentions"
    )
    op.create_table(
        "mention_aliases",
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("mention", sa.Text, mention, nullable=False),
        sa.PrimaryKeyConstraint("alias", name="pk_mention_aliases"),
    )
    op.create_index("ix_mention_aliases_mention", "mention_aliases", ["mention"])


def downgrade() -> None:
    op.drop_table("mention_aliases")
