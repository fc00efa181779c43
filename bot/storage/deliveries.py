"""What the bot owes Slack: recorded before it is sent, changed until it is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, or_, select, update

from bot.storage.database import insert_into, write_transaction
from bot.storage.delivery import OPEN, UNPOSTPONED, UNTRIED, Delivery, DeliveryState, delivery_row
from bot.storage.due import is_open
from bot.storage.events import mark_seen
from bot.storage.notified import mark_notified, unmark_notified
from bot.storage.refused_channels import heed
from bot.storage.tables.outbox import deliveries, delivery_mentions
from bot.storage.types import storable

_NEWER = deliveries.c.revision > deliveries.c.sent_revision


class Deliveries:
    """Owes a workspace its deliveries, in an order; no id stands twice among them. Blocks.

    What is asked of them is in `delivery_history`, what is done with them to send them in `sendqueue`.
    """

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

    def replace(self, owed: Sequence[Delivery], told: Iterable[str] = ()) -> bool:
        """Owe these in the place of what is owed under the same ids, and tell these mentions instead.

        What went already, or may have, is changed in Slack. False, and nothing changed, when all of it
        was sent meanwhile, or was given up.
        """
        with write_transaction(self._engine) as connection:
            known = self._parts(connection, owed[0].id)
            if owed[0].id not in known or not any(state in OPEN for state in known.values()):
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
            if connection.execute(select(deliveries.c.seq).where(*first, UNTRIED)).first() is None:
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
            if connection.execute(delete(deliveries).where(its, UNTRIED)).rowcount:
                connection.execute(delete(deliveries).where(thread))
                unmark_notified(connection, self._workspace, delivery_id)
            else:
                connection.execute(update(deliveries).where(its, is_open()).values(withdrawn=True))
                connection.execute(delete(deliveries).where(thread, UNTRIED))

    def change(self, delivery_id: str, payload: Mapping[str, Any], mentions: Iterable[str] = ()) -> bool:
        """Let one message say something else, of these mentions, in Slack too; False if it cannot be."""
        with write_transaction(self._engine) as connection:
            if not self._reword(connection, delivery_id, payload):
                return False
            self._record_mentions(connection, {delivery_id: mentions})
            return True

    def release(self, channel: str) -> int:
        """A channel takes messages again: what is owed to it is due. How much it is."""
        its = update(deliveries).where(self._own, deliveries.c.channel == channel)
        owed = its.where(deliveries.c.state == DeliveryState.OWED)
        settled = deliveries.c.tried_revision <= deliveries.c.sent_revision  # nothing is on its way to Slack
        sent = its.where(deliveries.c.state == DeliveryState.SENT, settled)
        with write_transaction(self._engine) as connection:
            heed(connection, self._workspace, channel)
            changes = connection.execute(sent.where(_NEWER).values(**UNPOSTPONED)).rowcount
            return changes + connection.execute(owed.values(**UNPOSTPONED, error="")).rowcount

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
        if not connection.execute(delete(deliveries).where(its, UNTRIED)).rowcount:
            connection.execute(update(deliveries).where(its, is_open()).values(withdrawn=True))
