"""Digests composed from what the archive holds, and owed to their channels."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.digests.aftermath_reader import AftermathReader
from bot.digests.digest import Digest, DigestContext, Pair, sections
from bot.digests.gathering import Gathering
from bot.digests.sources import DigestSources
from bot.digests.timetable import left_out
from bot.listening.poll import EVER
from bot.llm.abstracts import Abstract, Abstracts
from bot.locale import speaking, spoken
from bot.messages.digest import digest_messages
from bot.models import Channel, Mention, Watch
from bot.outbox.keys import key_of
from bot.outbox.outbox import Outbox, delivery_rows
from bot.query import Query
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.hits import Hit, HitRows
from bot.storage.mentions import MentionRows
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

DAY = timedelta(hours=24)
LATEST = 20
"""Mentions that are looked at to know whether anything is known."""


class _ToTell(msgspec.Struct, frozen=True):
    """What a digest is made of: what was found since an instant, its hits, what was told as it was heard."""

    since: datetime
    found: Sequence[Pair]
    hits: Iterable[Hit]
    at_once: frozenset[str] = frozenset()


class DigestComposer:
    """Composes digests, and owes them."""

    def __init__(
        self,
        watchlist: Watchlist,
        hits: HitRows,
        mentions: MentionRows,
        registry: WatchRegistry,
        sources: DigestSources,
        gathering: Gathering,
        aftermath: AftermathReader,
        abstracts: Abstracts | None,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._hits = hits
        self._mentions = mentions
        self._registry = registry
        self._sources = sources
        self._gathering = gathering
        self._aftermath = aftermath
        self._abstracts = abstracts
        self._outbox = outbox
        self._clock = clock

    async def send(self, channel: Channel, key: str) -> None:
        """Owe a channel the digest of all that it was not told; none if nothing is watched there."""
        now = self._clock.now()
        if not await self._active(channel):
            return
        asked = await self._asked(channel, now)
        async with self._outbox.channel_lock(channel.id):
            hits = await asyncio.to_thread(self._hits.pending, channel.id, now)
            await self._outbox.enqueue(*await self._rows(channel, hits, key, now, asked))

    async def has_news(self, channel: Channel) -> bool:
        """Whether there is anything that the channel was not told."""
        hits = await asyncio.to_thread(self._hits.pending, channel.id, self._clock.now())
        return bool(self._wanted(await self._active(channel), hits))

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a digest that is owed say what its mentions say now."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        if channel:
            rows, told = await self._rows(channel, hits, key_of(owed), owed.created_at)
            await self._outbox.replace(rows, told)

    async def digest_now(
        self,
        channel: Channel,
        watches: Sequence[Watch],
        span: timedelta | None,
        until: datetime | None = None,
        narrow: Query | None = None,
    ) -> Digest:
        """The digest of what was written in the last `span` up to an instant, or to now; of all, if None.

        What `narrow` does not hold for is left out.
        """
        told = await self._written(channel, watches, span, until)
        if narrow:
            found = [(watch, mention) for watch, mention in told.found if narrow.matches(mention)]
            told = msgspec.structs.replace(told, found=found)
        digest = await self._digest(channel, watches, told, self._clock.now())
        return msgspec.structs.replace(digest, abstract=await self._abstract(channel, digest))

    async def read_now(
        self, channel: Channel, watches: Sequence[Watch], span: timedelta, until: datetime
    ) -> Digest:
        """What was written in the last `span` up to an instant, without what only a page tells beside it."""
        told = await self._written(channel, watches, span, until)
        digest, _context = await self._read(channel, watches, told, self._clock.now())
        return digest

    async def _written(
        self, channel: Channel, watches: Sequence[Watch], span: timedelta | None, until: datetime | None
    ) -> _ToTell:
        """What these watches want of what was written in a time."""
        end = until or self._clock.now()
        since = end - span if span else EVER
        ids = [watch.id for watch in watches]
        hits = await asyncio.to_thread(self._hits.written_between, channel.id, since, end, ids)
        return _ToTell(since, await asyncio.to_thread(self._wanted, watches, hits), hits)

    async def knows_any(self, channel: Channel, watches: Sequence[Watch]) -> bool:
        """Whether any of the latest mentions of some watches is still wanted."""
        ids = [watch.id for watch in watches]
        hits = await asyncio.to_thread(self._hits.newest, channel.id, ids, LATEST)
        return bool(await asyncio.to_thread(self._wanted, watches, hits))

    async def _active(self, channel: Channel) -> list[Watch]:
        watches = await asyncio.to_thread(self._watchlist.watches, channel.id)
        return [watch for watch in watches if not watch.paused]

    async def _asked(self, channel: Channel, due_at: datetime) -> Abstract | None:
        """What a language model, if there is one, writes of the digest as it would be now.

        It is asked before the channel's lock is taken: an alert waits for no model. By the digest that is
        composed under the lock the sentences are kept of which all is quoted still.
        """
        if self._abstracts is None or channel.condensed:
            return None
        hits = await asyncio.to_thread(self._hits.pending, channel.id, due_at)
        digest, _new = await self._told(channel, hits, due_at)
        with speaking(channel.language):
            return await self._abstract(channel, digest)

    async def _rows(
        self,
        channel: Channel,
        hits: Collection[Hit],
        key: str,
        due_at: datetime,
        asked: Abstract | None = None,
    ) -> tuple[list[Delivery], set[str]]:
        """A digest of these hits, and the mentions it tells."""
        digest, new = await self._told(channel, hits, due_at)
        with speaking(channel.language):
            abstract = asked if asked and asked.failure else self._standing(channel, digest)
            whole = msgspec.structs.replace(digest, abstract=abstract)
            messages = await asyncio.to_thread(digest_messages, whole, condensed=channel.condensed)
        rows = delivery_rows(DeliveryKind.DIGEST, key, channel.id, messages, due_at)
        return rows, {mention.id for _, mention in new}

    async def _told(
        self, channel: Channel, hits: Collection[Hit], due_at: datetime
    ) -> tuple[Digest, list[Pair]]:
        """A digest of these hits, and what of them is wanted; it goes on from the one before it was due.

        What was told at once since then is part of it.
        """
        since, catches_up = await self._since(channel, due_at)
        watches = await self._active(channel)
        told = await asyncio.to_thread(self._hits.told_at_once, channel.id, since, due_at)
        at_once = frozenset(hit.mention.id for hit in told)
        new = await asyncio.to_thread(self._wanted, watches, hits)
        found = [*new, *await asyncio.to_thread(self._wanted, watches, told)]
        with speaking(channel.language):
            to_tell = _ToTell(since, found, [*hits, *told], at_once)
            digest = await self._digest(channel, watches, to_tell, due_at)
        return msgspec.structs.replace(digest, catches_up=catches_up), new

    async def _since(self, channel: Channel, due_at: datetime) -> tuple[datetime, bool]:
        """When the digest before came, and whether others should have come since.

        For the first one, when the hour was set, or a day ago. What was given up did not come: what it was
        to tell is pending again, and this digest tells it.
        """
        last = await self._outbox.latest_kept(channel.id, DeliveryKind.DIGEST, due_at)
        if last is None:
            return min(due_at - DAY, channel.digest_since), False
        return last.created_at, left_out(channel, last.created_at, due_at)

    def _wanted(self, watches: Sequence[Watch], hits: Collection[Hit]) -> list[Pair]:
        """What these watches want of the hits by now; the rest goes on waiting for them. Blocks."""
        by_id = {watch.id: watch for watch in watches}
        above = self._mentions.stored(hit.via for hit in hits if hit.via)
        return [
            (by_id[hit.watch], hit.mention)
            for hit in hits
            if hit.watch in by_id and self._registry.still_wants(by_id[hit.watch], hit, above)
        ]

    async def _digest(
        self, channel: Channel, watches: Sequence[Watch], told: _ToTell, now: datetime
    ) -> Digest:
        digest, context = await self._read(channel, watches, told, now)
        became = await self._aftermath.aftermath(channel, watches, digest.sections, context, told.since)
        return msgspec.structs.replace(digest, aftermath=became)

    async def _read(
        self, channel: Channel, watches: Sequence[Watch], told: _ToTell, now: datetime
    ) -> tuple[Digest, DigestContext]:
        """A digest of what is to be told, and what is known beside it."""
        gathered = self._gathering.context(channel, told.found, told.hits, told.since, now, told.at_once)
        context = await self._aftermath.with_past(await gathered, watches, told.since)
        spoken_of = {watch.id for watch, _ in told.found}
        digest = Digest(
            zone=channel.zone,
            since=told.since,
            until=now,
            sections=await asyncio.to_thread(sections, told.found, context),
            unmentioned=tuple(watch.name for watch in watches if watch.id not in spoken_of),
            coverage=await self._sources.coverage(channel),
        )
        return digest, context

    async def _abstract(self, channel: Channel, digest: Digest) -> Abstract | None:
        """What a language model writes of the words that a digest quotes; a condensed one has no room."""
        if self._abstracts is None or channel.condensed:
            return None
        return await self._abstracts.write(*_quoted(digest), spoken())

    def _standing(self, channel: Channel, digest: Digest) -> Abstract | None:
        """The same of what was written before: nobody has to be waited for."""
        if self._abstracts is None or channel.condensed:
            return None
        return self._abstracts.standing(*_quoted(digest), spoken())


def _quoted(digest: Digest) -> tuple[list[str], list[Mention]]:
    """The names a digest tells of, and what it quotes, in its order."""
    names = [section.watch.name for section in digest.sections]
    return names, [quotation.mention for story in digest.stories for quotation in story.quotations]
