"""A workspace on every key of what is a workspace's own.

What an earlier version kept is of the workspace that its bot was in, which whoever brings the archive up to
date has to name.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

from bot.errors import UnreadableFile

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEYS: Mapping[str, Sequence[str]] = {
    "hits": ("watch", "mention"),
    "said": ("channel", "mention"),
    "deliveries": (),
    "drops": ("channel", "day", "watch", "source", "reason"),
    "watch_changes": (),
    "events": ("event_id",),
    "questions": ("channel", "ts"),
}
"""The tables, and their primary keys where the workspace becomes a part of them."""
INDEXES: Sequence[tuple[str, Sequence[str]]] = (
    ("hits", ("channel", "watch", "written_at")),
    ("hits", ("channel", "written_at")),
    ("hits", ("channel", "unsaid", "matched_at")),
    ("hits", ("channel", "network", "author", "written_at")),
    ("deliveries", ("id",)),
    ("deliveries", ("state", "channel", "seq")),
    ("deliveries", ("channel", "kind", "seq")),
    ("deliveries", ("root",)),
    ("watch_changes", ("channel", "seq")),
)
_UNNOTIFIED = "ix_hits_unnotified"


def upgrade() -> None:
    _set_delivery_mentions_aside()
    _index(drop=())
    op.drop_index(_UNNOTIFIED, "hits")
    workspace = _workspace()
    for table, key in KEYS.items():
        _add(table, key, workspace)
    _index(create=("workspace",))
    _index_unnotified()
    _make_delivery_mentions(("workspace",))
    named = sa.text("INSERT INTO delivery_mentions SELECT :workspace, delivery, mention FROM waiting")
    op.execute(named.bindparams(workspace=workspace))
    op.drop_table("waiting")


def downgrade() -> None:
    _set_delivery_mentions_aside()
    _index(drop=("workspace",))
    op.drop_index(_UNNOTIFIED, "hits")
    for table, key in KEYS.items():
        with op.batch_alter_table(table) as batch:
            if key:
                batch.drop_constraint(f"pk_{table}", type_="primary")
            batch.drop_column("workspace")
            if key:
                batch.create_primary_key(f"pk_{table}", list(key))
    _index(create=())
    _index_unnotified()
    _make_delivery_mentions(())
    op.execute("INSERT INTO delivery_mentions SELECT delivery, mention FROM waiting")
    op.drop_table("waiting")


def _workspace() -> str:
    """The workspace of all that is there."""
    named = str(op.get_context().opts.get("workspace") or "")
    if not named and any(map(_holds_rows, KEYS)):
        raise UnreadableFile(
            "An earlier Veille wrote the archive: start the bot once, which moves what is there into the "
            "workspace that its token belongs to."
        )
    return named


def _holds_rows(table: str) -> bool:
    return bool(op.get_bind().scalar(sa.select(sa.exists(sa.select(sa.text("1")).select_from(sa.table(table))))))


def _add(table: str, key: Sequence[str], workspace: str) -> None:
    """Give each row the workspace, and no default to those to come."""
    value = sa.literal(workspace).compile(compile_kwargs={"literal_binds": True})
    op.add_column(table, sa.Column("workspace", sa.String, nullable=False, server_default=sa.text(str(value))))
    with op.batch_alter_table(table) as batch:
        batch.alter_column("workspace", server_default=None)
        if key:
            batch.drop_constraint(f"pk_{table}", type_="primary")
            batch.create_primary_key(f"pk_{table}", ["workspace", *key])


def _index_unnotified() -> None:
    """Of those hits alone that are to be told at once and were not."""
    where = sa.text("at_once AND unsaid")
    op.create_index(_UNNOTIFIED, "hits", ["matched_at"], sqlite_where=where, postgresql_where=where)


def _index(drop: Sequence[str] | None = None, create: Sequence[str] | None = None) -> None:
    """Drop, or create, the indexes in which these columns come first."""
    for table, columns in INDEXES:
        if drop is not None:
            op.drop_index(_name(table, (*drop, *columns)), table)
        if create is not None:
            its = (*create, *columns)
            op.create_index(_name(table, its), table, list(its), unique=columns == ("id",))


def _name(table: str, columns: Sequence[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def _set_delivery_mentions_aside() -> None:
    """Let them wait in a table of their own: where deliveries are made anew, they would go with those."""
    op.execute("CREATE TABLE waiting AS SELECT delivery, mention FROM delivery_mentions")
    op.drop_table("delivery_mentions")


def _make_delivery_mentions(workspace: Sequence[str]) -> None:
    own, whose = [*workspace, "delivery"], [*(f"deliveries.{name}" for name in workspace), "deliveries.id"]
    op.create_table(
        "delivery_mentions",
        *(sa.Column(name, sa.String, nullable=False) for name in own),
        sa.Column("mention", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(*own, "mention", name="pk_delivery_mentions"),
        sa.ForeignKeyConstraint(
            own, whose, ondelete="CASCADE", name=f"fk_delivery_mentions_{'_'.join(own)}_deliveries"
        ),
    )
    op.create_index("ix_delivery_mentions_mention", "delivery_mentions", ["mention"])
