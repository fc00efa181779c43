"""Digests that are due: composed and owed once, at their hour or as soon after it as can be."""

import asyncio

from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.sources import DigestSources
from bot.digests.timetable import due
from bot.outbox.queue import Outbox
from bot.storage.watchlist import Watchlist


class DueDigests:
    """Sends each channel the digest whose hour has come."""

    def __init__(
        self,
        watchlist: Watchlist,
        sources: DigestSources,
        composer: DigestComposer,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._sources = sources
        self._composer = composer
        self._outbox = outbox
        self._clock = clock
        self._composing = asyncio.Lock()

    async def sweep(self) -> None:
        """Owe every digest whose hour has come."""
        for channel in await asyncio.to_thread(self._watchlist.channels):
            await self.send_if_due(channel.id)

    async def send_if_due(self, channel_id: str) -> None:
        """Owe a channel its digest, unless it has had today's already, or a stream is still catching up."""
        async with self._composing:
            channel = await asyncio.to_thread(self._watchlist.channel, channel_id)
            slot = due(channel, self._clock.now()) if channel and not channel.stopped else None
            if not channel or not slot or self._sources.should_wait_for_streams(channel, slot):
                return
            key = f"digest:{channel.id}:{slot.day}"
            if not await self._outbox.knows(f"{key}:0"):
                await self._sources.refresh_sources(channel)
                await self._composer.send(channel, key)
