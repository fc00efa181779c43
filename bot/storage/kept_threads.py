"""What of the archive somebody answers or speaks beside: by ids of kept mentions, and by pages."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

import msgspec
from sqlalchemy import RowMapping, and_, func, select

from bot.models import ChannelKey, Mention
from bot.storage.database import read_transaction
from bot.storage.hits import Reason
from bot.storage.mentions import OF_MENTION, MentionRows, mention_of
from bot.storage.notified import chunks
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import IN_DISCUSSION, mention_aliases, mentions
from bot.storage.types import storable

_LATEST = 2_000  # kept mentions of a source among which its living threads are looked for


class Answered(msgspec.Struct, frozen=True):
    """A kept mention that may be answered: the watch that has it, and when it was written.

    `named` is the id of the mention that names what is watched, itself or one above it. `opens` says that it
    is known by its page, and so as what opens the discussion there, `beside` that it neither names what is
    watched nor answers what does: below it nothing is in the thread for its sake.
    """

    watch: str
    named: str
    written_at: datetime
    opens: bool = False
    beside: bool = False


class Discussed(msgspec.Struct, frozen=True):
    """A kept post of a discussion, the watch that has it, and why."""

    mention: Mention
    watch: str
    reason: Reason


class KeptThreads:
    """Asks what is kept of threads: those of all workspaces, whose watches have no id in common. Blocks."""

    def __init__(self, mentions: MentionRows) -> None:
        self._mentions = mentions
        self._engine = mentions.engine

    def answered(self, names: Collection[str]) -> Mapping[str, list[Answered]]:
        """The kept mentions by these ids, and those that name what is watched on these pages."""
        found: dict[str, list[Answered]] = defaultdict(list)
        columns = (hits.c[name] for name in ("watch", "mention", "via", "written_at", "reason"))
        kept = select(*columns, mentions.c.page).join(mentions, mentions.c.id == hits.c.mention)
        as_given = {storable(name): name for name in names}
        with read_transaction(self._engine) as connection:
            for chunk in chunks(as_given):
                for row in connection.execute(kept.where(hits.c.mention.in_(chunk))):
                    beside = row.reason == Reason.TALK
                    found[as_given[row.mention]].append(
                        Answered(row.watch, row.via or row.mention, row.written_at, beside=beside)
                    )
                opening = kept.where(mentions.c.page.in_(chunk), hits.c.reason == Reason.NAMED)
                for row in connection.execute(opening):
                    found[as_given[row.page]].append(
                        Answered(row.watch, row.mention, row.written_at, opens=True)
                    )
        return found

    def discussed(self, pages: Collection[str], since: datetime) -> list[Discussed]:
        """What is kept of these pages: what opened them, and what was written there since then."""
        kept = select(*OF_MENTION, hits.c.watch, hits.c.reason).join(hits, mentions.c.id == hits.c.mention)
        lately = and_(IN_DISCUSSION, hits.c.written_at >= since)
        found: list[Discussed] = []
        with read_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, pages)):
                for its in (and_(mentions.c.thread.in_(chunk), lately), mentions.c.page.in_(chunk)):
                    found += map(_discussed, connection.execute(kept.where(its)).mappings())
        return found

    def counts(self, vias: Collection[str], since: date) -> Counter[tuple[str, str, date]]:
        """How many answers are kept already, by watch, thread and day (in UTC)."""
        its = hits.c.reason != Reason.NAMED, hits.c.day >= since
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


def _discussed(row: RowMapping) -> Discussed:
    its = dict(row)
    watch, reason = its.pop("watch"), Reason(its.pop("reason"))
    return Discussed(mention_of(its), watch, reason)
