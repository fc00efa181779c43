"""Digests composed from what the archive holds, and owed to their channels."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.analysis.people import person
from bot.analysis.quotes import Spots
from bot.clock import Clock
from bot.digests.digest import Digest, DigestContext, Known, Pair, Section, section, sections
from bot.digests.sources import DigestSources
from bot.digests.timetable import left_out
from bot.listening.listener import EVER
from bot.locale import speaking
from bot.messages.digest import digest_messages
from bot.models import Channel, Mention, Person, Watch
from bot.outbox.queue import Outbox, delivery_rows
from bot.storage.archive import Archive, Hit, Reason
from bot.storage.deliveries import Delivery
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

DAY = timedelta(hours=24)


class DigestComposer:
    """Composes digests, and owes them."""

    def __init__(
        self,
        watchlist: Watchlist,
        archive: Archive,
        registry: WatchRegistry,
        sources: DigestSources,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._archive = archive
        self._registry = registry
        self._sources = sources
        self._outbox = outbox
        self._clock = clock

    async def send(self, channel: Channel, key: str) -> None:
        """Owe a channel the digest of all that it was not told; none if nothing is watched there."""
        now = self._clock.now()
        if not await self._active(channel):
            return
        async with self._outbox.channel_lock(channel.id):
            hits = await asyncio.to_thread(self._archive.pending, channel.id, now)
            await self._outbox.enqueue(*await self._rows(channel, hits, key, now))

    async def has_news(self, channel: Channel) -> bool:
        """Whether there is anything that the channel was not told."""
        hits = await asyncio.to_thread(self._archive.pending, channel.id, self._clock.now())
        return bool(self._wanted(await self._active(channel), hits))

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a digest that is owed say what its mentions say now."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        if channel:
            rows, told = await self._rows(channel, hits, owed.id.removesuffix(":0"), owed.created_at)
            await self._outbox.replace(rows, told)

    async def digest_now(
        self,
        channel: Channel,
        watches: Sequence[Watch],
        span: timedelta | None,
        until: datetime | None = None,
    ) -> Digest:
        """The digest of what was written in the last `span` up to an instant, or to now; of all, if None."""
        now = self._clock.now()
        end = until or now
        since = end - span if span else EVER
        ids = [watch.id for watch in watches]
        hits = await asyncio.to_thread(self._archive.written, channel.id, since, end, ids)
        found = await asyncio.to_thread(self._wanted, watches, hits)
        return await self._digest(channel, watches, found, since, now)

    async def section(self, channel: Channel, watch: Watch, hits: Iterable[Hit], since: datetime) -> Section:
        """What these hits say of one watch, to a channel that may have heard their authors before."""
        mentions = [hit.mention for hit in hits]
        known = self._known_to(channel, since, mentions)
        answers = self._answers([(watch, mention) for mention in mentions])
        context = DigestContext(known, self._spots, answers=answers)
        return await asyncio.to_thread(section, watch, mentions, context)

    async def _active(self, channel: Channel) -> list[Watch]:
        watches = await asyncio.to_thread(self._watchlist.watches, channel.id)
        return [watch for watch in watches if not watch.paused]

    async def _rows(
        self, channel: Channel, hits: Collection[Hit], key: str, due_at: datetime
    ) -> tuple[list[Delivery], set[str]]:
        """A digest of these hits, and the mentions it tells; it goes on from the one before it was due.

        What was told at once since then is part of it.
        """
        since, catches_up = await self._since(channel, due_at)
        watches = await self._active(channel)
        told = await asyncio.to_thread(self._archive.told_at_once, channel.id, since, due_at)
        at_once = frozenset(hit.mention.id for hit in told)
        new = await asyncio.to_thread(self._wanted, watches, hits)
        found = [*new, *await asyncio.to_thread(self._wanted, watches, told)]
        with speaking(channel.language):
            digest = await self._digest(channel, watches, found, since, due_at, at_once)
            messages = digest_messages(msgspec.structs.replace(digest, catches_up=catches_up))
        rows = delivery_rows("digest", key, channel.id, messages, due_at)
        return rows, {mention.id for _, mention in new}

    async def _since(self, channel: Channel, due_at: datetime) -> tuple[datetime, bool]:
        """When the digest before came, and whether others should have come since.

        For the first one, when the hour was set, or a day ago. What was given up did not come: what it was
        to tell is pending again, and this digest tells it.
        """
        last = await self._outbox.latest_kept(channel.id, "digest", due_at)
        if last is None:
            return min(due_at - DAY, channel.digest_since), False
        return last.created_at, left_out(channel, last.created_at, due_at)

    def _wanted(self, watches: Sequence[Watch], hits: Collection[Hit]) -> list[Pair]:
        """What these watches want of the hits by now; the rest goes on waiting for them. Blocks."""
        by_id = {watch.id: watch for watch in watches}
        above = self._archive.stored(hit.via for hit in hits if hit.via)
        return [
            (by_id[hit.watch], hit.mention)
            for hit in hits
            if hit.watch in by_id and self._wants(by_id[hit.watch], hit, above)
        ]

    def _wants(self, watch: Watch, hit: Hit, above: Mapping[str, Mention]) -> bool:
        query = self._registry.query(watch)
        if query.matches(hit.mention):
            return True
        return hit.reason is Reason.THREAD and query.holds_below(hit.mention, above.get(hit.via))

    def _answers(self, found: Iterable[Pair]) -> frozenset[tuple[str, str]]:
        """Those of what watches want that do not name what is watched: they answer what does."""
        return frozenset(
            (watch.id, mention.id)
            for watch, mention in found
            if not self._registry.query(watch).matches(mention)
        )

    async def _digest(
        self,
        channel: Channel,
        watches: Sequence[Watch],
        found: Sequence[Pair],
        since: datetime,
        now: datetime,
        at_once: frozenset[str] = frozenset(),
    ) -> Digest:
        known = self._known_to(channel, since, [mention for _, mention in found])
        context = DigestContext(known, self._spots, at_once, self._answers(found))
        told = await asyncio.to_thread(sections, found, context)
        spoken = {watch.id for watch, _ in found}
        return Digest(
            zone=channel.zone,
            since=since,
            until=now,
            sections=told,
            quiet=tuple(watch.name for watch in watches if watch.id not in spoken),
            coverage=await self._sources.coverage(channel),
        )

    def _known_to(self, channel: Channel, before: datetime, told: Sequence[Mention]) -> Known | None:
        """Who picks those whom the channel heard before an instant; nobody, if there is no before."""
        if before == EVER:
            return None
        return lambda who: self._known(channel, who, before, told)

    def _known(
        self, channel: Channel, who: Collection[Person], before: datetime, told: Iterable[Mention]
    ) -> set[Person]:
        """Those people whom the channel heard before an instant; what is told now is not before. Blocks."""
        late = Counter(
            person(mention) for mention in set(told) if mention.dated and mention.created_at < before
        )
        heard = self._archive.heard(channel.id, who, before)
        return {known for known, met in heard.items() if met.mentions > late[known]}

    def _spots(self, watch: Watch) -> Spots:
        return self._registry.query(watch).spots
