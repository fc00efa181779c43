"""Channels that the bot enters, leaves, or that are closed."""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.directory.people import People, Profile
from bot.locale import DEFAULT, speaking
from bot.messages.questions import invited_message
from bot.outbox.keys import invitation_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.storage.delivery import DeliveryKind
from bot.storage.events import SeenEvents
from bot.storage.retention import Retention
from bot.storage.watchlist import Watchlist
from bot.watches.reloader import Reloader
from bot.watches.stops import ChannelStops


class ChannelEvents:
    """Does what becomes of a channel asks for, once an event.

    Done again after a kill in between, it changes nothing more and says nothing more.
    """

    def __init__(
        self,
        watchlist: Watchlist,
        retention: Retention,
        events: SeenEvents,
        stops: ChannelStops,
        people: People,
        reloader: Reloader,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._retention = retention
        self._events = events
        self._stops = stops
        self._people = people
        self._reloader = reloader
        self._outbox = outbox
        self._clock = clock
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def once(self, event_id: str, do: Callable[[], Awaitable[None]]) -> bool:
        """Do something for an event, then record the event as seen; False if it was seen before."""
        async with self._under_way.setdefault(event_id, asyncio.Lock()):
            if await asyncio.to_thread(self._events.knows, event_id):
                return False
            await do()
            return await asyncio.to_thread(self._events.first_time, event_id, self._clock.now())

    async def joined(self, channel: str, inviter: str) -> None:
        """Speak in a channel that the bot came into, and say how to begin where nothing was ever set up."""
        await self.reopened(channel)
        await self._introduce(channel, inviter)

    async def left(self, channel: str, event_id: str) -> None:
        """Stop speaking to a channel that the bot left."""
        await self._stops.stop(channel, "not_in_channel", event_id)

    async def archived(self, channel: str, event_id: str) -> None:
        """Stop speaking to a channel that was archived."""
        await self._stops.stop(channel, "is_archived", event_id)

    async def deleted(self, channel: str) -> None:
        """Forget a channel, what it watches and what was found for it."""
        await asyncio.to_thread(self._watchlist.forget, channel)
        await self._reloader.reload()
        await asyncio.to_thread(self._retention.forget_channel, channel)

    async def reopened(self, channel: str) -> None:
        """Speak to a channel again, beginning with what is still owed."""
        if known := await asyncio.to_thread(self._watchlist.channel, channel):
            await self._stops.reopen(known)

    async def _introduce(self, channel: str, inviter: str) -> None:
        """Say in two lines what the bot does and how to begin, once, where nothing was ever set up.

        In the language of whoever invited it, if Slack names them.
        """
        if await asyncio.to_thread(self._watchlist.channel, channel):
            return
        profile = await self._people.profile(inviter) if inviter else Profile()
        with speaking(profile.language or DEFAULT):
            said = invited_message()
        rows = delivery_rows(DeliveryKind.NOTICE, invitation_key(channel), channel, [said], self._clock.now())
        await self._outbox.enqueue(rows)
