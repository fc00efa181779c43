"""What the bot owes Slack: recorded before it is sent, and after."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.storage.database import insert_into, reading, writing
from bot.storage.events import mark_seen
from bot.storage.marks import chunks, mark_said, take_back
from bot.storage.tables import deliveries, said
from bot.storage.types import storable


class DeliveryState(StrEnum):
    """How far a delivery is. Under way (`sending`), it is unknown whether Slack has it."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message owed to one channel.

    `id` is chosen by whoever owes it, the same for the same message ("digest:C1:2026-11-23:0"), so
    that nothing is owed twice. `kind` says what it is, `about` for which watch, `payload` what Slack
    gets. `root` is the delivery in whose thread it goes; `thread_ts` that one's `ts`, known once it
    was sent, or any thread to answer in. `attempts` counts the tries to send it.
    """

    id: str
    channel: str
    kind: str
    about: str = ""
    payload: dict[str, Any] = {}
    root: str = ""
    thread_ts: str = ""
    state: DeliveryState = DeliveryState.OWED
    ts: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    error: str = ""
    created_at: datetime
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    refused_at: datetime | None = None


_UNSENT = tuple(state for state in DeliveryState if state is not DeliveryState.SENT)
"""What may still be said: a try may fail, and what was refused may be owed again."""
_COLUMNS = [column for column in deliveries.c if column.name != "seq"]
_root = deliveries.alias("root")
_earlier = deliveries.alias("earlier")


class Deliveries:
    """All deliveries, in the order they were owed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def owe(self, owed: Sequence[Delivery], told: Iterable[str] = (), event: str = "") -> bool:
        """Owe messages, and record that their channel was told these mentions, all or nothing.

        The mentions go to the account of the first delivery. The event of Slack's that the messages
        answer, if one is named, counts as seen with them. False, and nothing else changed, when the
        first message is already known.
        """
        first = owed[0]
        with writing(self._engine) as connection:
            if event:
                mark_seen(connection, event, first.created_at)
            known = insert_into(connection, deliveries).on_conflict_do_nothing(index_elements=["id"])
            new = known.values(**msgspec.structs.asdict(first)).returning(deliveries.c.id)
            if connection.execute(new).first() is None:
                return False
            if rest := [msgspec.structs.asdict(delivery) for delivery in owed[1:]]:
                connection.execute(insert(deliveries), rest)
            mark_said(connection, first.channel, told, at=first.created_at, delivery=first.id)
            return True

    def told(self, channel: str, mentions: Iterable[str]) -> set[str]:
        """Those of the mentions that the channel was told, or is owed."""
        as_given = {storable(id_): id_ for id_ in mentions}
        with reading(self._engine) as connection:
            return {
                as_given[id_]
                for chunk in chunks(as_given)
                for id_ in connection.scalars(
                    select(said.c.mention).where(said.c.channel == channel, said.c.mention.in_(chunk))
                )
            }

    def unsent(self, mentions: Iterable[str]) -> list[Delivery]:
        """The first messages of what tells one of these mentions and is not known to be sent."""
        found: dict[str, Delivery] = {}
        for chunk in chunks(map(storable, mentions)):
            telling = select(said.c.delivery).where(said.c.mention.in_(chunk))
            waiting = _all().where(deliveries.c.id.in_(telling), deliveries.c.state.in_(_UNSENT))
            found |= {delivery.id: delivery for delivery in self._all(waiting)}
        return list(found.values())

    def replace(self, owed: Sequence[Delivery], told: Iterable[str] = ()) -> bool:
        """Owe this in the place of what is owed under the same id, and tells these mentions instead.

        False, and nothing changed, when that was sent meanwhile.
        """
        first = owed[0]
        its = deliveries.c.id == first.id, deliveries.c.state.in_(_UNSENT)
        with writing(self._engine) as connection:
            if not connection.execute(update(deliveries).where(*its).values(payload=first.payload)).rowcount:
                return False
            connection.execute(delete(deliveries).where(deliveries.c.root == first.id))
            if rest := [msgspec.structs.asdict(delivery) for delivery in owed[1:]]:
                connection.execute(insert(deliveries), rest)
            take_back(connection, first.id)
            mark_said(connection, first.channel, told, at=first.created_at, delivery=first.id)
            return True

    def withdraw(self, delivery_id: str) -> None:
        """Owe this no more, nor what was to go into its thread, unless it was sent; it has told nothing."""
        its = deliveries.c.id == delivery_id, deliveries.c.state.in_(_UNSENT)
        with writing(self._engine) as connection:
            if connection.execute(delete(deliveries).where(*its)).rowcount:
                connection.execute(delete(deliveries).where(deliveries.c.root == delivery_id))
                take_back(connection, delivery_id)

    def payload(self, delivery_id: str) -> dict[str, Any] | None:
        """What Slack is to get by now; None when it was withdrawn."""
        with reading(self._engine) as connection:
            wanted = select(deliveries.c.payload).where(deliveries.c.id == delivery_id)
            found: dict[str, Any] | None = connection.execute(wanted).scalar()
            return found

    def exists(self, delivery_id: str) -> bool:
        """Whether this was ever owed."""
        with reading(self._engine) as connection:
            wanted = select(deliveries.c.seq).where(deliveries.c.id == delivery_id)
            return connection.execute(wanted).first() is not None

    def due(self, now: datetime) -> list[Delivery]:
        """What may be sent now, in the order owed; a thread's messages know its `thread_ts`.

        A delivery waits for its root, for whatever of its channel is under way, and for an earlier
        one of its channel that was postponed after a try: nothing overtakes.
        """
        ready = or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now)
        return self._all(_unblocked(*_COLUMNS, _root.c.ts.label("root_ts")).where(ready))

    def next_at(self) -> datetime | None:
        """When something will be due, in the past if it is already; None when nothing is owed."""
        when = func.min(func.coalesce(deliveries.c.not_before, deliveries.c.created_at))
        with reading(self._engine) as connection:
            return connection.execute(_unblocked(when).order_by(None)).scalar()

    def sending(self, delivery_id: str, at: datetime) -> bool:
        """Record that a try begins; False when it is not owed (any more), and must not be sent."""
        change = {"state": DeliveryState.SENDING, "sending_at": at, "attempts": deliveries.c.attempts + 1}
        return self._change(delivery_id, [DeliveryState.OWED], change)

    def sent(self, delivery_id: str, ts: str, at: datetime) -> None:
        """Record that Slack has it, under that `ts`."""
        change = {"state": DeliveryState.SENT, "ts": ts, "sent_at": at, "error": ""}
        self._change(delivery_id, list(DeliveryState), change)

    def postpone(self, delivery_id: str, until: datetime, error: str) -> None:
        """Record that a try failed, and that another may be made then."""
        change = {"state": DeliveryState.OWED, "not_before": until, "error": error}
        self._change(delivery_id, [DeliveryState.OWED, DeliveryState.SENDING], change)

    def refuse(self, delivery_id: str, error: str, at: datetime) -> None:
        """Record that Slack will not have it, nor then what was to go into its thread."""
        refused = {"state": DeliveryState.REFUSED, "error": error, "refused_at": at}
        open_ = deliveries.c.state.in_([DeliveryState.OWED, DeliveryState.SENDING])
        its = or_(deliveries.c.id == delivery_id, deliveries.c.root == delivery_id)
        with writing(self._engine) as connection:
            connection.execute(update(deliveries).where(its, open_).values(**refused))

    def interrupted(self) -> list[Delivery]:
        """What was under way when the process died."""
        return self._all(_all().where(deliveries.c.state == DeliveryState.SENDING))

    def reopen(self, delivery_id: str) -> None:
        """Owe again what was under way and did not reach Slack."""
        self._change(delivery_id, [DeliveryState.SENDING], {"state": DeliveryState.OWED, "not_before": None})

    def latest(
        self, channel: str, kind: str, about: str | None = None, before: datetime | None = None
    ) -> Delivery | None:
        """The last delivery of a kind owed to a channel (before an instant), whatever became of it."""
        wanted = _all().where(deliveries.c.channel == channel, deliveries.c.kind == kind)
        if before is not None:
            wanted = wanted.where(deliveries.c.created_at < before)
        if about is not None:
            wanted = wanted.where(deliveries.c.about == about)
        return next(iter(self._all(wanted.order_by(None).order_by(deliveries.c.seq.desc()).limit(1))), None)

    def release(self, channel: str, since: datetime) -> int:
        """A channel takes messages again: what is owed, or was refused since, is due. How much it is."""
        refused = and_(deliveries.c.state == DeliveryState.REFUSED, deliveries.c.created_at >= since)
        waiting = or_(deliveries.c.state == DeliveryState.OWED, refused)
        fresh = {"state": DeliveryState.OWED, "not_before": None, "error": "", "refused_at": None}
        with writing(self._engine) as connection:
            due = update(deliveries).where(deliveries.c.channel == channel, waiting)
            return connection.execute(due.values(**fresh)).rowcount

    def _change(self, delivery_id: str, states: Sequence[str], change: dict[str, Any]) -> bool:
        whose = deliveries.c.id == delivery_id, deliveries.c.state.in_(states)
        with writing(self._engine) as connection:
            return connection.execute(update(deliveries).where(*whose).values(**change)).rowcount == 1

    def _all(self, wanted: Select[Any]) -> list[Delivery]:
        with reading(self._engine) as connection:
            return [_delivery(dict(row)) for row in connection.execute(wanted).mappings()]


def _all() -> Select[Any]:
    return select(*_COLUMNS).order_by(deliveries.c.seq)


def _unblocked(*columns: ColumnElement[Any]) -> Select[Any]:
    """What is owed and waits for nothing but its hour."""
    tried = and_(
        _earlier.c.state == DeliveryState.OWED, _earlier.c.attempts > 0, _earlier.c.not_before.is_not(None)
    )
    under_way = _earlier.c.state == DeliveryState.SENDING
    same_channel = _earlier.c.channel == deliveries.c.channel
    overtaken = exists().where(same_channel, _earlier.c.seq < deliveries.c.seq, or_(tried, under_way))
    return (
        select(*columns)
        .select_from(deliveries.outerjoin(_root, _root.c.id == deliveries.c.root))
        .where(deliveries.c.state == DeliveryState.OWED, ~overtaken)
        .where(or_(deliveries.c.root == "", _root.c.state == DeliveryState.SENT))
        .order_by(deliveries.c.seq)
    )


def _delivery(row: dict[str, Any]) -> Delivery:
    root_ts = row.pop("root_ts", None)
    row["state"] = DeliveryState(row["state"])
    return Delivery(**row | ({"thread_ts": root_ts} if root_ts else {}))
