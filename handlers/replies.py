"""Replies to people who write a watched name, where they asked for that."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.analysis.people import people, unsigned
from bot.analysis.quotes import Spots
from bot.digests.compose import DAY
from bot.digests.digest import quoted_stories
from bot.locale import _, speaking
from bot.messages.answers import sentence
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.wording import mentions_named, signed
from bot.models import Channel, Mention, MentionKind, Watch
from bot.outbox.queue import delivery_rows
from bot.query import PreparedText
from bot.query.tree import Term
from bot.storage.archive import Hit
from bot.storage.deliveries import Delivery
from bot.storage.questions import Asked
from bot.text import fold
from handlers.commands import OFF, ON
from handlers.services import Request, Services
from handlers.settings import change_settings, settings_of
from handlers.watches import require_member
from handlers.written import is_persons, message_in, plain

SHOWN = 3
"""Stories in one reply: people read threads on phones."""
REST = timedelta(hours=6)
"""How long a name is not answered again in a channel."""


async def set_replies(services: Services, call: Request) -> Message:
    """Turn the answers to watched names on or off here."""
    channel = await settings_of(services, call)
    wanted = fold(call.words)
    if wanted not in ON | OFF:
        if channel.replies:
            return sentence(_("Replies to watched names are on here. /watch replies off changes it."))
        return sentence(_("Replies to watched names are off here. /watch replies on changes it."))
    if wanted in ON:
        await require_member(services, call.channel)
    await change_settings(services, channel, replies=wanted in ON)
    if wanted in OFF:
        return sentence(_("Nobody is answered here unless they mention me."))
    return sentence(
        _(
            "When somebody here writes a watched name, I answer once in the thread, for each name at most "
            "once in six hours."
        )
    )


async def overheard(services: Services, event: Mapping[str, Any]) -> Asked | None:
    """A person's message in which a watched name stands, where people want replies to these."""
    if event.get("type") != "message" or not is_persons(event):
        return None
    asked = message_in(event, event, is_overheard=True)
    return asked if await _named(services, asked) else None


async def answer_names(services: Services, asked: Asked) -> None:
    """Answer once in the thread of a message in which watched names stand."""
    for watch in await _named(services, asked):
        await _answer_name(services, watch, asked)


async def _named(services: Services, asked: Asked) -> list[Watch]:
    """The watches whose names stand in a message, where people want replies to these."""
    channel = await asyncio.to_thread(services.watchlist.channel, asked.channel)
    if not channel or not channel.replies or channel.stopped:
        return []
    return await asyncio.to_thread(_named_in, services, channel, asked, services.clock.now())


def _named_in(services: Services, channel: Channel, asked: Asked, now: datetime) -> list[Watch]:
    said = Mention(
        id=asked.ts,
        source="slack",
        kind=MentionKind.POST,
        url="",
        text=plain(asked.text),
        created_at=now,
    )
    subject = PreparedText.of(said)
    watches = services.watchlist.watches(channel.id)
    return [watch for watch in watches if not watch.paused and Term(watch.name).holds(subject)]


def _reply(name: str, found: Sequence[Mention], spots: Spots, now: datetime) -> Message:
    told = quoted_stories(found, spots)[:SHOWN]
    said = signed(mentions_named(len(found)), len(people(found)), unsigned(found))
    return mentions_message(_("Of {name} in the last 24 hours, {said}:", name=name, said=said), told, "", now)


async def _answer_name(services: Services, watch: Watch, asked: Asked) -> None:
    """Say what the public says of it today; nothing when nobody says anything, or it was said lately."""
    now = services.clock.now()
    last: Delivery | None = await services.outbox.latest(watch.channel, "reply", watch.id)
    if last and now - last.created_at < REST:
        return
    message = await _said_of(services, watch, now)
    if message is None:
        return
    thread = asked.thread_ts or asked.ts
    key = f"reply:{watch.channel}:{watch.id}:{asked.ts}"
    rows = delivery_rows("reply", key, watch.channel, [message], now, about=watch.id, thread_ts=thread)
    await services.outbox.enqueue(rows)


async def recompose(services: Services, owed: Delivery, hits: Sequence[Hit]) -> None:
    """Let a reply that is owed say what is left of what it quotes; none where nothing is."""
    watches = await asyncio.to_thread(services.watchlist.watches, owed.channel)
    watch = next((watch for watch in watches if watch.id == owed.about), None)
    message = await _said_of(services, watch, owed.created_at) if watch else None
    if message is None:
        await services.outbox.withdraw(owed)
    else:
        await services.outbox.update(owed.id, message)


async def _said_of(services: Services, watch: Watch, now: datetime) -> Message | None:
    """What the public says of a watched name today; None where nobody says anything."""
    hits = await asyncio.to_thread(services.archive.written, watch.channel, now - DAY, now, [watch.id])
    query = services.registry.query(watch)  # which may be another than the one they were found by
    found = [hit.mention for hit in hits if query.matches(hit.mention)]
    if not found:
        return None
    with speaking(services.watchlist.language(watch.channel)):
        return _reply(watch.name, found, query.spots, now)
