"""Which mentions a channel was told: recorded with each delivery, asked when a mention comes again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, update

from bot.storage.database import insert_into
from bot.storage.tables.hits import hits
from bot.storage.tables.outbox import deliveries, said

CHUNK = 500
"""How many values go into one statement; SQLite takes 32,766."""

_ASIDE = "removed:"

SAME_MENTION = and_(
    said.c.workspace == hits.c.workspace,
    said.c.channel == hits.c.channel,
    said.c.mention == hits.c.mention,
)
"""Whether a record that a channel was told of a mention is of the channel and the mention of a hit."""
DELIVERY_OF_IT = and_(deliveries.c.workspace == said.c.workspace, deliveries.c.id == said.c.delivery)
"""Whether a delivery is the one that such a record names."""


def aside(channel: str) -> str:
    """Where the hits of a channel's removed watches wait for a day: Slack has no channel of that name."""
    return f"{_ASIDE}{channel}"


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    """The distinct values, so many at a time as one statement takes."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + CHUNK] for start in range(0, len(distinct), CHUNK))


def mark_notified(
    connection: Connection,
    workspace: str,
    channel: str,
    mentions: Iterable[str],
    *,
    at: datetime,
    delivery: str,
) -> None:
    """Record that the channel was told these mentions; what was told before keeps its first date."""
    insert = insert_into(connection, said).on_conflict_do_nothing()
    for chunk in chunks(mentions):
        told = {"workspace": workspace, "channel": channel, "said_at": at, "delivery": delivery}
        connection.execute(insert, [{**told, "mention": mention} for mention in chunk])
        settle(connection, chunk)


def unmark_notified(connection: Connection, workspace: str, delivery: str) -> None:
    """Record that the channel was not told what this delivery was to tell: it is news again."""
    _take_back(connection, _on_account_of(workspace, delivery))


def take_back_part(connection: Connection, workspace: str, delivery: str, mentions: Iterable[str]) -> None:
    """Record that the channel was not told these mentions of what a delivery was to tell."""
    for chunk in chunks(mentions):
        _take_back(connection, and_(_on_account_of(workspace, delivery), said.c.mention.in_(chunk)))


def _on_account_of(workspace: str, delivery: str) -> ColumnElement[bool]:
    return and_(said.c.workspace == workspace, said.c.delivery == delivery)


def _take_back(connection: Connection, marks: ColumnElement[bool]) -> None:
    news = hits.c.look_back.is_(False), exists().where(marks, SAME_MENTION)
    connection.execute(update(hits).where(*news).values(unsaid=True))
    connection.execute(delete(said).where(marks))


def settle(connection: Connection, mentions: list[str]) -> None:
    """Let no hit of these mentions wait in a channel that was already told."""
    told = exists().where(SAME_MENTION)
    waiting = hits.c.mention.in_(mentions), hits.c.unsaid.is_(True)
    connection.execute(update(hits).where(*waiting, told).values(unsaid=False))
