"""Welcomes: what a new watch's look-back found, said once.

1. Every watch of which no welcome was owed is looked back for: it was just added, or the bot was stopped over
   it. A channel that takes no messages waits.
2. Those of one channel that wait go together: one look-back for all of them, one message. What is added
   meanwhile is the next one.
3. Watches that were added in a row make one welcome: what follows stands in the thread of the first.
4. What was removed meanwhile is left out, and nothing is owed where all of it was.

Each channel does this by itself: none waits for the sources of another.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec

from bot.background import Background
from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.digest import Digest
from bot.digests.sources import DigestSources
from bot.listening.poll import Poller
from bot.locale import speaking
from bot.messages.welcome import Welcomed, welcome_message
from bot.models import Channel, Watch
from bot.outbox.keys import first_id, welcome_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.storage.delivery import Delivery, DeliveryKind, DeliveryState
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.hits import Hit
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
        registry: WatchRegistry,
        poller: Poller,
        sources: DigestSources,
        composer: DigestComposer,
        deliveries: DeliveryHistory,
        outbox: Outbox,
        background: Background,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._poller = poller
        self._sources = sources
        self._composer = composer
        self._deliveries = deliveries
        self._outbox = outbox
        self._background = background
        self._clock = clock
        self._welcomed: set[str] = set()

    async def look(self) -> None:
        """Begin to welcome every watch that was not, each channel's in a task of its own."""
        for channel in await asyncio.to_thread(self._unwelcomed_channels):
            welcome = partial(self.welcome_new, channel)
            self._background.start_for(f"welcome {channel}", welcome, f"the look-backs of {channel}")

    async def welcome_new(self, channel_id: str) -> None:
        """Look back for a channel's watches that were not welcomed, and owe it what was found."""
        channel = await asyncio.to_thread(self._watchlist.channel, channel_id)
        if channel and not channel.stopped and (new := await self._new(channel_id)):
            await self._welcome_together(new, channel)

    async def row(self, channel: str) -> str:
        """The welcome in whose thread one more goes that comes now; empty for one that stands by itself.

        Watches that are added in a row, each within `ROW` of the one before, make one welcome in the channel.
        """
        last = await self._outbox.latest(channel, DeliveryKind.WELCOME)
        if last is None or last.state is DeliveryState.GIVEN_UP or self._clock.now() - last.created_at > ROW:
            return ""
        return last.root or last.id

    def _unwelcomed_channels(self) -> list[str]:
        """Channels with watches of which it is not known that they were welcomed. Blocks."""
        served = {channel.id for channel in self._watchlist.channels() if not channel.stopped}
        new = (watch for watch in self._watchlist.watches() if watch.id not in self._welcomed)
        return sorted({watch.channel for watch in new} & served)

    async def _new(self, channel: str) -> list[Watch]:
        """Those watches of a channel that are listened for, and of which no welcome was owed."""
        watches = await asyncio.to_thread(self._watchlist.watches, channel)
        self._welcomed |= await asyncio.to_thread(self._deliveries.subjects, channel, DeliveryKind.WELCOME)
        new = [each for each in watches if each.id not in self._welcomed and self._registry.knows(each)]
        owed = [watch for watch in new if await self._outbox.knows(first_id(welcome_key(watch.id)))]
        self._welcomed |= {watch.id for watch in owed}
        return [watch for watch in new if watch not in owed]

    async def _welcome_together(self, watches: Sequence[Watch], channel: Channel) -> None:
        asked = await asyncio.gather(*(self._poller.look_back(watch, channel) for watch in watches))
        now = self._clock.now()
        with speaking(self._watchlist.language(channel.id)):
            found, digest = await self._found(watches, channel, now)
            if not found:
                return
            answers = {answer.request: answer for answered in asked for answer in answered}
            coverage = self._sources.coverage_of_answers(channel, list(answers.values()))
            covered = msgspec.structs.replace(digest, coverage=coverage)
            message = await asyncio.to_thread(welcome_message, found, covered)
        about = " ".join(each.watch.id for each in found)
        key, root = welcome_key(found[0].watch.id), await self.row(channel.id)
        rows = delivery_rows(DeliveryKind.WELCOME, key, channel.id, [message], now, about=about, root=root)
        await self._outbox.enqueue(rows)

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a welcome that is owed say what is left of what it quotes."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        watches = await asyncio.to_thread(self._watchlist.watches, owed.channel)
        welcomed = [watch for watch in watches if watch.id in owed.about.split()]
        if channel is None or not welcomed:
            await self._outbox.withdraw(owed)
            return
        with speaking(self._watchlist.language(channel.id)):
            found, digest = await self._found(welcomed, channel, owed.created_at)
            message = await asyncio.to_thread(welcome_message, found, digest)
        await self._outbox.update(owed.id, message)

    async def _found(
        self, watches: Sequence[Watch], channel: Channel, now: datetime
    ) -> tuple[list[Welcomed], Digest]:
        """What the last seven days hold of the watches, without those that were removed meanwhile."""
        there = {watch.id for watch in await asyncio.to_thread(self._watchlist.watches, channel.id)}
        left = [watch for watch in watches if watch.id in there]
        digest = await self._composer.digest_now(channel, left, LOOK_BACK, now)
        said = {section.watch.id: section for section in digest.sections if not section.is_empty}
        return [Welcomed(watch, said.get(watch.id), self._is_heard(watch, channel)) for watch in left], digest

    def _is_heard(self, watch: Watch, channel: Channel) -> bool:
        return not self._registry.reach(self._registry.query(watch), channel).is_empty
