"""Replies to people who write a watched name, where they asked for that."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.commands.plain_text import plain
from bot.digests.compose import DAY
from bot.digests.quoted_story import quoted_stories
from bot.locale import speaking
from bot.messages.mentions import reply_message
from bot.messages.message import Message
from bot.models import Asked, Channel, Mention, MentionKind, Watch
from bot.outbox.keys import reply_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.query import PreparedText
from bot.query.tree import Term
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.hits import Hit, HitRows
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

SHOWN = 3
"""Stories in one reply: people read threads on phones."""
REST = timedelta(hours=6)
"""How long a name is not answered again in a channel."""


class NameReplies:
    """Answers messages in which watched names stand."""

    def __init__(
        self, watchlist: Watchlist, registry: WatchRegistry, hits: HitRows, outbox: Outbox, clock: Clock
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._hits = hits
        self._outbox = outbox
        self._clock = clock

    async def are_wanted(self, asked: Asked) -> bool:
        """Whether watched names stand in a message, where people want replies to these."""
        return bool(await self._named(asked))

    async def answer(self, asked: Asked) -> None:
        """Answer once in the thread of a message in which watched names stand."""
        for watch in await self._named(asked):
            await self._answer_name(watch, asked)

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a reply that is owed say what is left of what it quotes; none where nothing is."""
        watches = await asyncio.to_thread(self._watchlist.watches, owed.channel)
        watch = next((watch for watch in watches if watch.id == owed.about), None)
        message = await self._said_of(watch, owed.created_at) if watch else None
        if message is None:
            await self._outbox.withdraw(owed)
        else:
            await self._outbox.update(owed.id, message)

    async def _named(self, asked: Asked) -> list[Watch]:
        """The watches whose names stand in a message, where people want replies to these."""
        channel = await asyncio.to_thread(self._watchlist.channel, asked.channel)
        if not channel or not channel.replies or channel.stopped:
            return []
        return await asyncio.to_thread(self._named_in, channel, asked, self._clock.now())

    def _named_in(self, channel: Channel, asked: Asked, now: datetime) -> list[Watch]:
        said = Mention(
            id=asked.ts,
            source="slack",
            kind=MentionKind.POST,
            url="",
            text=plain(asked.text),
            created_at=now,
        )
        subject = PreparedText.of(said)
        watches = self._watchlist.watches(channel.id)
        return [watch for watch in watches if not watch.paused and Term(watch.name).holds(subject)]

    async def _answer_name(self, watch: Watch, asked: Asked) -> None:
        """Say what the public says of it today; nothing when nobody says anything, or it was said lately."""
        now = self._clock.now()
        last: Delivery | None = await self._outbox.latest(watch.channel, DeliveryKind.REPLY, watch.id)
        if last and now - last.created_at < REST:
            return
        message = await self._said_of(watch, now)
        if message is None:
            return
        thread = asked.thread_ts or asked.ts
        key = reply_key(watch.channel, watch.id, asked.ts)
        rows = delivery_rows(
            DeliveryKind.REPLY, key, watch.channel, [message], now, about=watch.id, thread_ts=thread
        )
        await self._outbox.enqueue(rows)

    async def _said_of(self, watch: Watch, now: datetime) -> Message | None:
        """What the public says of a watched name today; None where nobody says anything."""
        hits = await asyncio.to_thread(self._hits.written_between, watch.channel, now - DAY, now, [watch.id])
        query = self._registry.query(watch)  # which may be another than the one they were found by
        found = [hit.mention for hit in hits if query.matches(hit.mention)]
        if not found:
            return None
        with speaking(self._watchlist.language(watch.channel)):
            return reply_message(watch.name, found, quoted_stories(found, query.spots)[:SHOWN], now)
