"""Changes of watches that can still be taken back: what each watch was, and what a removed one had found.

A change can be taken back for a day; after that its row goes, and with the row of a removal all that the
watch had found. Until then the hits of a removed watch wait under a channel that Slack does not know, so
that whatever is asked about the watch's own channel does not see them.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, delete, exists, insert, select, update

from bot.models import Watch
from bot.storage.database import read_transaction, write_transaction
from bot.storage.notified import aside
from bot.storage.tables import hits, said, watch_changes

KEPT_FOR = timedelta(days=1)
"""How long a change can be taken back."""


class ChangeKind(StrEnum):
    """What was done to a watch."""

    ADDED = "added"
    EDITED = "edited"
    PAUSED = "paused"
    RESUMED = "resumed"
    ALERTS = "alerts"
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
    """The changes of the last day. Blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, change: WatchChange) -> WatchChange:
        """Keep a change, so that it can be taken back; the change with its place in their order."""
        with write_transaction(self._engine) as connection:
            added = insert(watch_changes).values(_row(change)).returning(watch_changes.c.seq)
            return msgspec.structs.replace(change, seq=connection.execute(added).scalar_one())

    def of_channel(self, channel: str, since: datetime) -> list[WatchChange]:
        """What was changed in a channel since then, the last change first."""
        wanted = select(watch_changes).where(
            watch_changes.c.channel == channel, watch_changes.c.changed_at >= since
        )
        return self._read(wanted.order_by(watch_changes.c.seq.desc()))

    def removals(self) -> list[WatchChange]:
        """The removals that are kept, the first one first."""
        wanted = select(watch_changes).where(watch_changes.c.kind == ChangeKind.REMOVED.value)
        return self._read(wanted.order_by(watch_changes.c.seq))

    def forget(self, change: WatchChange) -> None:
        """Forget a change that was taken back."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(watch_changes).where(watch_changes.c.seq == change.seq))

    def forget_before(self, instant: datetime) -> None:
        """Forget the changes made before then."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(watch_changes).where(watch_changes.c.changed_at < instant))

    def set_aside(self, watch: Watch) -> None:
        """Hide what a removed watch had found; harmless where it is hidden already."""
        with write_transaction(self._engine) as connection:
            _move(connection, watch.id, watch.channel, aside(watch.channel))

    def bring_back(self, watch: Watch) -> None:
        """Show again what a watch had found; what its channel was told meanwhile is no news."""
        with write_transaction(self._engine) as connection:
            _move(connection, watch.id, aside(watch.channel), watch.channel)
            told = exists().where(said.c.channel == hits.c.channel, said.c.mention == hits.c.mention)
            waiting = hits.c.watch == watch.id, hits.c.unsaid.is_(True), told
            connection.execute(update(hits).where(*waiting).values(unsaid=False))

    def _read(self, wanted: Select[Any]) -> list[WatchChange]:
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [
            WatchChange(
                kind=ChangeKind(row["kind"]),
                before=msgspec.convert(row["before"], Watch),
                changed_by=row["changed_by"],
                changed_at=row["changed_at"],
                seq=row["seq"],
            )
            for row in rows
        ]


def _move(connection: Connection, watch: str, here: str, there: str) -> None:
    own = hits.c.watch == watch, hits.c.channel == here
    connection.execute(update(hits).where(*own).values(channel=there))


def _row(change: WatchChange) -> dict[str, object]:
    return {
        "channel": change.before.channel,
        "watch": change.before.id,
        "kind": change.kind.value,
        "before": msgspec.to_builtins(change.before),
        "changed_by": change.changed_by,
        "changed_at": change.changed_at,
    }
