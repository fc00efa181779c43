"""Channels that the bot may no longer speak in, and those where it may again."""

import asyncio
from collections import defaultdict

import msgspec

from bot.clock import Clock
from bot.locale import speaking
from bot.messages.stops import stopped_message
from bot.models import Channel
from bot.outbox.keys import shut_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.storage.delivery import DeliveryKind
from bot.storage.refused_channels import RefusedChannels
from bot.storage.watchlist import Watchlist
from bot.watches.reloader import Reloader


class ChannelStops:
    """Stops what is done for a channel, and begins it again."""

    def __init__(
        self,
        watchlist: Watchlist,
        refused: RefusedChannels,
        reloader: Reloader,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._refused = refused
        self._reloader = reloader
        self._outbox = outbox
        self._clock = clock
        self._stopping: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def stop(self, channel_id: str, code: str, event_id: str = "") -> None:
        """Stop speaking to a channel for a refusal of Slack's, and tell whoever set it up, once.

        `event_id` is Slack's event of it, if there was one.
        """
        async with self._stopping[channel_id]:
            channel = await asyncio.to_thread(self._watchlist.channel, channel_id)
            if channel and not channel.stopped:
                await self._tell(channel, code, event_id)  # first: a channel that is stopped is not told
                await self._mark(channel, code)

    async def heed(self) -> None:
        """Stop every channel that Slack was found to take nothing for; one that is stopped already stays so.

        What is found is a row until it is heeded: whoever dies in between heeds it at the next start.
        """
        for channel_id, code in (await asyncio.to_thread(self._refused.unheeded)).items():
            await self.stop(channel_id, code)
            await asyncio.to_thread(self._refused.heed, channel_id)

    async def reopen(self, channel: Channel) -> Channel | None:
        """Speak to a channel again, beginning with what is still owed; None if it was forgotten meanwhile."""
        if not channel.stopped:
            return channel
        await self._outbox.release(channel.id)  # first: a channel that is open is not released again
        return await self._mark(channel, "")

    async def _tell(self, channel: Channel, code: str, event_id: str) -> None:
        now = self._clock.now()
        with speaking(channel.language):
            said = stopped_message(channel, code)
        key = shut_key(channel.id, event_id or f"{now:%Y%m%dT%H%M%S}")
        await self._outbox.enqueue(delivery_rows(DeliveryKind.NOTICE, key, channel.set_up_by, [said], now))

    async def _mark(self, channel: Channel, code: str) -> Channel | None:
        """Write down why a channel is stopped, or that it is not; None if it was forgotten meanwhile."""
        marked = await asyncio.to_thread(
            self._watchlist.change_channel,
            channel.id,
            lambda known: msgspec.structs.replace(known, stopped=code),
        )
        await self._reloader.reload()
        return marked
