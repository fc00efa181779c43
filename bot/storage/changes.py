"""Changes of watches that can still be taken back: what each watch was, and what a removed one had found.

A change can be taken back for a day; after that its row goes, and with the row of a removal all that the
watch had found. Until then the hits of a removed watch wait under a channel that Slack does not know, so
that whatever is asked about the watch's own channel does not see them.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, exists, insert, select, update

from bot.models import Watch
from bot.storage.database import read_transaction, write_transaction
from bot.storage.notified import SAME_MENTION, aside
from bot.storage.tables.hits import hits
from bot.storage.tables.watches import watch_changes

KEPT_FOR = timedelta(days=1)
"""How long a change can be taken back."""


class ChangeKind(StrEnum):
    """What was done to a watch."""

    ADDED = "added"
    EDITED = "edited"
    PAUSED = "paused"
    RESUMED = "resumed"
    ALERTS = "alerts"
    PRODUCTS = "products"
    REMOVED = "removed"


class WatchChange(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to a watch, by whom and when.

    `before` is the watch as it was before, or as it was added. `seq` is its place in the order of changes, 0
    for one that is not kept yet.
    """

    kind: ChangeKind
    before: Watch
    changed_by: str
    changed_at: datetime
    seq: int = 0


class WatchChanges:
    """A workspace's changes of the last day. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def record(self, change: WatchChange) -> WatchChange:
        """Keep a change, so that it can be taken back; the change with its place in their order."""
        with write_transaction(self._engine) as connection:
            added = insert(watch_changes).values(self._row(change)).returning(watch_changes.c.seq)
            return msgspec.structs.replace(change, seq=connection.execute(added).scalar_one())

    def of_channel(self, channel: str, since: datetime) -> list[WatchChange]:
        """What was changed in a channel since then, the last change first."""
        its = watch_changes.c.channel == channel, watch_changes.c.changed_at >= since
        return self._read(self._own().where(*its).order_by(watch_changes.c.seq.desc()))

    def removals(self) -> list[WatchChange]:
        """The removals that are kept, the first one first."""
        removals = self._own().where(watch_changes.c.kind == ChangeKind.REMOVED.value)
        return self._read(removals.order_by(watch_changes.c.seq))

    def forget(self, change: WatchChange) -> None:
        """Forget a change that was taken back."""
        its = watch_changes.c.workspace == self._workspace, watch_changes.c.seq == change.seq
        with write_transaction(self._engine) as connection:
            connection.execute(delete(watch_changes).where(*its))

    def forget_before(self, instant: datetime) -> None:
        """Forget the changes made before then."""
        its = watch_changes.c.workspace == self._workspace, watch_changes.c.changed_at < instant
        with write_transaction(self._engine) as connection:
            connection.execute(delete(watch_changes).where(*its))

    def set_aside(self, watch: Watch) -> None:
        """Hide what a removed watch had found; harmless where it is hidden already."""
        with write_transaction(self._engine) as connection:
            self._move(connection, watch.id, watch.channel, aside(watch.channel))

    def bring_back(self, watch: Watch) -> None:
        """Show again what a watch had found; what its channel was told meanwhile is no news."""
        with write_transaction(self._engine) as connection:
            self._move(connection, watch.id, aside(watch.channel), watch.channel)
            waiting = hits.c.unsaid.is_(True), exists().where(SAME_MENTION)
            connection.execute(update(hits).where(*self._hits(watch.id), *waiting).values(unsaid=False))

    def _own(self) -> Select[Any]:
        return select(watch_changes).where(watch_changes.c.workspace == self._workspace)

    def _hits(self, watch: str) -> tuple[ColumnElement[bool], ...]:
        return hits.c.workspace == self._workspace, hits.c.watch == watch

    def _move(self, connection: Connection, watch: str, here: str, there: str) -> None:
        found = *self._hits(watch), hits.c.channel == here
        connection.execute(update(hits).where(*found).values(channel=there))

    def _row(self, change: WatchChange) -> dict[str, object]:
        before = msgspec.to_builtins(change.before)
        del before["workspace"]
        return {
            "workspace": self._workspace,
            "channel": change.before.channel,
            "watch": change.before.id,
            "kind": change.kind.value,
            "before": before,
            "changed_by": change.changed_by,
            "changed_at": change.changed_at,
        }

    def _read(self, wanted: Select[Any]) -> list[WatchChange]:
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [
            WatchChange(
                kind=ChangeKind(row["kind"]),
                before=msgspec.convert({**row["before"], "workspace": self._workspace}, Watch),
                changed_by=row["changed_by"],
                changed_at=row["changed_at"],
                seq=row["seq"],
            )
            for row in rows
        ]
