"""What people wrote that the bot is to answer: kept until the answer went, and known for some days.

A question is recorded in the transaction in which its event counts as seen, before Slack is told that
the event arrived: a bot that is killed answers when it starts again. One message is one question, however
many events tell of it; an edited one is asked anew. While an answer is owed, what it quotes may be taken
back: it is made anew then from the question's words.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, delete, exists, literal, select, update

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.events import mark_seen
from bot.storage.tables import deliveries, questions

_ANSWER = "answer"
REMEMBERED = timedelta(days=2)
"""How long an edited message is known to be answered; older ones are not answered when they are edited."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the bot, or one in which a watched name stands, as it was written last.

    `edited` is Slack's `ts` of the last edit, empty for none. `thread_ts` is the thread that it stands in,
    empty for none. `is_direct` says that it stands in the direct messages with the bot. `read_as` is how
    an earlier version was read and answered, empty where none was. `is_overheard` says that it was not
    written to the bot: a watched name stands in it, and its channel wants replies to these.
    """

    channel: str
    ts: str
    user: str
    text: str
    edited: str = ""
    thread_ts: str = ""
    is_direct: bool = False
    read_as: str = ""
    is_overheard: bool = False


def answer_key(channel: str, ts: str) -> str:
    """How the ids begin of the messages that answer the message of that `ts`."""
    return f"{_ANSWER}:{channel}:{ts}"


class Questions:
    """The questions of the last days."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receive(self, event_id: str, asked: Asked, now: datetime) -> bool:
        """Record a question with the event that told of it; False if the event was seen already.

        A version that is not newer than the one on record changes nothing.
        """
        its = questions.c.channel == asked.channel, questions.c.ts == asked.ts
        said = msgspec.to_builtins(asked)
        with write_transaction(self._engine) as connection:
            if not mark_seen(connection, event_id, now):
                return False
            connection.execute(delete(questions).where(questions.c.received_at < now - REMEMBERED))
            _forget_answered(connection)
            new = {"channel": asked.channel, "ts": asked.ts, "edited": asked.edited, "asked": said}
            new |= {"answered": False}
            row = insert_into(connection, questions).values(**new, read_as="", received_at=now)
            added = row.on_conflict_do_nothing().returning(questions.c.ts)
            if connection.execute(added).first() is None:
                newer = update(questions).where(*its, questions.c.edited < asked.edited)
                connection.execute(newer.values(**new, received_at=now))
            return True

    def waiting(self, channel: str, ts: str) -> Asked | None:
        """The question of a message, while it is not answered as it stands."""
        with read_transaction(self._engine) as connection:
            its = questions.c.channel == channel, questions.c.ts == ts, questions.c.answered.is_(False)
            row = connection.execute(select(questions).where(*its)).mappings().first()
            return _asked(dict(row)) if row else None

    def answered_by(self, delivery_id: str) -> Asked | None:
        """The question that an answer answers, for as long as the answer is owed."""
        _, channel, ts, _ = delivery_id.split(":")
        with read_transaction(self._engine) as connection:
            its = questions.c.channel == channel, questions.c.ts == ts, questions.c.asked.is_not(None)
            row = connection.execute(select(questions).where(*its)).mappings().first()
            return _asked(dict(row)) if row else None

    def all_waiting(self) -> list[Asked]:
        """Every question that is not answered, in the order they came."""
        with read_transaction(self._engine) as connection:
            rows = select(questions).where(questions.c.answered.is_(False)).order_by(questions.c.received_at)
            return [_asked(dict(row)) for row in connection.execute(rows).mappings()]

    def answered(self, asked: Asked, read_as: str) -> None:
        """Record how a question was read and answered; an edited one still waits.

        Its words are forgotten once nothing is owed that answers it.
        """
        its = questions.c.channel == asked.channel, questions.c.ts == asked.ts
        with write_transaction(self._engine) as connection:
            done = update(questions).where(*its, questions.c.edited == asked.edited)
            connection.execute(done.values(answered=True, read_as=read_as))
            _forget_answered(connection)


def _forget_answered(connection: Connection) -> None:
    """Forget the words of the questions whose answers went."""
    answer = literal(f"{_ANSWER}:") + questions.c.channel + literal(":") + questions.c.ts + literal(":0")
    owed = deliveries.c.state.in_(["owed", "sending"])
    still = exists().where(deliveries.c.id == answer, owed)
    its = questions.c.answered, questions.c.asked.is_not(None), ~still
    connection.execute(update(questions).where(*its).values(asked=None))


def _asked(row: dict[str, Any]) -> Asked:
    asked = msgspec.convert(row["asked"], Asked)
    return msgspec.structs.replace(asked, read_as=row["read_as"])
