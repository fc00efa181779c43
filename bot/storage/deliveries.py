"""What the bot owes Slack: recorded before it is sent, changed until it is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
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
from bot.storage.delivery import (
    COLUMNS,
    DELETED,
    FIRST,
    UNCHANGED,
    UNPOSTPONED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    delivery_row,
    read_delivery,
)
from bot.storage.events import mark_seen
from bot.storage.notified import chunks, mark_notified, unmark_notified
from bot.storage.tables.outbox import deliveries, delivery_mentions, refused_channels, said
from bot.storage.types import storable

_OPEN = (DeliveryState.OWED, DeliveryState.SENDING)
_UNTRIED = and_(deliveries.c.state == DeliveryState.OWED, deliveries.c.sending_at.is_(None))
"""What Slack certainly does not have."""
_NEWER = deliveries.c.revision > deliveries.c.sent_revision


class Deliveries:
    """All deliveries to a workspace, in the order they were owed; no id stands twice among them."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace
        self._own = deliveries.c.workspace == workspace

    def owe(self, owed: Sequence[Delivery], told: Iterable[str] = (), event: str = "") -> bool:
        """Owe messages, and record that their channel was told these mentions, all or nothing.

        The mentions go to the account of the first delivery. The event of Slack's that the messages
        answer, if one is named, counts as seen with them. False, and nothing else changed, when the
        first message is already known.
        """
        first = owed[0]
        with write_transaction(self._engine) as connection:
            if event:
                mark_seen(connection, self._workspace, event, first.created_at)
            key = ["workspace", "id"]
            known = insert_into(connection, deliveries).on_conflict_do_nothing(index_elements=key)
            new = known.values(**self._row(first)).returning(deliveries.c.id)
            if connection.execute(new).first() is None:
                return False
            if rest := [self._row(delivery) for delivery in owed[1:]]:
                connection.execute(insert(deliveries), rest)
            self._record_mentions(connection, {delivery.id: delivery.mentions for delivery in owed})
            self._mark(connection, first, told)
            return True

    def told(self, channel: str, mentions: Iterable[str]) -> set[str]:
        """Those of the mentions that the channel was told, or is owed."""
        as_given = {storable(id_): id_ for id_ in mentions}
        its = said.c.workspace == self._workspace, said.c.channel == channel
        with read_transaction(self._engine) as connection:
            return {
                as_given[id_]
                for chunk in chunks(as_given)
                for id_ in connection.scalars(select(said.c.mention).where(*its, said.c.mention.in_(chunk)))
            }

    def unsent(self, mentions: Iterable[str]) -> list[Delivery]:
        """The first messages of what tells or quotes one of these mentions, and did not go as a whole yet.

        A digest tells of what was told at once, too, though that is on the account of the alert.
        """
        part = deliveries.alias("part")
        first = case((_is_first(part), part.c.id), else_=part.c.root)
        own = part.c.workspace == self._workspace
        waiting = select(first).where(own, part.c.state.in_(_OPEN))
        quotes = select(first).join(delivery_mentions, _quoted_by(part)).where(own)
        found: dict[str, Delivery] = {}
        for chunk in chunks(map(storable, mentions)):
            account = said.c.workspace == self._workspace, said.c.mention.in_(chunk)
            telling = select(said.c.delivery).where(*account)
            quoting = quotes.where(delivery_mentions.c.mention.in_(chunk))
            tells = or_(deliveries.c.id.in_(telling), deliveries.c.id.in_(quoting), _counts(chunk))
            wanted = self._all_own().where(deliveries.c.id.in_(waiting), tells)
            found |= {delivery.id: delivery for delivery in self._all(wanted)}
        return list(found.values())

    def waiting(self, channel: str, kind: DeliveryKind, about: str) -> Delivery | None:
        """The last first message of a kind about a watch that Slack certainly does not have yet."""
        its = deliveries.c.channel == channel, deliveries.c.kind == kind, deliveries.c.about == about
        own = deliveries.c.root == "", deliveries.c.withdrawn.is_(False)
        wanted = self._all_own().where(*its, *own, _UNTRIED)
        return self._last(wanted)

    def replace(self, owed: Sequence[Delivery], told: Iterable[str] = ()) -> bool:
        """Owe these in the place of what is owed under the same ids, and tell these mentions instead.

        What went already, or may have, is changed in Slack. False, and nothing changed, when all of it
        was sent meanwhile, or was given up.
        """
        with write_transaction(self._engine) as connection:
            known = self._parts(connection, owed[0].id)
            if owed[0].id not in known or not any(state in _OPEN for state in known.values()):
                return False
            self._replace(connection, owed, known, told)
            return True

    def merge(self, owed: Sequence[Delivery], told: Iterable[str]) -> bool:
        """Owe these, which tell more, in the place of what is owed under the same ids.

        False, and nothing changed, once Slack may have the first of them: what is new would be told by an
        edit that nobody is notified of.
        """
        first = self._of(owed[0].id), deliveries.c.withdrawn.is_(False)
        with write_transaction(self._engine) as connection:
            if connection.execute(select(deliveries.c.seq).where(*first, _UNTRIED)).first() is None:
                return False
            self._replace(connection, owed, self._parts(connection, owed[0].id), told)
            return True

    def withdraw(self, delivery_id: str) -> None:
        """Owe this no more, nor what was to go into its thread; then it has told nothing.

        What was sent stays as it is, but what was to follow it in its thread is owed no more. What may
        have been sent is owed no more once it is known that Slack does not have it.
        """
        its = self._of(delivery_id)
        thread = and_(self._own, deliveries.c.root == delivery_id)
        with write_transaction(self._engine) as connection:
            if connection.execute(delete(deliveries).where(its, _UNTRIED)).rowcount:
                connection.execute(delete(deliveries).where(thread))
                unmark_notified(connection, self._workspace, delivery_id)
            else:
                connection.execute(update(deliveries).where(its, _open()).values(withdrawn=True))
                connection.execute(delete(deliveries).where(thread, _UNTRIED))

    def change(self, delivery_id: str, payload: Mapping[str, Any], mentions: Iterable[str] = ()) -> bool:
        """Let one message say something else, of these mentions, in Slack too; False if it cannot be."""
        with write_transaction(self._engine) as connection:
            if not self._reword(connection, delivery_id, payload):
                return False
            self._record_mentions(connection, {delivery_id: mentions})
            return True

    def exists(self, delivery_id: str) -> bool:
        """Whether this was ever owed."""
        with read_transaction(self._engine) as connection:
            wanted = select(deliveries.c.seq).where(self._of(delivery_id))
            return connection.execute(wanted).first() is not None

    def final(self, delivery_id: str) -> str:
        """Slack's name for why it changes a message no more; empty where it does, or has none."""
        with read_transaction(self._engine) as connection:
            wanted = select(deliveries.c.final).where(self._of(delivery_id))
            return connection.execute(wanted).scalar() or ""

    def is_untried(self, delivery_id: str) -> bool:
        """Whether Slack certainly does not have it yet."""
        with read_transaction(self._engine) as connection:
            wanted = select(deliveries.c.seq).where(self._of(delivery_id), _UNTRIED)
            return connection.execute(wanted).first() is not None

    def latest(
        self,
        channel: str,
        kind: DeliveryKind,
        about: str | None = None,
        before: datetime | None = None,
        states: Iterable[DeliveryState] = tuple(DeliveryState),
    ) -> Delivery | None:
        """The last delivery of a kind owed to a channel (before an instant), in one of these states."""
        its = deliveries.c.channel == channel, deliveries.c.kind == kind, _is_first(deliveries)
        wanted = self._all_own().where(*its, deliveries.c.state.in_(list(states)))
        if before is not None:
            wanted = wanted.where(deliveries.c.created_at < before)
        if about is not None:
            wanted = wanted.where(deliveries.c.about == about)
        return self._last(wanted)

    def release(self, channel: str) -> int:
        """A channel takes messages again: what is owed to it is due. How much it is."""
        its = update(deliveries).where(self._own, deliveries.c.channel == channel)
        owed = its.where(deliveries.c.state == DeliveryState.OWED)
        settled = deliveries.c.tried_revision <= deliveries.c.sent_revision  # nothing is on its way to Slack
        sent = its.where(deliveries.c.state == DeliveryState.SENT, settled)
        with write_transaction(self._engine) as connection:
            connection.execute(self._heed(channel))
            changes = connection.execute(sent.where(_NEWER).values(**UNPOSTPONED)).rowcount
            return changes + connection.execute(owed.values(**UNPOSTPONED, error="")).rowcount

    def refused_channels(self) -> dict[str, str]:
        """The channels that Slack takes nothing for and nobody heeded yet, with its name for the reason."""
        refused = refused_channels.c
        wanted = select(refused.channel, refused.code).where(refused.workspace == self._workspace)
        with read_transaction(self._engine) as connection:
            return {row.channel: row.code for row in connection.execute(wanted)}

    def heeded(self, channel: str) -> None:
        """Record that it was heeded that Slack takes nothing for a channel."""
        with write_transaction(self._engine) as connection:
            connection.execute(self._heed(channel))

    def _heed(self, channel: str) -> Delete:
        its = refused_channels.c.workspace == self._workspace, refused_channels.c.channel == channel
        return delete(refused_channels).where(*its)

    def troubles(self, channel: str, since: datetime) -> dict[str, int]:
        """How many messages of a channel since then were given up, stand unchanged, or perhaps twice."""
        failed = and_(deliveries.c.state == DeliveryState.GIVEN_UP, deliveries.c.refused_at >= since)
        doubtful = and_(deliveries.c.state == DeliveryState.SENT, deliveries.c.error != "")
        stuck = deliveries.c.final.not_in(["", DELETED])
        recent = or_(failed, and_(or_(doubtful, stuck), deliveries.c.sent_at >= since))
        reason = case((stuck, UNCHANGED), else_=deliveries.c.error)
        wanted = select(reason, func.count()).where(self._own, deliveries.c.channel == channel, recent)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted.group_by(reason)).all()
            return {row[0]: row[1] for row in rows}

    def _last(self, wanted: Select[Any]) -> Delivery | None:
        return next(iter(self._all(wanted.order_by(None).order_by(deliveries.c.seq.desc()).limit(1))), None)

    def subjects(self, channel: str, kind: DeliveryKind) -> set[str]:
        """The watches that what was ever owed of a kind to a channel is about; one may be about several."""
        its = self._own, deliveries.c.channel == channel, deliveries.c.kind == kind
        about = select(deliveries.c.about).where(*its)
        with read_transaction(self._engine) as connection:
            return {watch for watches in connection.scalars(about) for watch in watches.split()}

    def _all_own(self) -> Select[Any]:
        """Every delivery, in the order owed."""
        return select(*COLUMNS).where(self._own).order_by(deliveries.c.seq)

    def _all(self, wanted: Select[Any]) -> list[Delivery]:
        with read_transaction(self._engine) as connection:
            return [read_delivery(dict(row)) for row in connection.execute(wanted).mappings()]

    def _of(self, *ids: str) -> ColumnElement[bool]:
        """Whether a delivery has one of these ids."""
        return and_(self._own, deliveries.c.id.in_(ids))

    def _row(self, delivery: Delivery) -> dict[str, Any]:
        return delivery_row(delivery, self._workspace)

    def _mark(self, connection: Connection, first: Delivery, told: Iterable[str]) -> None:
        """Record that a channel was told these mentions, on the account of a first message."""
        to = self._workspace, first.channel
        mark_notified(connection, *to, told, at=first.created_at, delivery=first.id)

    def _record_mentions(self, connection: Connection, told: Mapping[str, Iterable[str]]) -> None:
        """Record what each of these messages tells or quotes, in the place of what was recorded before."""
        its = delivery_mentions.c.workspace == self._workspace, delivery_mentions.c.delivery.in_(list(told))
        connection.execute(delete(delivery_mentions).where(*its))
        rows = [
            {"workspace": self._workspace, "delivery": id_, "mention": mention}
            for id_, mentions in told.items()
            for mention in dict.fromkeys(map(storable, mentions))
        ]
        if rows:
            connection.execute(insert(delivery_mentions), rows)

    def _parts(self, connection: Connection, first: str) -> dict[str, str]:
        """The states of a first message and of those in its thread, by id."""
        its = self._own, or_(deliveries.c.id == first, deliveries.c.root == first)
        return {
            row.id: row.state
            for row in connection.execute(select(deliveries.c.id, deliveries.c.state).where(*its))
        }

    def _replace(
        self,
        connection: Connection,
        owed: Sequence[Delivery],
        known: Mapping[str, str],
        told: Iterable[str],
    ) -> None:
        """Put messages in the place of those of the same ids; those without an heir are owed no more."""
        first, new = owed[0], {delivery.id: delivery for delivery in owed}
        for id_ in new.keys() & known.keys():
            self._reword(connection, id_, new[id_].payload)
        again = self._of(*new), deliveries.c.withdrawn.is_(True)
        connection.execute(update(deliveries).where(*again).values(withdrawn=False))
        if missing := [self._row(new[id_]) for id_ in new if id_ not in known]:
            connection.execute(insert(deliveries), missing)
        self._record_mentions(connection, {delivery.id: delivery.mentions for delivery in owed})
        for id_ in known.keys() - new.keys():
            self._withdraw(connection, id_)
        unmark_notified(connection, self._workspace, first.id)
        self._mark(connection, first, told)

    def _reword(self, connection: Connection, delivery_id: str, payload: Mapping[str, Any]) -> bool:
        """Let a delivery say something else; one that says it already keeps its revision.

        False if it is unknown, was given up, or can be changed in Slack no more.
        """
        its = self._of(delivery_id), deliveries.c.state != DeliveryState.GIVEN_UP, deliveries.c.final == ""
        said_now = connection.execute(select(deliveries.c.payload).where(*its)).scalar()
        if said_now is None:
            return False
        kept = json.loads(json.dumps(payload))  # as it will come back
        if said_now != kept:
            change = {"payload": kept, "revision": deliveries.c.revision + 1}
            connection.execute(update(deliveries).where(*its).values(**change))
        return True

    def _withdraw(self, connection: Connection, delivery_id: str) -> None:
        """Owe one message no more, or, where Slack may have it, not again."""
        its = self._of(delivery_id)
        if not connection.execute(delete(deliveries).where(its, _UNTRIED)).rowcount:
            connection.execute(update(deliveries).where(its, _open()).values(withdrawn=True))


def _quoted_by(message: FromClause) -> ColumnElement[bool]:
    """Whether a mention is one that a message tells or quotes."""
    same = delivery_mentions.c.workspace == message.c.workspace
    return and_(same, delivery_mentions.c.delivery == message.c.id)


def _is_first(message: FromClause) -> ColumnElement[bool]:
    """Whether it is the first message of what it belongs to; it may stand in the thread of another."""
    return or_(message.c.root == "", message.c.id.endswith(FIRST))


def _counts(mentions: list[str]) -> ColumnElement[bool]:
    """Whether it is a digest made after one of these mentions was told at once in its channel."""
    alert = deliveries.alias("alert")
    same = alert.c.workspace == said.c.workspace, alert.c.id == said.c.delivery
    told = said.join(alert, and_(*same, alert.c.kind == DeliveryKind.ALERT))
    there = said.c.workspace == deliveries.c.workspace, said.c.channel == deliveries.c.channel
    before = *there, said.c.said_at < deliveries.c.created_at
    at_once = select(said.c.mention).select_from(told).where(said.c.mention.in_(mentions), *before)
    return and_(deliveries.c.kind == DeliveryKind.DIGEST, at_once.correlate(deliveries).exists())


def _open() -> Any:
    return deliveries.c.state.in_(_OPEN)
