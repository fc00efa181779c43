"""An answer names the message that it answers: of what is owed it is read from the answer's id."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ANSWERS = sa.text("SELECT id FROM deliveries WHERE kind = 'answer' AND state IN ('owed', 'sending')")
_NAMED = sa.text("UPDATE deliveries SET about = :ts WHERE id = :id")


def upgrade() -> None:
    connection = op.get_bind()
    for id_ in connection.scalars(_ANSWERS).all():
        connection.execute(_NAMED, {"id": id_, "ts": id_.split(":")[2]})


def downgrade() -> None:
    op.execute(sa.text("UPDATE deliveries SET about = '' WHERE kind = 'answer'"))
