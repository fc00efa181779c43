"""Instant mentions: told as they are heard, several of one reading as one message with a thread."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence

from bot.clock import Clock
from bot.delivery import Deliverer, delivery_rows
from bot.digest import told_stories
from bot.messages.instant import instant_messages
from bot.models import Watch
from bot.reading.quotes import Spots
from bot.storage.archive import Hit
from bot.storage.watchlist import Watchlist


class Instant:
    """Owes a channel what its instant watches have just heard."""

    def __init__(
        self,
        watchlist: Watchlist,
        deliverer: Deliverer,
        clock: Clock,
        spots: Callable[[Watch], Spots],
    ) -> None:
        self._watchlist = watchlist
        self._deliverer = deliverer
        self._clock = clock
        self._spots = spots

    async def tell(self, news: Sequence[Hit]) -> None:
        """Owe what is news to instant watches; the others' waits for the digest."""
        watches = {watch.id: watch for watch in await asyncio.to_thread(self._watchlist.watches)}
        by_watch: dict[Watch, list[Hit]] = defaultdict(list)
        for hit in news:
            watch = watches.get(hit.watch)
            if watch and watch.instant and not watch.paused:
                by_watch[watch].append(hit)
        for watch, hits in by_watch.items():
            await self._tell(watch, hits)

    async def _tell(self, watch: Watch, hits: Sequence[Hit]) -> None:
        mentions = [hit.mention for hit in hits]
        told = await asyncio.to_thread(told_stories, mentions, self._spots(watch))
        now = self._clock.now()
        ids = sorted(mention.id for mention in mentions)
        key = f"alert:{watch.id}:{hashlib.sha256(chr(0).join(ids).encode()).hexdigest()[:24]}"
        messages = instant_messages(watch.name, told, now)
        rows = delivery_rows("alert", key, watch.channel, messages, now, about=watch.id)
        await self._deliverer.owe(rows, ids)
