"""Digests that are due: composed and owed once, at their hour or as soon after it as can be.

1. Of the hours of a channel that have come, the newest counts, for a day, if it was set before (`timetable`).
2. While a stream that the channel hears goes through what was said while it was not followed, the digest
   waits, a quarter of an hour at most (`sources`).
3. Nothing is made where that digest was owed already, or one that was made later, or held no news.
4. What was not read lately is read again, for two minutes and a half at most (`refresh`).
5. It is composed, a few channels at a time, and owed; where it comes with news alone, only if there is any.

Each channel goes through this by itself: none waits for the sources of another.
"""

import asyncio
from collections import defaultdict
from functools import partial

from bot.background import Background
from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.refresh import Refresh
from bot.digests.sources import DigestSources
from bot.digests.timetable import Slot, due
from bot.models import Channel
from bot.outbox.keys import digest_key, first_id
from bot.outbox.outbox import Outbox
from bot.storage.delivery import DeliveryKind
from bot.storage.watchlist import Watchlist

AT_ONCE = 8
"""Digests that are composed at once: each holds its mentions in memory, and a thread."""


class DueDigests:
    """Sends each channel the digest whose hour has come."""

    def __init__(
        self,
        watchlist: Watchlist,
        sources: DigestSources,
        refresh: Refresh,
        composer: DigestComposer,
        outbox: Outbox,
        background: Background,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._sources = sources
        self._refresh = refresh
        self._composer = composer
        self._outbox = outbox
        self._background = background
        self._clock = clock
        self._made: dict[str, Slot] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._composing = asyncio.Semaphore(AT_ONCE)

    async def sweep(self) -> None:
        """Begin to make every digest whose hour has come, each in a task of its channel's own."""
        for channel in await asyncio.to_thread(self._due_channels):
            self._background.start_for(
                f"digest {channel}", partial(self.send_if_due, channel), f"digest of {channel}"
            )

    async def send_if_due(self, channel_id: str) -> None:
        """Owe a channel the digest whose hour has come, once, unless a stream is still catching up for it."""
        async with self._locks[channel_id]:  # its hour and a sweep may come at once
            channel = await asyncio.to_thread(self._watchlist.channel, channel_id)
            slot = self._slot(channel) if channel else None
            if not channel or not slot or self._sources.should_wait_for_streams(channel, slot):
                return
            if not await self._was_made(channel, slot):
                await self._refresh.refresh(channel.id)
                async with self._composing:
                    await self._send(channel, slot)
            self._made[channel.id] = slot

    def _due_channels(self) -> list[str]:
        """Blocks for as long as it takes to work out the hours of all channels."""
        return [channel.id for channel in self._watchlist.channels() if self._slot(channel)]

    def _slot(self, channel: Channel) -> Slot | None:
        """The digest of a channel whose hour has come, unless it was made."""
        slot = None if channel.stopped else due(channel, self._clock.now())
        return None if slot == self._made.get(channel.id) else slot

    async def _was_made(self, channel: Channel, slot: Slot) -> bool:
        """Whether that digest was owed, or one that was made later."""
        if await self._outbox.knows(first_id(digest_key(channel.id, slot.key))):
            return True
        last = await self._outbox.latest(channel.id, DeliveryKind.DIGEST)
        return last is not None and last.created_at >= slot.instant

    async def _send(self, channel: Channel, slot: Slot) -> None:
        if not slot.with_news_alone or await self._composer.has_news(channel):
            await self._composer.send(channel, digest_key(channel.id, slot.key))
