"""What may be sent to Slack now, who sends it, and what became of each try."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.storage.database import read_transaction, write_transaction
from bot.storage.deliveries import COLUMNS, Delivery, DeliveryState, Route, read_delivery
from bot.storage.notified import take_back_part, unmark_notified
from bot.storage.tables import deliveries, delivery_mentions

_root = deliveries.alias("root")
_earlier = deliveries.alias("earlier")
_KNOWN_ABSENT = {"sending_at": None, "looks": 0, "absent": False}


class SendQueue:
    """The deliveries as their sender sees them.

    Of a channel, what stands in it goes before the rest of a thread of ours, and otherwise what was owed
    first goes first: what is under way or postponed holds up what was owed later to the same thread, or
    to the channel itself, until its `blocks_until`. What was sent and changed since is due again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def channels_due(self, now: datetime, without: Collection[str] = ()) -> list[str]:
        """The channels for which something may be sent now."""
        wanted = _ready(now, deliveries.c.channel).where(deliveries.c.channel.not_in(without)).distinct()
        with read_transaction(self._engine) as connection:
            return list(connection.scalars(wanted))

    def next_due(self, channel: str, now: datetime) -> Delivery | None:
        """What is to be sent to a channel now; a thread's message knows its `thread_ts`."""
        wanted = _ready(now, *COLUMNS, _root.c.ts.label("root_ts"))
        first = wanted.where(deliveries.c.channel == channel).order_by(_rank(), deliveries.c.seq).limit(1)
        with read_transaction(self._engine) as connection:
            row = connection.execute(first).mappings().first()
            return read_delivery(dict(row)) if row else None

    def next_at(self, now: datetime, without: Collection[str] = ()) -> datetime | None:
        """When something may become due, an instant past if it is already; None when nothing waits."""
        when = func.coalesce(deliveries.c.lease_until, deliveries.c.not_before, deliveries.c.created_at)
        blocking = case((deliveries.c.blocks_until > now, deliveries.c.blocks_until))
        open_ = _waits(), deliveries.c.channel.not_in(without)
        with read_transaction(self._engine) as connection:
            ready = connection.execute(_ready(now, deliveries.c.id).where(open_[1]).limit(1)).first()
            if ready:
                return now
            after = [
                connection.execute(select(func.min(at)).where(*open_, at > now)).scalar()
                for at in (when, blocking)
            ]
        return min((at for at in after if at), default=None)

    def claim(self, delivery_id: str, at: datetime, lease_until: datetime) -> Delivery | None:
        """Record that a try begins; what is to be said by now, or None when it must not be sent."""
        began = {"state": DeliveryState.SENDING, "sending_at": at, "lease_until": lease_until}
        reset = {"attempts": deliveries.c.attempts + 1, "looks": 0, "absent": False}
        reset |= {"sent_revision": deliveries.c.revision}
        open_ = deliveries.c.state == DeliveryState.OWED, deliveries.c.withdrawn.is_(False)
        its = update(deliveries).where(deliveries.c.id == delivery_id, *open_)
        with write_transaction(self._engine) as connection:
            row = connection.execute(its.values(**began, **reset).returning(*COLUMNS)).mappings().first()
            return read_delivery(dict(row)) if row else None

    def sent(self, delivery_id: str, ts: str, at: datetime, doubt: str = "") -> None:
        """Record that Slack has it, as it was when its last try began, and what is in doubt about it."""
        change = {"state": DeliveryState.SENT, "ts": ts, "sent_at": at, "error": doubt, "lease_until": None}
        self._change(delivery_id, list(DeliveryState), change | _UNHELD)

    def updated(self, delivery_id: str, revision: int) -> None:
        """Record that Slack has this revision of what was sent, or never will."""
        self._change(delivery_id, [DeliveryState.SENT], {"sent_revision": revision, "looks": 0, **_UNHELD})

    def postpone(
        self,
        delivery_id: str,
        until: datetime,
        error: str,
        now: datetime,
        blocks_until: datetime,
        **more: Any,
    ) -> None:
        """Record that another try, or another look, may be made then."""
        held = func.coalesce(deliveries.c.blocks_until, blocks_until)
        change = {"not_before": until, "postponed_at": now, "error": error, "blocks_until": held, **more}
        its = deliveries.c.id == delivery_id
        with write_transaction(self._engine) as connection:
            open_ = deliveries.c.state.in_([DeliveryState.OWED, DeliveryState.SENDING])
            owed = {"state": DeliveryState.OWED, "lease_until": None}
            connection.execute(update(deliveries).where(its, open_).values(**change, **owed))
            sent = deliveries.c.state == DeliveryState.SENT
            later = {"not_before": until, "postponed_at": now, **more}
            connection.execute(update(deliveries).where(its, sent).values(**later))

    def hold(self, channel: str, until: datetime, error: str, now: datetime) -> None:
        """Record that a channel takes nothing until then."""
        change = {"not_before": until, "postponed_at": now, "blocks_until": until, "error": error}
        its = deliveries.c.channel == channel, deliveries.c.state == DeliveryState.OWED
        with write_transaction(self._engine) as connection:
            connection.execute(update(deliveries).where(*its).values(**change))

    def absent(self, delivery_id: str) -> bool:
        """Record that Slack does not have it: it is owed as before. False when it was withdrawn meanwhile."""
        its = deliveries.c.id == delivery_id
        with write_transaction(self._engine) as connection:
            if connection.execute(delete(deliveries).where(its, deliveries.c.withdrawn.is_(True))).rowcount:
                connection.execute(delete(deliveries).where(deliveries.c.root == delivery_id))
                unmark_notified(connection, delivery_id)
                return False
            owed = {"state": DeliveryState.OWED, "lease_until": None, **_KNOWN_ABSENT}
            connection.execute(update(deliveries).where(its, _open()).values(**owed))
            return True

    def reroute(self, delivery_id: str, route: Route) -> None:
        """Let a message, and what is to follow it in the same thread, go elsewhere."""
        with write_transaction(self._engine) as connection:
            root = select(deliveries.c.root).where(deliveries.c.id == delivery_id).scalar_subquery()
            thread = and_(deliveries.c.root != "", deliveries.c.root == root)
            its = or_(deliveries.c.id == delivery_id, thread)
            change = {"route": route, "state": DeliveryState.OWED, "lease_until": None, **_UNHELD}
            connection.execute(update(deliveries).where(its, _open()).values(**change, **_KNOWN_ABSENT))

    def refuse(self, delivery_id: str, error: str, at: datetime) -> None:
        """Record that it is given up, with what was to go into its thread: what it told is pending again."""
        refused = {"state": DeliveryState.REFUSED, "error": error, "refused_at": at, "lease_until": None}
        its = or_(deliveries.c.id == delivery_id, deliveries.c.root == delivery_id)
        with write_transaction(self._engine) as connection:
            if connection.execute(update(deliveries).where(its, _open()).values(**refused)).rowcount:
                unmark_notified(connection, delivery_id)
                _take_back_of_thread(connection, delivery_id)

    def end_leases(self) -> int:
        """Let what was under way when the process before this one ended be due; how much it is."""
        change = {"state": DeliveryState.OWED, "lease_until": None, "not_before": None}
        its = deliveries.c.state == DeliveryState.SENDING
        with write_transaction(self._engine) as connection:
            return connection.execute(update(deliveries).where(its).values(**change)).rowcount

    def _change(self, delivery_id: str, states: Collection[str], change: dict[str, Any]) -> None:
        whose = deliveries.c.id == delivery_id, deliveries.c.state.in_(states)
        with write_transaction(self._engine) as connection:
            connection.execute(update(deliveries).where(*whose).values(**change))


_UNHELD = {"not_before": None, "postponed_at": None, "blocks_until": None}


def _take_back_of_thread(connection: Connection, delivery_id: str) -> None:
    """Let be pending again what a message in a thread was to tell, and no other message of its thread tells.

    A thread's mentions are on the account of its first message.
    """
    root = connection.scalar(select(deliveries.c.root).where(deliveries.c.id == delivery_id))
    if not root:
        return
    part = delivery_mentions.join(deliveries, deliveries.c.id == delivery_mentions.c.delivery)
    told = select(delivery_mentions.c.mention, deliveries.c.id, deliveries.c.state).select_from(part)
    rows = connection.execute(told.where(or_(deliveries.c.root == root, deliveries.c.id == root))).all()
    kept = {row.mention for row in rows if row.state != DeliveryState.REFUSED}
    take_back_part(connection, root, {row.mention for row in rows if row.id == delivery_id} - kept)


def _open() -> ColumnElement[bool]:
    return deliveries.c.state.in_([DeliveryState.OWED, DeliveryState.SENDING])


def _waits() -> ColumnElement[bool]:
    """What is to be sent, looked for, or changed in Slack."""
    changed = and_(
        deliveries.c.state == DeliveryState.SENT, deliveries.c.revision > deliveries.c.sent_revision
    )
    return or_(_open(), changed)


def _rank() -> ColumnElement[int]:
    """What stands in the channel, or answers somebody, goes before the rest of a thread of ours."""
    return case((deliveries.c.root == "", 0), else_=1)


def _ready(now: datetime, *columns: Any) -> Select[Any]:
    """What waits for nothing."""
    hour = or_(
        deliveries.c.not_before.is_(None),
        deliveries.c.not_before <= now,
        deliveries.c.postponed_at > now,  # the clock was wrong then
    )
    lease = or_(
        deliveries.c.state != DeliveryState.SENDING,
        deliveries.c.lease_until.is_(None),
        deliveries.c.lease_until <= now,
        deliveries.c.sending_at > now,
    )
    root = or_(deliveries.c.root == "", _root.c.state == DeliveryState.SENT)
    joined = select(*columns).select_from(deliveries.outerjoin(_root, _root.c.id == deliveries.c.root))
    return joined.where(_waits(), hour, lease, root, ~_is_held_up(now))


def _is_held_up(now: datetime) -> ColumnElement[bool]:
    """Whether something that was owed earlier to the same thread, or to the channel itself, is tried."""
    postponed = and_(
        _earlier.c.state == DeliveryState.OWED,
        _earlier.c.not_before > now,
        _earlier.c.postponed_at <= now,
        _earlier.c.blocks_until > now,
    )
    under_way = and_(_earlier.c.state == DeliveryState.SENDING, _earlier.c.lease_until > now)
    same = (
        _earlier.c.channel == deliveries.c.channel,
        _earlier.c.root == deliveries.c.root,
        _earlier.c.thread_ts == deliveries.c.thread_ts,
    )
    return exists().where(*same, _earlier.c.seq < deliveries.c.seq, or_(postponed, under_way))
