"""What the bot owes Slack: recorded before it is sent, changed until it is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.events import mark_seen
from bot.storage.notified import chunks, mark_notified, unmark_notified
from bot.storage.tables import deliveries, delivery_mentions, said
from bot.storage.types import storable


class DeliveryState(StrEnum):
    """How far a delivery is. Under way (`sending`), it is unknown whether Slack has it; refused is final."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


class Route(StrEnum):
    """Where a delivery goes: as it was owed, or elsewhere since Slack will not have it in its thread."""

    AS_OWED = ""
    CHANNEL = "channel"
    ASKER = "asker"  # to whoever asked, alone


UNVERIFIED = "unverified"
"""The error of what was sent again though it could not be looked up: it may stand twice."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message owed to one channel.

    `id` is chosen by whoever owes it, the same for the same message ("digest:C1:2026-11-23:0"), so
    that nothing is owed twice. `kind` says what it is, `about` for which watch, `payload` what Slack
    gets, `asker` whose question it answers. `root` is the delivery in whose thread it goes;
    `thread_ts` that one's `ts`, known once it was sent, or any thread to answer in. `attempts` counts
    the tries to send it; `sending_at` is when the last one began that Slack may have taken, and None
    once it is known that Slack did not. `looks` counts the look-ups that failed since, `absent` is
    True once one succeeded and found nothing. What is postponed holds up what was owed after it until
    `blocks_until`. `revision` counts the changes of the payload, `sent_revision` is the one Slack has.
    `mentions` are the ids of those that the message tells or quotes: recorded with it, and not read back.
    """

    id: str
    channel: str
    kind: str
    about: str = ""
    payload: dict[str, Any] = {}
    asker: str = ""
    root: str = ""
    thread_ts: str = ""
    route: str = Route.AS_OWED
    state: DeliveryState = DeliveryState.OWED
    ts: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    postponed_at: datetime | None = None
    blocks_until: datetime | None = None
    lease_until: datetime | None = None
    error: str = ""
    looks: int = 0
    absent: bool = False
    withdrawn: bool = False
    revision: int = 0
    sent_revision: int = 0
    created_at: datetime
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    refused_at: datetime | None = None
    mentions: tuple[str, ...] = ()


COLUMNS = [column for column in deliveries.c if column.name != "seq"]
_OPEN = (DeliveryState.OWED, DeliveryState.SENDING)
_UNTRIED = and_(deliveries.c.state == DeliveryState.OWED, deliveries.c.sending_at.is_(None))
"""What Slack certainly does not have."""


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
        with write_transaction(self._engine) as connection:
            if event:
                mark_seen(connection, event, first.created_at)
            known = insert_into(connection, deliveries).on_conflict_do_nothing(index_elements=["id"])
            new = known.values(**_row(first)).returning(deliveries.c.id)
            if connection.execute(new).first() is None:
                return False
            if rest := [_row(delivery) for delivery in owed[1:]]:
                connection.execute(insert(deliveries), rest)
            _record_mentions(connection, {delivery.id: delivery.mentions for delivery in owed})
            mark_notified(connection, first.channel, told, at=first.created_at, delivery=first.id)
            return True

    def told(self, channel: str, mentions: Iterable[str]) -> set[str]:
        """Those of the mentions that the channel was told, or is owed."""
        as_given = {storable(id_): id_ for id_ in mentions}
        with read_transaction(self._engine) as connection:
            return {
                as_given[id_]
                for chunk in chunks(as_given)
                for id_ in connection.scalars(
                    select(said.c.mention).where(said.c.channel == channel, said.c.mention.in_(chunk))
                )
            }

    def unsent(self, mentions: Iterable[str]) -> list[Delivery]:
        """The first messages of what tells or quotes one of these mentions, and did not go as a whole yet.

        A digest tells of what was told at once, too, though that is on the account of the alert.
        """
        part = deliveries.alias("part")
        first = case((_is_first(part), part.c.id), else_=part.c.root)
        waiting = select(first).where(part.c.state.in_(_OPEN))
        quotes = select(first).join(delivery_mentions, delivery_mentions.c.delivery == part.c.id)
        found: dict[str, Delivery] = {}
        for chunk in chunks(map(storable, mentions)):
            telling = select(said.c.delivery).where(said.c.mention.in_(chunk))
            quoting = quotes.where(delivery_mentions.c.mention.in_(chunk))
            tells = or_(deliveries.c.id.in_(telling), deliveries.c.id.in_(quoting), _counts(chunk))
            wanted = all_deliveries().where(deliveries.c.id.in_(waiting), tells)
            found |= {delivery.id: delivery for delivery in self._all(wanted)}
        return list(found.values())

    def waiting(self, channel: str, kind: str, about: str) -> Delivery | None:
        """The last first message of a kind about a watch that Slack certainly does not have yet."""
        its = deliveries.c.channel == channel, deliveries.c.kind == kind, deliveries.c.about == about
        own = deliveries.c.root == "", deliveries.c.withdrawn.is_(False)
        wanted = all_deliveries().where(*its, *own, _UNTRIED)
        return self._last(wanted)

    def replace(self, owed: Sequence[Delivery], told: Iterable[str] = ()) -> bool:
        """Owe these in the place of what is owed under the same ids, and tell these mentions instead.

        What went already, or may have, is changed in Slack. False, and nothing changed, when all of it
        was sent meanwhile, or was given up.
        """
        with write_transaction(self._engine) as connection:
            known = _parts(connection, owed[0].id)
            if owed[0].id not in known or not any(state in _OPEN for state in known.values()):
                return False
            _replace(connection, owed, known, told)
            return True

    def merge(self, owed: Sequence[Delivery], told: Iterable[str]) -> bool:
        """Owe these, which tell more, in the place of what is owed under the same ids.

        False, and nothing changed, once Slack may have the first of them: what is new would be told by an
        edit that nobody is notified of.
        """
        first = deliveries.c.id == owed[0].id, deliveries.c.withdrawn.is_(False)
        with write_transaction(self._engine) as connection:
            if connection.execute(select(deliveries.c.seq).where(*first, _UNTRIED)).first() is None:
                return False
            _replace(connection, owed, _parts(connection, owed[0].id), told)
            return True

    def withdraw(self, delivery_id: str) -> None:
        """Owe this no more, nor what was to go into its thread; then it has told nothing.

        What was sent stays as it is, but what was to follow it in its thread is owed no more. What may
        have been sent is owed no more once it is known that Slack does not have it.
        """
        its = deliveries.c.id == delivery_id
        with write_transaction(self._engine) as connection:
            if connection.execute(delete(deliveries).where(its, _UNTRIED)).rowcount:
                connection.execute(delete(deliveries).where(deliveries.c.root == delivery_id))
                unmark_notified(connection, delivery_id)
            else:
                connection.execute(update(deliveries).where(its, _open()).values(withdrawn=True))
                connection.execute(delete(deliveries).where(deliveries.c.root == delivery_id, _UNTRIED))

    def change(self, delivery_id: str, payload: Mapping[str, Any], mentions: Iterable[str] = ()) -> bool:
        """Let one message say something else, of these mentions, in Slack too; False if it is unknown."""
        with write_transaction(self._engine) as connection:
            if not _reword(connection, delivery_id, payload):
                return False
            _record_mentions(connection, {delivery_id: mentions})
            return True

    def exists(self, delivery_id: str) -> bool:
        """Whether this was ever owed."""
        with read_transaction(self._engine) as connection:
            wanted = select(deliveries.c.seq).where(deliveries.c.id == delivery_id)
            return connection.execute(wanted).first() is not None

    def latest(
        self,
        channel: str,
        kind: str,
        about: str | None = None,
        before: datetime | None = None,
        states: Iterable[DeliveryState] = tuple(DeliveryState),
    ) -> Delivery | None:
        """The last delivery of a kind owed to a channel (before an instant), in one of these states."""
        its = deliveries.c.channel == channel, deliveries.c.kind == kind, _is_first(deliveries)
        wanted = all_deliveries().where(*its, deliveries.c.state.in_(list(states)))
        if before is not None:
            wanted = wanted.where(deliveries.c.created_at < before)
        if about is not None:
            wanted = wanted.where(deliveries.c.about == about)
        return self._last(wanted)

    def release(self, channel: str) -> int:
        """A channel takes messages again: what is owed to it is due. How much it is."""
        fresh = {"not_before": None, "postponed_at": None, "blocks_until": None, "error": ""}
        waiting = deliveries.c.channel == channel, deliveries.c.state == DeliveryState.OWED
        with write_transaction(self._engine) as connection:
            return connection.execute(update(deliveries).where(*waiting).values(**fresh)).rowcount

    def troubles(self, channel: str, since: datetime) -> dict[str, int]:
        """How many messages of a channel were given up, or may stand twice, since then, by reason."""
        failed = and_(deliveries.c.state == DeliveryState.REFUSED, deliveries.c.refused_at >= since)
        doubtful = and_(deliveries.c.state == DeliveryState.SENT, deliveries.c.error != "")
        recent = or_(failed, and_(doubtful, deliveries.c.sent_at >= since))
        wanted = select(deliveries.c.error, func.count()).where(deliveries.c.channel == channel, recent)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted.group_by(deliveries.c.error)).all()
            return {row[0]: row[1] for row in rows}

    def _last(self, wanted: Select[Any]) -> Delivery | None:
        return next(iter(self._all(wanted.order_by(None).order_by(deliveries.c.seq.desc()).limit(1))), None)

    def subjects(self, channel: str, kind: str) -> set[str]:
        """The watches that what was ever owed of a kind to a channel is about; one may be about several."""
        about = select(deliveries.c.about).where(deliveries.c.channel == channel, deliveries.c.kind == kind)
        with read_transaction(self._engine) as connection:
            return {watch for watches in connection.scalars(about) for watch in watches.split()}

    def _all(self, wanted: Select[Any]) -> list[Delivery]:
        with read_transaction(self._engine) as connection:
            return [read_delivery(dict(row)) for row in connection.execute(wanted).mappings()]


def all_deliveries() -> Select[Any]:
    """Every delivery, in the order owed."""
    return select(*COLUMNS).order_by(deliveries.c.seq)


def read_delivery(row: dict[str, Any]) -> Delivery:
    """A row as a delivery; one in a thread of ours knows that thread's `ts`."""
    root_ts = row.pop("root_ts", None)
    row["state"] = DeliveryState(row["state"])
    if row["route"] != Route.AS_OWED:
        row["thread_ts"] = ""
    elif root_ts:
        row["thread_ts"] = root_ts
    return Delivery(**row)


def _row(delivery: Delivery) -> dict[str, Any]:
    row = msgspec.structs.asdict(delivery)
    del row["mentions"]
    return row


def _record_mentions(connection: Connection, told: Mapping[str, Iterable[str]]) -> None:
    """Record what each of these messages tells or quotes, in the place of what was recorded before."""
    connection.execute(delete(delivery_mentions).where(delivery_mentions.c.delivery.in_(list(told))))
    rows = [
        {"delivery": id_, "mention": mention}
        for id_, mentions in told.items()
        for mention in dict.fromkeys(map(storable, mentions))
    ]
    if rows:
        connection.execute(insert(delivery_mentions), rows)


def _is_first(message: FromClause) -> ColumnElement[bool]:
    """Whether it is the first message of what it belongs to; it may stand in the thread of another."""
    return or_(message.c.root == "", message.c.id.endswith(":0"))


def _counts(mentions: list[str]) -> ColumnElement[bool]:
    """Whether it is a digest made after one of these mentions was told at once in its channel."""
    alert = deliveries.alias("alert")
    told = said.join(alert, and_(alert.c.id == said.c.delivery, alert.c.kind == "alert"))
    before = said.c.channel == deliveries.c.channel, said.c.said_at < deliveries.c.created_at
    at_once = select(said.c.mention).select_from(told).where(said.c.mention.in_(mentions), *before)
    return and_(deliveries.c.kind == "digest", at_once.correlate(deliveries).exists())


def _open() -> Any:
    return deliveries.c.state.in_(_OPEN)


def _parts(connection: Connection, first: str) -> dict[str, str]:
    """The states of a first message and of those in its thread, by id."""
    its = or_(deliveries.c.id == first, deliveries.c.root == first)
    return {
        row.id: row.state
        for row in connection.execute(select(deliveries.c.id, deliveries.c.state).where(its))
    }


def _replace(
    connection: Connection, owed: Sequence[Delivery], known: Mapping[str, str], told: Iterable[str]
) -> None:
    """Put messages in the place of those known by the same ids; those that have no heir are owed no more."""
    first, new = owed[0], {delivery.id: delivery for delivery in owed}
    for id_ in new.keys() & known.keys():
        _reword(connection, id_, new[id_].payload)
    again = deliveries.c.id.in_(new), deliveries.c.withdrawn.is_(True)
    connection.execute(update(deliveries).where(*again).values(withdrawn=False))
    if missing := [_row(new[id_]) for id_ in new if id_ not in known]:
        connection.execute(insert(deliveries), missing)
    _record_mentions(connection, {delivery.id: delivery.mentions for delivery in owed})
    for id_ in known.keys() - new.keys():
        _withdraw(connection, id_)
    unmark_notified(connection, first.id)
    mark_notified(connection, first.channel, told, at=first.created_at, delivery=first.id)


def _reword(connection: Connection, delivery_id: str, payload: Mapping[str, Any]) -> bool:
    """Let a delivery say something else; one that says it already keeps its revision."""
    its = deliveries.c.id == delivery_id, deliveries.c.state != DeliveryState.REFUSED
    said_now = connection.execute(select(deliveries.c.payload).where(*its)).scalar()
    if said_now is None:
        return False
    kept = json.loads(json.dumps(payload))  # as it will come back
    if said_now != kept:
        change = {"payload": kept, "revision": deliveries.c.revision + 1}
        connection.execute(update(deliveries).where(*its).values(**change))
    return True


def _withdraw(connection: Connection, delivery_id: str) -> None:
    """Owe one message no more, or, where Slack may have it, not again."""
    its = deliveries.c.id == delivery_id
    if not connection.execute(delete(deliveries).where(its, _UNTRIED)).rowcount:
        connection.execute(update(deliveries).where(its, _open()).values(withdrawn=True))
