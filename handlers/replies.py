"""Replies to people who write a watched name, where they asked for that."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.analysis.people import people, unsigned
from bot.digests.compose import DAY
from bot.digests.digest import quoted_stories
from bot.messages.answers import sentence
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.wording import count, signed
from bot.models import Mention, MentionKind, Watch
from bot.outbox.queue import delivery_rows
from bot.query import Subject
from bot.query.tree import Term
from bot.storage.deliveries import Delivery
from handlers.commands import COMMAND
from handlers.services import Call, Services
from handlers.settings import change_settings, settings_of
from handlers.watches import require_member
from handlers.written import plain

SHOWN = 3
"""Stories in one reply: people read threads on phones."""
REST = timedelta(hours=6)
"""How long a name is not answered again in a channel."""


async def set_replies(services: Services, call: Call) -> Message:
    """Turn the answers to watched names on or off here."""
    channel = await settings_of(services, call)
    wanted = call.words.lower()
    if wanted not in {"on", "off"}:
        state = "on" if channel.replies else "off"
        return sentence(
            f"Replies to watched names are {state} here. {COMMAND} replies on, or off, changes it."
        )
    if wanted == "on":
        await require_member(services, call.channel)
    await change_settings(services, channel, replies=wanted == "on")
    if wanted == "off":
        return sentence("Nobody is answered here unless they mention me.")
    return sentence(
        "When somebody here writes a watched name, I answer once in the thread, "
        "for each name at most once in six hours."
    )


async def answer_names(services: Services, event: dict[str, Any]) -> None:
    """Answer once in the thread when a watched name was written, where people asked for that."""
    channel = await asyncio.to_thread(services.watchlist.channel, event["channel"])
    if not channel or not channel.replies or channel.stopped:
        return
    said = Mention(
        id=event["ts"],
        source="slack",
        kind=MentionKind.POST,
        url="",
        text=plain(event.get("text", "")),
        created_at=services.clock.now(),
    )
    subject = Subject.of(said)
    for watch in await asyncio.to_thread(services.watchlist.watches, channel.id):
        if not watch.paused and Term(watch.name).holds(subject):
            await _answer_name(services, watch, event)


async def _answer_name(services: Services, watch: Watch, event: dict[str, Any]) -> None:
    """What the public says of it today; nothing when nobody says anything, or it was said lately."""
    now = services.clock.now()
    last: Delivery | None = await services.outbox.latest(watch.channel, "reply", watch.id)
    if last and now - last.created_at < REST:
        return
    hits = await asyncio.to_thread(services.archive.written, watch.channel, now - DAY, now, [watch.id])
    query = services.listener.query(watch)  # which may be another than the one they were found by
    found = [hit.mention for hit in hits if query.matches(hit.mention)]
    if not found:
        return
    told = quoted_stories(found, query.spots)[:SHOWN]
    said = signed(count(len(found), "mention"), len(people(found)), unsigned(found))
    message = mentions_message(f"Of {watch.name} in the last 24 hours, {said}:", told, "", now)
    thread = event.get("thread_ts") or event["ts"]
    key = f"reply:{watch.channel}:{watch.id}:{event['ts']}"
    rows = delivery_rows("reply", key, watch.channel, [message], now, about=watch.id, thread_ts=thread)
    await services.outbox.enqueue(rows)
