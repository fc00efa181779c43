"""Which deliveries may be sent, looked for or changed in Slack now, and which of a channel goes first.

1. What is owed, may stand in Slack, or stands there and was changed since, waits to be taken.
2. It waits for its hour, for the lease of whoever has it in hand, and for the first message of its thread.
3. It waits for what was owed earlier to the same thread, or to the channel itself, while that is in hand or
   postponed, until that one's `blocks_until`. An alert waits for no other kind, and a change for nothing.
4. Of a channel an alert goes first, then what stands in the channel or answers somebody, then changes, then
   the rest of threads of ours; of the same rank what was owed first.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, case, exists, or_, select

from bot.storage.delivery import OPEN, DeliveryKind, DeliveryState
from bot.storage.tables.outbox import deliveries
from bot.storage.types import Instant

LEASE = timedelta(minutes=2)
"""How long whoever takes a delivery has it to themselves. A try is broken off after a minute and a half, and
what it put on its way to Slack arrives within fifteen seconds or not at all."""

NOW = bindparam("now", type_=Instant())
_LEASED_NOW = bindparam("leased_now", type_=Instant())

root = deliveries.alias("root")
_earlier = deliveries.alias("earlier")


def as_of(now: datetime) -> dict[str, datetime]:
    """The parameters of what is asked here as of an instant: a statement is built once, for all of them."""
    return {"now": now, "leased_now": now + LEASE}


def ready(*columns: Any) -> Select[Any]:
    """What waits for nothing."""
    hour = or_(
        deliveries.c.not_before.is_(None),
        deliveries.c.not_before <= NOW,
        deliveries.c.postponed_at > NOW,  # the clock was wrong then
    )
    of_thread = or_(deliveries.c.root == "", root.c.state == DeliveryState.SENT)
    its_root = and_(root.c.workspace == deliveries.c.workspace, root.c.id == deliveries.c.root)
    joined = select(*columns).select_from(deliveries.outerjoin(root, its_root))
    return joined.where(waits(), hour, is_free(deliveries), of_thread, ~_is_blocked())


def waits() -> ColumnElement[bool]:
    """What is to be sent, looked for, or changed in Slack."""
    return or_(is_open(), is_to_change())


def is_open() -> ColumnElement[bool]:
    """What Slack is not known to have."""
    return deliveries.c.state.in_(OPEN)


def is_to_change() -> ColumnElement[bool]:
    """What Slack has, and is to say something else."""
    newer = deliveries.c.revision > deliveries.c.sent_revision
    return and_(deliveries.c.state == DeliveryState.SENT, newer, deliveries.c.final == "")


def is_free(of: FromClause) -> ColumnElement[bool]:
    """Whether nobody has it in hand: a lease that ends later than one that began now is of a wrong clock."""
    until = of.c.lease_until
    return or_(until.is_(None), until <= NOW, until > _LEASED_NOW)


def rank() -> ColumnElement[int]:
    """Which of a channel's deliveries goes first: the least."""
    return case(
        (deliveries.c.state == DeliveryState.SENT, 2),
        (deliveries.c.root != "", 3),
        (deliveries.c.kind == DeliveryKind.ALERT, 0),
        else_=1,
    )


def _is_blocked() -> ColumnElement[bool]:
    """Whether something that was owed earlier to the same thread, or to the channel itself, is tried."""
    postponed = and_(
        _earlier.c.state == DeliveryState.OWED,
        _earlier.c.not_before > NOW,
        _earlier.c.postponed_at <= NOW,
        _earlier.c.blocks_until > NOW,
    )
    open_ = _earlier.c.state.in_(OPEN)
    in_hand = and_(open_, ~is_free(_earlier))
    same = (
        _earlier.c.workspace == deliveries.c.workspace,
        _earlier.c.channel == deliveries.c.channel,
        _earlier.c.root == deliveries.c.root,
        _earlier.c.thread_ts == deliveries.c.thread_ts,
    )
    urgent = and_(deliveries.c.kind == DeliveryKind.ALERT, _earlier.c.kind != DeliveryKind.ALERT)
    it_waits = deliveries.c.state != DeliveryState.SENT, ~urgent
    return exists().where(*same, *it_waits, _earlier.c.seq < deliveries.c.seq, or_(postponed, in_hand))
