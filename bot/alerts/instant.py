"""Instant mentions: told as they are heard, several of one reading as one message with a thread."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.clock import Clock
from bot.digests.digest import quoted_stories
from bot.listening.intake import NO_NEWS
from bot.locale import speaking
from bot.messages.instant import instant_messages
from bot.models import Watch
from bot.outbox.queue import Outbox, delivery_rows
from bot.storage.archive import Archive, Hit
from bot.storage.deliveries import Delivery
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

MOST_GATHERED = 200
"""Mentions that one alert gathers while it waits: what comes then is another."""


class InstantAlerts:
    """Owes a channel what its instant watches have just heard."""

    def __init__(
        self,
        watchlist: Watchlist,
        registry: WatchRegistry,
        archive: Archive,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._archive = archive
        self._outbox = outbox
        self._clock = clock

    async def tell(self, news: Sequence[Hit]) -> None:
        """Owe what is news to instant watches; the others' waits for the digest."""
        watches = {watch.id: watch for watch in await asyncio.to_thread(self._watchlist.watches)}
        by_channel: dict[str, dict[Watch, list[Hit]]] = defaultdict(lambda: defaultdict(list))
        for hit in news:
            watch = watches.get(hit.watch)
            if watch and watch.instant and not watch.paused:
                by_channel[watch.channel][watch].append(hit)
        for channel, by_watch in by_channel.items():
            async with self._outbox.channel_lock(channel):
                await self._tell_channel(channel, by_watch)

    async def alert_overdue(self) -> None:
        """Owe what was heard at the last, and not owed before the bot died; what is older is no news."""
        since = self._clock.now() - NO_NEWS
        await self.tell(await asyncio.to_thread(self._archive.due_instant, since))

    async def _tell_channel(self, channel: str, by_watch: Mapping[Watch, Sequence[Hit]]) -> None:
        """Tell each watch's news, but for what a digest told since it was heard."""
        ids = {hit.mention.id for hits in by_watch.values() for hit in hits}
        told = await self._outbox.notified(channel, ids)
        for watch, hits in by_watch.items():
            if left := [hit for hit in hits if hit.mention.id not in told]:
                await self._tell(watch, left)

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let an alert that is owed say what its mentions say now; none without mentions."""
        watches = await asyncio.to_thread(self._watchlist.watches, owed.channel)
        watch = next((watch for watch in watches if watch.id == owed.about), None)
        own = [hit for hit in hits if hit.watch == owed.about]
        if watch and own:
            await self._outbox.replace(*await self._rows(watch, own, owed.id.removesuffix(":0")))
        else:
            await self._outbox.withdraw(owed)

    async def _tell(self, watch: Watch, hits: Sequence[Hit]) -> None:
        """Owe an alert, or let the one that is still owed for this watch tell these hits, too."""
        if await self._merge(watch, hits):
            return
        ids = sorted(hit.mention.id for hit in hits)
        key = f"alert:{watch.id}:{hashlib.sha256(chr(0).join(ids).encode()).hexdigest()[:24]}"
        await self._outbox.enqueue(*await self._rows(watch, hits, key))

    async def _merge(self, watch: Watch, hits: Sequence[Hit]) -> bool:
        """Whether the watch's alert that Slack certainly does not have yet tells these hits, too."""
        owed = await self._outbox.waiting(watch.channel, "alert", watch.id)
        if owed is None:
            return False
        earlier = await asyncio.to_thread(self._archive.told, owed.id)
        own = [hit for hit in earlier if hit.watch == watch.id]
        if len(own) + len(hits) > MOST_GATHERED:
            return False
        return await self._outbox.merge(*await self._rows(watch, [*own, *hits], owed.id.removesuffix(":0")))

    async def _rows(self, watch: Watch, hits: Sequence[Hit], key: str) -> tuple[list[Delivery], list[str]]:
        """The alert, and the mentions it tells."""
        mentions = [hit.mention for hit in hits]
        told = await asyncio.to_thread(quoted_stories, mentions, self._registry.query(watch).spots)
        now = self._clock.now()
        with speaking(self._watchlist.language(watch.channel)):
            messages = instant_messages(watch.name, told, now)
        rows = delivery_rows("alert", key, watch.channel, messages, now, about=watch.id)
        return rows, [mention.id for mention in mentions]
