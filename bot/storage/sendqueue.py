"""What may be sent to Slack now, who has it in hand, and what became of each try."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    true,
    update,
)

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.delivery import (
    COLUMNS,
    UNPOSTPONED,
    Delivery,
    DeliveryState,
    Route,
    delivery_row,
    read_delivery,
)
from bot.storage.due import LEASE, NOW, as_of, is_free, is_open, is_to_change, rank, ready, root, waits
from bot.storage.notified import take_back_part, unmark_notified
from bot.storage.tables.outbox import deliveries, delivery_mentions, refused_channels

_KNOWN_ABSENT = {"sending_at": None, "looks": 0, "absent": False}
_RELEASED = {"lease_until": None, "lease_owner": ""}
_CARRIED = {"tried_revision": deliveries.c.revision}
UNKNOWN = -1
"""The revision of what stands in Slack and may be any: the newest is put there once more."""


class SendQueue:
    """The deliveries to a workspace, as one of their senders sees them.

    `owner` is the sender's name, the same after a restart. Whoever takes a delivery holds a lease on it; what
    its holder has to report changes nothing any more once another took it.
    """

    def __init__(self, engine: Engine, workspace: str, owner: str = "here") -> None:
        self._engine = engine
        self._workspace = workspace
        self._own = deliveries.c.workspace == workspace
        self._owner = owner

    def channels_due(
        self, now: datetime, without: Collection[str] = (), *, changes: bool = True
    ) -> list[str]:
        """The channels for which something may be sent now, or changed there."""
        asked = {"workspace": self._workspace, "without": list(without), **as_of(now)}
        with read_transaction(self._engine) as connection:
            return list(connection.scalars(_due_channels(changes), asked))

    def next_due(self, channel: str, now: datetime, *, changes: bool = True) -> Delivery | None:
        """What is to be sent to a channel now, or changed there; a thread's message knows its `thread_ts`."""
        asked = {"workspace": self._workspace, "channel": channel, **as_of(now)}
        with read_transaction(self._engine) as connection:
            row = connection.execute(_first_due(changes), asked).mappings().first()
            return read_delivery(dict(row)) if row else None

    def next_at(
        self, now: datetime, without: Collection[str] = (), channel: str = "", *, changes: bool = True
    ) -> datetime | None:
        """When something may become due, of one channel or of all but those; now if it already is."""
        among: dict[str, Any] = {"channel": channel} if channel else {"without": list(without)}
        asked = {"workspace": self._workspace, **among, **as_of(now)}
        is_due, due_later = _dueness(bool(channel), changes)
        with read_transaction(self._engine) as connection:
            if connection.execute(is_due, asked).first():
                return now
            return min((at for at in connection.execute(due_later, asked).one() if at), default=None)

    def claim(self, delivery_id: str, now: datetime) -> Delivery | None:
        """Record that a try to send it begins; what is to be said by now, or None when it must not be."""
        began = {"state": DeliveryState.SENDING, "sending_at": now}
        reset = {"attempts": deliveries.c.attempts + 1, "looks": 0, "absent": False}
        to_send = deliveries.c.state == DeliveryState.OWED, deliveries.c.withdrawn.is_(False)
        return self._take(delivery_id, now, and_(*to_send), began | reset | _CARRIED)

    def claim_look(self, delivery_id: str, now: datetime) -> Delivery | None:
        """Record that it is being looked for; None when that must not be."""
        doubtful = is_open(), deliveries.c.sending_at.is_not(None)
        return self._take(delivery_id, now, and_(*doubtful), {"state": DeliveryState.OWED})

    def claim_change(self, delivery_id: str, now: datetime) -> Delivery | None:
        """Record that a try to change it in Slack begins; what it is to say by now, or None if nothing."""
        return self._take(delivery_id, now, is_to_change(), _CARRIED)

    def _take(
        self, delivery_id: str, now: datetime, when: ColumnElement[bool], change: dict[str, Any]
    ) -> Delivery | None:
        its = self._its(delivery_id).where(is_free(deliveries), when)
        lease = {"lease_owner": self._owner, "lease_until": now + LEASE}
        taken = its.values(**change, **lease).returning(*COLUMNS)
        with write_transaction(self._engine) as connection:
            row = connection.execute(taken, as_of(now)).mappings().first()
            return read_delivery(dict(row)) if row else None

    def sent(self, delivery_id: str, ts: str, at: datetime, revision: int, doubt: str = "") -> None:
        """Record that Slack has this revision of it, and what is in doubt about it."""
        change = {"state": DeliveryState.SENT, "ts": ts, "sent_at": at, "error": doubt}
        self._run(self._its(delivery_id).values(**change, **UNPOSTPONED, **_RELEASED, sent_revision=revision))

    def updated(self, delivery_id: str, revision: int) -> None:
        """Record that Slack has this revision of what was sent, or never will.

        Where another has changed it meanwhile, nobody knows which of the two arrived last.
        """
        known = case((deliveries.c.lease_owner == self._owner, revision), else_=UNKNOWN)
        change = {"sent_revision": known, "looks": 0, **UNPOSTPONED, **_RELEASED}
        self._run(self._its(delivery_id).where(deliveries.c.state == DeliveryState.SENT).values(**change))

    def unchanged(
        self, delivery_id: str, until: datetime, now: datetime, looks: int, *, certainly: bool
    ) -> None:
        """Record that a change failed, and when it may be tried again.

        Unless Slack certainly has not made it, nothing newer may go before that: the two might change places.
        """
        change: dict[str, Any] = {"not_before": until, "postponed_at": now, "looks": looks, **_RELEASED}
        if certainly:
            change["tried_revision"] = deliveries.c.sent_revision
        self._run(self._mine(delivery_id).where(deliveries.c.state == DeliveryState.SENT).values(**change))

    def finish(self, delivery_id: str, code: str, instead: Delivery | None = None) -> None:
        """Record why Slack changes a message no more, and owe what is said in the place of the change."""
        its = self._mine(delivery_id).where(deliveries.c.state == DeliveryState.SENT)
        with write_transaction(self._engine) as connection:
            if connection.execute(its.values(final=code, **UNPOSTPONED, **_RELEASED)).rowcount and instead:
                new = insert_into(connection, deliveries).on_conflict_do_nothing(
                    index_elements=["workspace", "id"]
                )
                connection.execute(new.values(**delivery_row(instead, self._workspace)))

    def postpone(
        self,
        delivery_id: str,
        until: datetime,
        error: str,
        now: datetime,
        blocks_until: datetime,
        **more: Any,
    ) -> None:
        """Record that the delivery is tried, or searched for in Slack, again, but not before `until`."""
        held = func.coalesce(deliveries.c.blocks_until, blocks_until)
        change = {"not_before": until, "postponed_at": now, "error": error, "blocks_until": held, **more}
        owed = {"state": DeliveryState.OWED, **_RELEASED}
        self._run(self._mine(delivery_id).where(is_open()).values(**change, **owed))

    def hold(self, channel: str, until: datetime, code: str, now: datetime) -> None:
        """Record that a channel takes nothing until then, and why, for the task that tells its people."""
        change = {"not_before": until, "postponed_at": now}
        its = update(deliveries).where(self._own, deliveries.c.channel == channel)
        owed = its.where(deliveries.c.state == DeliveryState.OWED)
        with write_transaction(self._engine) as connection:
            connection.execute(owed.values(**change, blocks_until=until, error=code))
            connection.execute(its.where(is_to_change()).values(**change))
            row = insert_into(connection, refused_channels).on_conflict_do_nothing()
            connection.execute(
                row.values(workspace=self._workspace, channel=channel, code=code, refused_at=now)
            )

    def absent(self, delivery_id: str) -> bool:
        """Record that Slack does not have it: it is owed as before. False when it was withdrawn meanwhile."""
        gone = delete(deliveries).where(
            self._own, deliveries.c.id == delivery_id, deliveries.c.withdrawn.is_(True)
        )
        owed = {"state": DeliveryState.OWED, **_RELEASED, **_KNOWN_ABSENT}
        with write_transaction(self._engine) as connection:
            if connection.execute(gone.where(self._is_mine())).rowcount:
                connection.execute(delete(deliveries).where(self._own, deliveries.c.root == delivery_id))
                unmark_notified(connection, self._workspace, delivery_id)
                return False
            connection.execute(self._mine(delivery_id).where(is_open()).values(**owed))
            return True

    def reroute(self, delivery_id: str, route: Route) -> None:
        """Let a message, and what is to follow it in the same thread, go elsewhere."""
        with write_transaction(self._engine) as connection:
            thread_root = (
                select(deliveries.c.root).where(self._own, deliveries.c.id == delivery_id).scalar_subquery()
            )
            thread = and_(deliveries.c.root != "", deliveries.c.root == thread_root)
            its = or_(deliveries.c.id == delivery_id, thread)
            change = {
                "route": route,
                "state": DeliveryState.OWED,
                **UNPOSTPONED,
                **_RELEASED,
                **_KNOWN_ABSENT,
            }
            mine = update(deliveries).where(self._own, its, is_open(), self._is_mine())
            connection.execute(mine.values(**change))

    def give_up(self, delivery_id: str, error: str, at: datetime) -> None:
        """Record that it is given up, with what was to go into its thread: what it told is pending again."""
        given_up = {"state": DeliveryState.GIVEN_UP, "error": error, "refused_at": at, **_RELEASED}
        its = or_(deliveries.c.id == delivery_id, deliveries.c.root == delivery_id)
        mine = update(deliveries).where(self._own, its, is_open(), self._is_mine())
        with write_transaction(self._engine) as connection:
            if connection.execute(mine.values(**given_up)).rowcount:
                unmark_notified(connection, self._workspace, delivery_id)
                self._take_back_of_thread(connection, delivery_id)

    def take_over(self, now: datetime, settled: timedelta) -> int:
        """Let what this sender had in hand when its process died be due; how much it is.

        A message of it is looked for at once. A change is made again at once if it is the newest; a newer one
        waits until the one that was under way has arrived or never will.
        """
        own = update(deliveries).where(
            deliveries.c.lease_owner == self._owner, deliveries.c.lease_until.is_not(None)
        )
        newer = deliveries.c.state == DeliveryState.SENT, deliveries.c.revision > deliveries.c.tried_revision
        waits_now = {"not_before": now + settled, "postponed_at": now}
        with write_transaction(self._engine) as connection:
            connection.execute(own.where(*newer).values(**waits_now))
            sending = own.where(deliveries.c.state == DeliveryState.SENDING)
            connection.execute(sending.values(state=DeliveryState.OWED, not_before=None))
            return connection.execute(own.values(**_RELEASED)).rowcount

    def _its(self, delivery_id: str) -> Update:
        return update(deliveries).where(self._own, deliveries.c.id == delivery_id)

    def _is_mine(self) -> ColumnElement[bool]:
        """Whether no other took it."""
        return or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_owner == self._owner)

    def _mine(self, delivery_id: str) -> Update:
        return self._its(delivery_id).where(self._is_mine())

    def _run(self, change: Update) -> None:
        with write_transaction(self._engine) as connection:
            connection.execute(change)

    def _take_back_of_thread(self, connection: Connection, delivery_id: str) -> None:
        """Let be pending again what a message in a thread was to tell, and no other of its thread tells.

        A thread's mentions are on the account of its first message.
        """
        its = self._own, deliveries.c.id == delivery_id
        root_id = connection.scalar(select(deliveries.c.root).where(*its))
        if not root_id:
            return
        part = delivery_mentions.join(deliveries)
        told = select(delivery_mentions.c.mention, deliveries.c.id, deliveries.c.state).select_from(part)
        thread = self._own, or_(deliveries.c.root == root_id, deliveries.c.id == root_id)
        rows = connection.execute(told.where(*thread)).all()
        kept = {row.mention for row in rows if row.state != DeliveryState.GIVEN_UP}
        of_it = {row.mention for row in rows if row.id == delivery_id}
        take_back_part(connection, self._workspace, root_id, of_it - kept)


_WORKSPACE = deliveries.c.workspace == bindparam("workspace")
_CHANNEL = deliveries.c.channel == bindparam("channel")
_OTHERS = deliveries.c.channel.not_in(bindparam("without", expanding=True))


# What the sender asks after every message is built once: to build it takes longer than to ask it.
@cache
def _due_channels(changes: bool) -> Select[Any]:
    return ready(deliveries.c.channel).where(_WORKSPACE, _OTHERS, _kinds(changes)).distinct()


@cache
def _first_due(changes: bool) -> Select[Any]:
    its = ready(*COLUMNS, root.c.ts.label("root_ts")).where(_WORKSPACE, _CHANNEL, _kinds(changes))
    return its.order_by(rank(), deliveries.c.seq).limit(1)


@cache
def _dueness(of_one_channel: bool, changes: bool) -> tuple[Select[Any], Select[Any]]:
    """Whether something is due, and when something else may be: at its hour, or when it no longer blocks."""
    of = _WORKSPACE, _CHANNEL if of_one_channel else _OTHERS, _kinds(changes)
    when = func.coalesce(deliveries.c.lease_until, deliveries.c.not_before, deliveries.c.created_at)
    later = [func.min(case((at > NOW, at))) for at in (when, deliveries.c.blocks_until)]
    return ready(deliveries.c.id).where(*of).limit(1), select(*later).where(waits(), *of)


def _kinds(changes: bool) -> ColumnElement[bool]:
    """Everything, or all but changes of what stands in Slack."""
    return true() if changes else deliveries.c.state != DeliveryState.SENT
