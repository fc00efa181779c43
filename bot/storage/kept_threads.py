"""What of the archive somebody answers: by the ids of kept mentions, and by the pages they opened."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

import msgspec
from sqlalchemy import func, select

from bot.models import ChannelKey, Mention
from bot.storage.database import read_transaction
from bot.storage.hits import Reason
from bot.storage.mentions import MentionRows
from bot.storage.notified import chunks
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mention_aliases, mentions
from bot.storage.types import storable

_LATEST = 2_000  # kept mentions of a source among which its living threads are looked for


class Answered(msgspec.Struct, frozen=True):
    """A kept mention that may be answered: the watch that has it, and when it was written.

    `named` is the id of the mention that names what is watched, itself or one above it. `opens` says that it
    is known by its page, and so as what opens the discussion there.
    """

    watch: str
    named: str
    written_at: datetime
    opens: bool = False


class KeptThreads:
    """Asks what is kept of threads: those of all workspaces, whose watches have no id in common. Blocks."""

    def __init__(self, mentions: MentionRows) -> None:
        self._mentions = mentions
        self._engine = mentions.engine

    def answered(self, names: Collection[str]) -> Mapping[str, list[Answered]]:
        """The kept mentions by these ids, and those that name what is watched on these pages."""
        found: dict[str, list[Answered]] = defaultdict(list)
        columns = hits.c.watch, hits.c.mention, hits.c.via, hits.c.written_at, mentions.c.page
        kept = select(*columns).join(mentions, mentions.c.id == hits.c.mention)
        as_given = {storable(name): name for name in names}
        with read_transaction(self._engine) as connection:
            for chunk in chunks(as_given):
                for row in connection.execute(kept.where(hits.c.mention.in_(chunk))):
                    found[as_given[row.mention]].append(
                        Answered(row.watch, row.via or row.mention, row.written_at)
                    )
                opening = kept.where(mentions.c.page.in_(chunk), hits.c.reason == Reason.NAMED)
                for row in connection.execute(opening):
                    found[as_given[row.page]].append(
                        Answered(row.watch, row.mention, row.written_at, opens=True)
                    )
        return found

    def counts(self, vias: Collection[str], since: date) -> Counter[tuple[str, str, date]]:
        """How many answers are kept already, by watch, thread and day (in UTC)."""
        its = hits.c.reason == Reason.THREAD, hits.c.day >= since
        counted = select(hits.c.watch, hits.c.via, hits.c.day, func.count().label("answers"))
        found: Counter[tuple[str, str, date]] = Counter()
        with read_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, vias)):
                wanted = counted.where(*its, hits.c.via.in_(chunk))
                for row in connection.execute(wanted.group_by(hits.c.watch, hits.c.via, hits.c.day)):
                    found[row.watch, row.via, row.day] = row.answers
        return found

    def by_alias(self, names: Iterable[str]) -> Mapping[str, str]:
        """The ids of the mentions that are kept under these other names."""
        return self._mentions.by_alias(names)

    def mentions(self, ids: Iterable[str]) -> Mapping[str, Mention]:
        """Those of these mentions that are here and were not taken back, by id."""
        return self._mentions.stored(ids)

    def latest(self, channels: Iterable[ChannelKey], source: str, since: datetime) -> list[tuple[str, str]]:
        """What these channels have from a source, written since then: mention and watch, latest first."""
        of_workspace: dict[str, list[str]] = defaultdict(list)
        for workspace, channel in channels:
            of_workspace[workspace].append(channel)
        columns = hits.c.mention, hits.c.watch, hits.c.written_at
        kept = select(*columns).where(hits.c.source == source, hits.c.written_at >= since)
        found: list[tuple[datetime, str, str]] = []
        with read_transaction(self._engine) as connection:
            for workspace, its in of_workspace.items():
                for chunk in chunks(its):
                    own = kept.where(hits.c.workspace == workspace, hits.c.channel.in_(chunk))
                    rows = connection.execute(own.order_by(hits.c.written_at.desc()).limit(_LATEST))
                    found += [(row.written_at, row.mention, row.watch) for row in rows]
        return [(mention, watch) for _, mention, watch in sorted(found, reverse=True)[:_LATEST]]

    def recent(self, sources: Iterable[str], since: datetime, limit: int) -> list[str]:
        """The mentions from these sources that were written since then, oldest first: ids, then aliases."""
        wanted = select(hits.c.mention).where(hits.c.source.in_(list(sources)), hits.c.written_at >= since)
        latest = wanted.group_by(hits.c.mention).order_by(func.max(hits.c.written_at).desc()).limit(limit)
        named = select(mention_aliases.c.alias).where(mention_aliases.c.mention.in_(wanted)).limit(limit)
        with read_transaction(self._engine) as connection:
            return [*list(connection.scalars(latest))[::-1], *connection.scalars(named)]
