"""The digest that somebody asks for: shown to them alone, or sent to the channel."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.digest import Digest
from bot.digests.refresh import Refresh
from bot.directory.channels import SlackChannels
from bot.locale import speaking
from bot.messages.digest import digest_messages
from bot.messages.message import Message
from bot.models import Channel, Watch
from bot.outbox.keys import digest_now_key, digest_now_window, key_of
from bot.outbox.outbox import Outbox, delivery_rows
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.hits import Hit, HitRows
from bot.storage.watchlist import Watchlist


class Window(msgspec.Struct, frozen=True):
    """The time that a digest covers: so long before its end, all for None; its end is now for None."""

    span: timedelta | None
    until: datetime | None = None


class DigestsOnDemand:
    """Makes digests of what is known now."""

    def __init__(
        self,
        watchlist: Watchlist,
        hits: HitRows,
        composer: DigestComposer,
        refresh: Refresh,
        channels: SlackChannels,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._hits = hits
        self._composer = composer
        self._refresh = refresh
        self._channels = channels
        self._outbox = outbox
        self._clock = clock

    async def show(self, channel: Channel, watches: Sequence[Watch], window: Window) -> Digest:
        """The digest of some watches, for one person."""
        await self._refresh.refresh(channel.id)
        return await self._composer.digest_now(channel, watches, window.span, window.until)

    async def send(self, channel: Channel, watches: Sequence[Watch], window: Window) -> None:
        """Owe a channel the digest of some watches. Raises `Refused` where the bot cannot speak."""
        await self._channels.require_member(channel.id)
        await self._refresh.refresh(channel.id)
        messages = await self._messages(channel, watches, window)
        about = " ".join(watch.id for watch in watches)
        key = digest_now_key(window.span, window.until)
        rows = delivery_rows(DeliveryKind.DIGEST_NOW, key, channel.id, messages, self._clock.now(), about)
        await self._outbox.enqueue(rows)

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a digest that was asked for, and that is owed, say what is left of what it quotes."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        watches = await asyncio.to_thread(self._watchlist.watches, owed.channel)
        asked = [watch for watch in watches if watch.id in owed.about.split()]
        if channel is None or not asked:
            await self._outbox.withdraw(owed)
            return
        key = key_of(owed)
        messages = await self._messages(channel, asked, Window(*digest_now_window(key)))
        rows = delivery_rows(DeliveryKind.DIGEST_NOW, key, channel.id, messages, owed.created_at, owed.about)
        await self._outbox.replace(rows)

    async def knows_anything(self, channel: str, watches: Sequence[Watch]) -> bool:
        """Whether anything at all is known of some watches."""
        ids = [watch.id for watch in watches]
        return bool(await asyncio.to_thread(self._hits.newest, channel, ids, 1))

    async def _messages(self, channel: Channel, watches: Sequence[Watch], window: Window) -> list[Message]:
        with speaking(channel.language):
            digest = await self._composer.digest_now(channel, watches, window.span, window.until)
            return await asyncio.to_thread(digest_messages, digest, condensed=channel.condensed)
