"""What a watch heard before: how many people spoke in a time, and what certain people wrote."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Engine, and_, distinct, func, or_, select

from bot.models import Mention, Person
from bot.storage.database import read_transaction
from bot.storage.mentions import OF_MENTION, mention_of
from bot.storage.notified import chunks
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mentions
from bot.storage.tables.readings import readings

_OURS: Final = '%"is_ours":true%'
"""How a reading is written of which the author speaks for us."""


class WatchHistory:
    """The past of the watches of a workspace. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def people(self, channel: str, watch: str, since: datetime, until: datetime) -> int:
        """How many people wrote what hit a watch from an instant on and before another."""
        signed = hits.c.network + "\x1f" + hits.c.author
        its = self._in(channel, watch, since, until)
        wanted = select(func.count(distinct(signed))).where(its, hits.c.author != "")
        with read_transaction(self._engine) as connection:
            return int(connection.scalar(wanted) or 0)

    def by(
        self, channel: str, watch: str, people: Iterable[Person], since: datetime, until: datetime
    ) -> list[Mention]:
        """What these people wrote, and hit a watch, in that time, oldest first."""
        by_network: dict[str, list[str]] = defaultdict(list)
        for network, author in people:
            by_network[network].append(author)
        wanted = select(*OF_MENTION).join_from(hits, mentions)
        its = self._in(channel, watch, since, until)
        found: list[Mention] = []
        with read_transaction(self._engine) as connection:
            for network, authors in by_network.items():
                for chunk in chunks(authors):
                    whose = hits.c.network == network, hits.c.author.in_(chunk)
                    rows = connection.execute(wanted.where(its, *whose)).mappings()
                    found += [mention_of(dict(row)) for row in rows]
        return sorted(found, key=lambda mention: (mention.created_at, mention.id))

    def staff(
        self, channel: str, watch: str, since: datetime, until: datetime, named: Collection[str]
    ) -> list[Person]:
        """The people read as our own, or named so, in what hit a watch in that time."""
        same = and_(*(hits.c[name] == readings.c[name] for name in ("workspace", "watch", "mention")))
        whose = select(hits.c.network, hits.c.author).distinct().join_from(hits, readings, same, isouter=True)
        names = {name.removeprefix("@").casefold() for name in named}
        ours = or_(
            readings.c.read.like(_OURS),
            func.lower(hits.c.author).in_([*names, *(f"@{name}" for name in names)]),
        )
        its = self._in(channel, watch, since, until), hits.c.author != "", ours
        with read_transaction(self._engine) as connection:
            rows = connection.execute(whose.where(*its).order_by(hits.c.network, hits.c.author))
            return [(row.network, row.author) for row in rows]

    def latest(self, channel: str, watch: str, since: datetime, until: datetime, limit: int) -> list[Mention]:
        """What hit a watch in that time, the latest if it is more than `limit`, newest first."""
        wanted = select(*OF_MENTION).join_from(hits, mentions)
        its = self._in(channel, watch, since, until)
        newest = wanted.where(its).order_by(hits.c.written_at.desc(), hits.c.mention).limit(limit)
        with read_transaction(self._engine) as connection:
            return [mention_of(dict(row)) for row in connection.execute(newest).mappings()]

    def _in(self, channel: str, watch: str, since: datetime, until: datetime) -> ColumnElement[bool]:
        """The hits of a watch that were written in a time."""
        return and_(
            hits.c.workspace == self._workspace,
            hits.c.channel == channel,
            hits.c.watch == watch,
            hits.c.written_at >= since,
            hits.c.written_at < until,
        )
