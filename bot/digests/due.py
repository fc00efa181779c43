"""Digests that are due: composed and owed once, at their hour or as soon after it as can be."""

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta

from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.coverage import FRESH
from bot.digests.sources import DigestSources
from bot.digests.timetable import Slot, due
from bot.listening.listener import Listener
from bot.listening.rechecks import Rechecks
from bot.models import Channel
from bot.outbox.queue import Outbox
from bot.storage.watchlist import Watchlist

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)
"""How long a digest waits for sources that are read again for it."""
PATIENCE_WITH_STREAMS = timedelta(seconds=30)
"""How long it waits for streams to say what of the pending still stands."""


class DueDigests:
    """Sends each channel the digest whose hour has come."""

    def __init__(
        self,
        watchlist: Watchlist,
        listener: Listener,
        sources: DigestSources,
        rechecks: Rechecks,
        composer: DigestComposer,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._listener = listener
        self._sources = sources
        self._rechecks = rechecks
        self._composer = composer
        self._outbox = outbox
        self._clock = clock
        self._without_news: dict[str, Slot] = {}
        self._composing: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def sweep(self) -> None:
        """Owe every digest whose hour has come; no channel waits for the sources of another."""
        channels = await asyncio.to_thread(self._watchlist.channels)
        sent = (self.send_if_due(channel.id) for channel in channels)
        failures = await asyncio.gather(*sent, return_exceptions=True)
        for channel, failure in zip(channels, failures, strict=True):
            if isinstance(failure, Exception):
                log.error("The digest of %s could not be made", channel.id, exc_info=failure)

    async def refresh_sources(self, channel: Channel) -> None:
        """Read what was not read lately, as the bot may have been down, and look for what may be gone."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._listener.refresh(channel.id, FRESH)
        except TimeoutError:
            log.warning("Sources are slow; the digest of %s goes without them", channel.id)
        try:
            async with asyncio.timeout(PATIENCE_WITH_STREAMS.total_seconds()):
                await self._rechecks.look_again(channel.id)
        except TimeoutError:
            log.warning("Streams are slow; the digest of %s may hold what was taken back", channel.id)

    async def send_if_due(self, channel_id: str) -> None:
        """Owe a channel the digest whose hour has come, once, unless a stream is still catching up for it."""
        async with self._composing[channel_id]:  # its hour and a sweep may come at once
            channel = await asyncio.to_thread(self._watchlist.channel, channel_id)
            slot = due(channel, self._clock.now()) if channel and not channel.stopped else None
            if not channel or not slot or self._sources.should_wait_for_streams(channel, slot):
                return
            key = f"digest:{channel.id}:{slot.key}"
            if not await self._was_made(channel, slot, key):
                await self.refresh_sources(channel)
                await self._send(channel, slot, key)

    async def _was_made(self, channel: Channel, slot: Slot, key: str) -> bool:
        """Whether that digest was owed, or one that was made later, or there was nothing to say in it."""
        if self._without_news.get(channel.id) == slot or await self._outbox.knows(f"{key}:0"):
            return True
        last = await self._outbox.latest(channel.id, "digest")
        return last is not None and last.created_at >= slot.instant

    async def _send(self, channel: Channel, slot: Slot, key: str) -> None:
        if slot.with_news_alone and not await self._composer.has_news(channel):
            self._without_news[channel.id] = slot
        else:
            await self._composer.send(channel, key)
