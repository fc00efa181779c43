"""Welcomes: what a new watch's look-back found, said once."""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.sources import DigestSources
from bot.listening.listener import Listener
from bot.messages.welcome import welcome_message
from bot.models import Channel, Watch
from bot.outbox.queue import Outbox, delivery_rows
from bot.storage.archive import Archive
from bot.storage.watchlist import Watchlist

LOOK_BACK = timedelta(days=7)


class Welcomes:
    """Looks back for new watches, and tells their channels what was found."""

    def __init__(
        self,
        watchlist: Watchlist,
        archive: Archive,
        listener: Listener,
        sources: DigestSources,
        composer: DigestComposer,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._archive = archive
        self._listener = listener
        self._sources = sources
        self._composer = composer
        self._outbox = outbox
        self._clock = clock

    async def welcome(self, watch: Watch, channel: Channel) -> None:
        """Look back for a new watch, and owe its channel what was found."""
        asked = await self._listener.look_back(watch, channel)
        now = self._clock.now()
        since = now - LOOK_BACK
        hits = await asyncio.to_thread(self._archive.written, channel.id, since, now, [watch.id])
        found = await self._composer.section(channel, watch, hits, since) if hits else None
        coverage = self._sources.coverage_of_answers(channel, asked)
        message = welcome_message(watch, found, coverage, channel.zone, now)
        await self._outbox.enqueue(
            delivery_rows("welcome", f"welcome:{watch.id}", channel.id, [message], now)
        )

    async def welcome_all_new(self) -> None:
        """Look back for watches whose look-back was never told: the bot was stopped over it."""
        for watch in await asyncio.to_thread(self._watchlist.watches):
            channel = await asyncio.to_thread(self._watchlist.channel, watch.channel)
            if channel and not channel.stopped and not await self._outbox.knows(f"welcome:{watch.id}:0"):
                await self.welcome(watch, channel)
