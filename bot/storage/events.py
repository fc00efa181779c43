"""The events Slack has already brought, so that a redelivered one, a duplicate, does nothing."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.tables.questions import events

REMEMBERED = timedelta(hours=2)
"""Slack's last retry comes about six minutes after the first try; the rest is for its bad days."""


class SeenEvents:
    """The `event_id`s of the last hours, of those that a workspace's bot was told of."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def knows(self, event_id: str) -> bool:
        """Whether this event was seen lately."""
        with read_transaction(self._engine) as connection:
            its = events.c.workspace == self._workspace, events.c.event_id == event_id
            return connection.execute(select(events.c.event_id).where(*its)).first() is not None

    def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this event was never seen; it is seen from now on."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(events).where(events.c.seen_at < now - REMEMBERED))
            return mark_seen(connection, self._workspace, event_id, now)


def mark_seen(connection: Connection, workspace: str, event_id: str, now: datetime) -> bool:
    """Record an event as seen, within a transaction; False if it was seen before."""
    insert = insert_into(connection, events).on_conflict_do_nothing()
    new = insert.values(workspace=workspace, event_id=event_id, seen_at=now).returning(events.c.event_id)
    return connection.execute(new).first() is not None
