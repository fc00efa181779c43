"""Channels that the bot enters, leaves, or that are closed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.locale import DEFAULT, speaking
from bot.messages.questions import invited_message
from bot.outbox.queue import delivery_rows
from handlers.people import Profile
from handlers.services import Services


async def receive(services: Services, body: Mapping[str, Any], bot_user: str) -> bool:
    """Do what an event about a channel asks for, then record it as seen; False if it was seen before.

    Done again after a kill in between, it changes nothing more and says nothing more.
    """
    event, event_id = body["event"], str(body["event_id"])
    async with services.under_way.setdefault(("channels", event_id), asyncio.Lock()):
        if await asyncio.to_thread(services.events.knows, event_id):
            return False
        await _HEED[event["type"]](services, event, event_id, bot_user)
        return await services.events_first_time(event_id)


async def _joined(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    if event.get("user") == bot_user:
        await reopen(services, event["channel"])
        await introduce(services, event["channel"], str(event.get("inviter") or ""))


async def _left(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await services.stops.stop(event["channel"], "not_in_channel", event_id)


async def _closed(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await services.stops.stop(event["channel"], "is_archived", event_id)


async def _deleted(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await asyncio.to_thread(services.watchlist.forget, event["channel"])
    await services.reloader.reload()
    await asyncio.to_thread(services.archive.forget_channel, event["channel"])


async def _reopened(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await reopen(services, event["channel"])


_HEED = {
    "member_joined_channel": _joined,
    **dict.fromkeys(("channel_left", "group_left"), _left),
    **dict.fromkeys(("channel_archive", "group_archive"), _closed),
    **dict.fromkeys(("channel_deleted", "group_deleted"), _deleted),
    **dict.fromkeys(("channel_unarchive", "group_unarchive"), _reopened),
}
EVENTS = frozenset(_HEED)
"""The types of events about channels."""


async def reopen(services: Services, channel_id: str) -> None:
    """Speak to a channel again, beginning with what is still owed."""
    if channel := await asyncio.to_thread(services.watchlist.channel, channel_id):
        await services.stops.reopen(channel)


async def introduce(services: Services, channel_id: str, inviter: str) -> None:
    """Say in two lines what the bot does and how to begin, once, where nothing was ever set up.

    In the language of whoever invited it, if Slack names them.
    """
    if await asyncio.to_thread(services.watchlist.channel, channel_id):
        return
    profile = await services.people.profile(inviter) if inviter else Profile()
    with speaking(profile.language or DEFAULT):
        said = invited_message()
    rows = delivery_rows("notice", f"invited:{channel_id}", channel_id, [said], services.clock.now())
    await services.outbox.enqueue(rows)
