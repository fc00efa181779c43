"""What is known of deliveries: which there were, how far they are, what they told, what went wrong."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, FromClause, Select, and_, case, func, or_, select

from bot.storage.database import read_transaction
from bot.storage.delivery import (
    COLUMNS,
    DELETED,
    FIRST,
    OPEN,
    UNCHANGED,
    UNTRIED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    read_delivery,
)
from bot.storage.notified import chunks
from bot.storage.tables.outbox import deliveries, delivery_mentions, said
from bot.storage.types import storable


class DeliveryHistory:
    """Answers questions about the deliveries to a workspace, and changes nothing. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace
        self._own = deliveries.c.workspace == workspace

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
        waiting = select(first).where(own, part.c.state.in_(OPEN))
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
        wanted = self._all_own().where(*its, *own, UNTRIED)
        return self._last(wanted)

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
            wanted = select(deliveries.c.seq).where(self._of(delivery_id), UNTRIED)
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

    def subjects(self, channel: str, kind: DeliveryKind) -> set[str]:
        """The watches that what was ever owed of a kind to a channel is about; one may be about several."""
        its = self._own, deliveries.c.channel == channel, deliveries.c.kind == kind
        about = select(deliveries.c.about).where(*its)
        with read_transaction(self._engine) as connection:
            return {watch for watches in connection.scalars(about) for watch in watches.split()}

    def _last(self, wanted: Select[Any]) -> Delivery | None:
        return next(iter(self._all(wanted.order_by(None).order_by(deliveries.c.seq.desc()).limit(1))), None)

    def _all_own(self) -> Select[Any]:
        """Every delivery, in the order owed."""
        return select(*COLUMNS).where(self._own).order_by(deliveries.c.seq)

    def _all(self, wanted: Select[Any]) -> list[Delivery]:
        with read_transaction(self._engine) as connection:
            return [read_delivery(dict(row)) for row in connection.execute(wanted).mappings()]

    def _of(self, delivery_id: str) -> ColumnElement[bool]:
        return and_(self._own, deliveries.c.id == delivery_id)


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
