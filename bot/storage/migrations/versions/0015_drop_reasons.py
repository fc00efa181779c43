"""Why something was dropped, as a code instead of an English sentence."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CODES = {
    "no_match": "its words did not match",
    "thread_full": "more than 50 answers in one thread in a day",
    "unsearchable": "its author does not let posts be searched",
}


def upgrade() -> None:
    for code, sentence in _CODES.items():
        op.execute(f"UPDATE drops SET reason = '{code}' WHERE reason = '{sentence}'")


def downgrade() -> None:
    for code, sentence in _CODES.items():
        op.execute(f"UPDATE drops SET reason = '{sentence}' WHERE reason = '{code}'")
