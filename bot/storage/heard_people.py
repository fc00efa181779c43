"""The people whom a channel heard, by its own hits: what another channel heard of them is no part of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Engine, Select, and_, distinct, false, func, or_, select

from bot.models import Person
from bot.storage.database import read_transaction
from bot.storage.notified import chunks
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mentions


class HeardMention(msgspec.Struct, frozen=True):
    """A mention that somebody wrote, by id, and the watch that it hit."""

    watch: str
    mention: str


class PersonHistory(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel knows a person: since when, on how many days (of UTC), by how many mentions."""

    first: datetime
    days: int
    mentions: int


class HeardPeople:
    """The people of a workspace's channels. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def all(self, channel: str) -> list[Person]:
        """Everybody whom a channel heard."""
        wanted = select(hits.c.network, hits.c.author).where(self._in(channel), hits.c.author != "")
        with read_transaction(self._engine) as connection:
            return [(row.network, row.author) for row in connection.execute(wanted.distinct())]

    def by(self, channel: str, people: Iterable[Person], limit: int) -> list[HeardMention]:
        """What these people wrote and a channel heard, at most `limit` hits, newest first."""
        named = (and_(hits.c.network == network, hits.c.author == author) for network, author in people)
        whose = or_(false(), *named)
        newest: Any = select(hits.c.watch, hits.c.mention).where(self._in(channel), whose)
        newest = newest.order_by(hits.c.written_at.desc(), hits.c.mention, hits.c.watch).limit(limit)
        with read_transaction(self._engine) as connection:
            return [HeardMention(row.watch, row.mention) for row in connection.execute(newest)]

    def histories(
        self, channel: str, people: Collection[Person], before: datetime
    ) -> dict[Person, PersonHistory]:
        """How the channel knew these people before then; whoever it did not know is left out."""
        by_network: dict[str, list[str]] = defaultdict(list)
        for network, author in people:
            if author:  # nobody is not somebody
                by_network[network].append(author)
        known: dict[Person, PersonHistory] = {}
        with read_transaction(self._engine) as connection:
            for network, authors in by_network.items():
                for chunk in chunks(authors):
                    whose = hits.c.workspace == self._workspace, hits.c.channel == channel
                    for row in connection.execute(_heard(network, chunk, before).where(*whose)):
                        met = PersonHistory(first=row.first, days=row.days, mentions=row.mentions)
                        known[network, row.author] = met
        return known

    def named(self, channel: str, name: str) -> dict[tuple[str, str, str], int]:
        """How many mentions a channel heard from authors of a name, whatever its case: a number by network,
        author and place."""
        whose = hits.c.author, hits.c.network, mentions.c.place
        its = func.lower(hits.c.author).in_([name.lower(), f"@{name.lower()}"])
        wanted = (
            select(*whose, func.count(distinct(hits.c.mention)).label("number"))
            .join_from(hits, mentions)
            .where(hits.c.workspace == self._workspace, hits.c.channel == channel, its)
            .group_by(*whose)
        )
        with read_transaction(self._engine) as connection:
            return {(row.network, row.author, row.place): row.number for row in connection.execute(wanted)}

    def _in(self, channel: str) -> ColumnElement[bool]:
        return and_(hits.c.workspace == self._workspace, hits.c.channel == channel)


def _heard(network: str, authors: list[str], before: datetime) -> Select[Any]:
    days = func.count(distinct(hits.c.day)).label("days")
    found = func.count(distinct(hits.c.mention)).label("mentions")
    return (
        select(hits.c.author, func.min(hits.c.written_at).label("first"), days, found)
        .where(hits.c.network == network, hits.c.author.in_(authors), hits.c.written_at < before)
        .group_by(hits.c.author)
    )
