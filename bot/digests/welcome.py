"""Welcomes: what a new watch's look-back found, said once."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.sources import DigestSources
from bot.listening.listener import Listener
from bot.locale import speaking
from bot.messages.welcome import Welcomed, welcome_message
from bot.models import Channel, Watch
from bot.outbox.queue import Outbox, delivery_rows
from bot.storage.archive import Archive, Hit
from bot.storage.deliveries import Delivery, DeliveryState
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

LOOK_BACK = timedelta(days=7)
ROW = timedelta(minutes=10)
"""How long after a welcome one more belongs to the same row of watches."""


class Welcomes:
    """Looks back for new watches, and tells their channels what was found."""

    def __init__(
        self,
        watchlist: Watchlist,
        archive: Archive,
        registry: WatchRegistry,
        listener: Listener,
        sources: DigestSources,
        composer: DigestComposer,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._archive = archive
        self._registry = registry
        self._listener = listener
        self._sources = sources
        self._composer = composer
        self._outbox = outbox
        self._clock = clock
        self._waiting: dict[str, list[Watch]] = defaultdict(list)
        self._under_way: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def welcome(self, watch: Watch, channel: Channel) -> None:
        """Look back for a new watch, and owe its channel what was found.

        What is added while another welcome of the channel is made is told together, in one message.
        """
        self._waiting[channel.id].append(watch)
        self._under_way.add(watch.id)
        try:
            async with self._locks[channel.id]:
                if together := self._waiting.pop(channel.id, []):
                    await self._welcome_together(together, channel)
        finally:
            self._under_way.discard(watch.id)

    async def row(self, channel: str) -> str:
        """The welcome in whose thread one more goes that comes now; empty for one that stands by itself.

        Watches that are added in a row, each within `ROW` of the one before, make one welcome in the channel.
        """
        last = await self._outbox.latest(channel, "welcome")
        if last is None or last.state is DeliveryState.REFUSED or self._clock.now() - last.created_at > ROW:
            return ""
        return last.root or last.id

    async def welcome_all_new(self) -> None:
        """Look back for watches whose look-back was never told: the bot was stopped over it, or failed."""
        for channel in await asyncio.to_thread(self._watchlist.channels):
            if channel.stopped:
                continue
            welcomed = await self._outbox.subjects(channel.id, "welcome")
            for watch in await asyncio.to_thread(self._watchlist.watches, channel.id):
                if watch.id in welcomed or watch.id in self._under_way:
                    continue
                if not await self._outbox.knows(f"welcome:{watch.id}:0"):
                    await self.welcome(watch, channel)

    async def _welcome_together(self, watches: Sequence[Watch], channel: Channel) -> None:
        asked = await asyncio.gather(*(self._listener.look_back(watch, channel) for watch in watches))
        now = self._clock.now()
        found = await self._found(watches, channel, now)
        if not found:
            return
        answers = {answer.question: answer for answered in asked for answer in answered}
        with speaking(self._watchlist.language(channel.id)):
            coverage = self._sources.coverage_of_answers(channel, list(answers.values()))
            message = welcome_message(found, coverage, channel.zone, now)
        about = " ".join(each.watch.id for each in found)
        key, root = f"welcome:{found[0].watch.id}", await self.row(channel.id)
        rows = delivery_rows("welcome", key, channel.id, [message], now, about=about, root=root)
        await self._outbox.enqueue(rows)

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a welcome that is owed say what is left of what it quotes."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        watches = await asyncio.to_thread(self._watchlist.watches, owed.channel)
        welcomed = [watch for watch in watches if watch.id in owed.about.split()]
        if channel is None or not welcomed:
            await self._outbox.withdraw(owed)
            return
        found = await self._found(welcomed, channel, owed.created_at)
        coverage = await self._sources.coverage(channel)
        message = welcome_message(found, coverage, channel.zone, owed.created_at)
        await self._outbox.update(owed.id, message)

    async def _found(self, watches: Sequence[Watch], channel: Channel, now: datetime) -> list[Welcomed]:
        """What the last seven days hold of each watch that was not removed meanwhile."""
        there = {watch.id for watch in await asyncio.to_thread(self._watchlist.watches, channel.id)}
        since = now - LOOK_BACK
        found: list[Welcomed] = []
        for watch in watches:
            if watch.id in there:
                hits = await asyncio.to_thread(self._archive.written, channel.id, since, now, [watch.id])
                held = await self._composer.section(channel, watch, hits, since) if hits else None
                reach = self._registry.reach(self._registry.query(watch), channel)
                found.append(Welcomed(watch, held, is_heard=not reach.is_empty))
        return found
