"""What people wrote that the bot is to answer: kept until the answer went, and known for some days.

A question is recorded in the transaction in which its event counts as seen, before Slack is told that
the event arrived: a bot that is killed answers when it starts again. One message is one question, however
many events tell of it; an edited one is asked anew. While an answer is owed, what it quotes may be taken
back: it is made anew then from the question's words.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, delete, exists, select, update

from bot.models import Asked
from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.delivery import DeliveryKind, DeliveryState
from bot.storage.events import mark_seen
from bot.storage.tables.outbox import deliveries
from bot.storage.tables.questions import questions

REMEMBERED = timedelta(days=2)
"""How long an edited message is known to be answered; older ones are not answered when they are edited."""


class Questions:
    """A workspace's questions of the last days."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def receive(self, event_id: str, asked: Asked, now: datetime) -> bool:
        """Record a question with the event that told of it; False if the event was seen already.

        A version that is not newer than the one on record changes nothing.
        """
        its = self._its(asked.channel, asked.ts)
        said = msgspec.to_builtins(asked)
        with write_transaction(self._engine) as connection:
            if not mark_seen(connection, self._workspace, event_id, now):
                return False
            connection.execute(delete(questions).where(questions.c.received_at < now - REMEMBERED))
            _forget_answered(connection)
            key = {"workspace": self._workspace, "channel": asked.channel, "ts": asked.ts}
            new = {**key, "edited": asked.edited, "asked": said, "answered": False}
            row = insert_into(connection, questions).values(**new, read_as="", received_at=now)
            added = row.on_conflict_do_nothing().returning(questions.c.ts)
            if connection.execute(added).first() is None:
                newer = update(questions).where(*its, questions.c.edited < asked.edited)
                connection.execute(newer.values(**new, received_at=now))
            return True

    def waiting(self, channel: str, ts: str) -> Asked | None:
        """The question of a message, while it is not answered as it stands."""
        with read_transaction(self._engine) as connection:
            its = *self._its(channel, ts), questions.c.answered.is_(False)
            row = connection.execute(select(questions).where(*its)).mappings().first()
            return _asked(dict(row)) if row else None

    def owed_an_answer(self, channel: str, ts: str) -> Asked | None:
        """The question of a message, for as long as its answer is owed."""
        with read_transaction(self._engine) as connection:
            its = *self._its(channel, ts), questions.c.asked.is_not(None)
            row = connection.execute(select(questions).where(*its)).mappings().first()
            return _asked(dict(row)) if row else None

    def all_waiting(self) -> list[Asked]:
        """Every question that is not answered, in the order they came."""
        with read_transaction(self._engine) as connection:
            its = questions.c.workspace == self._workspace, questions.c.answered.is_(False)
            rows = connection.execute(select(questions).where(*its).order_by(questions.c.received_at))
            return [_asked(dict(row)) for row in rows.mappings()]

    def answered(self, asked: Asked, read_as: str) -> None:
        """Record how a question was read and answered; an edited one still waits.

        Its words are forgotten once nothing is owed that answers it.
        """
        its = self._its(asked.channel, asked.ts)
        with write_transaction(self._engine) as connection:
            done = update(questions).where(*its, questions.c.edited == asked.edited)
            connection.execute(done.values(answered=True, read_as=read_as))
            _forget_answered(connection)

    def _its(self, channel: str, ts: str) -> tuple[ColumnElement[bool], ...]:
        message = questions.c.channel == channel, questions.c.ts == ts
        return questions.c.workspace == self._workspace, *message


def _forget_answered(connection: Connection) -> None:
    """Forget the words of the questions whose answers went."""
    its_answer = deliveries.c.kind == DeliveryKind.ANSWER, deliveries.c.about == questions.c.ts
    owed = deliveries.c.state.in_([DeliveryState.OWED, DeliveryState.SENDING])
    same = deliveries.c.workspace == questions.c.workspace, deliveries.c.channel == questions.c.channel
    still = exists().where(*same, *its_answer, owed)
    its = questions.c.answered, questions.c.asked.is_not(None), ~still
    connection.execute(update(questions).where(*its).values(asked=None))


def _asked(row: dict[str, Any]) -> Asked:
    asked = msgspec.convert(row["asked"], Asked)
    return msgspec.structs.replace(asked, read_as=row["read_as"])
