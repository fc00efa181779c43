"""Channels that the bot enters, leaves, or that are closed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.messages.answers import sentence
from bot.messages.questions import invited_message
from bot.models import Channel
from bot.outbox.queue import delivery_rows
from bot.outbox.refusals import SHUT
from handlers.commands import COMMAND
from handlers.services import Services
from handlers.settings import change_settings


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
        await introduce(services, event["channel"])


async def _left(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await shut(services, event["channel"], SHUT["not_in_channel"], event_id)


async def _closed(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await shut(services, event["channel"], SHUT["is_archived"], event_id)


async def _deleted(services: Services, event: Mapping[str, Any], event_id: str, bot_user: str) -> None:
    await asyncio.to_thread(services.watchlist.forget, event["channel"])
    await services.renew()
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


async def shut(services: Services, channel_id: str, reason: str, event_id: str = "") -> None:
    """Stop speaking to a channel, and tell whoever set it up, once."""
    async with services.under_way.setdefault(("shut", channel_id), asyncio.Lock()):
        channel = await asyncio.to_thread(services.watchlist.channel, channel_id)
        if channel and not channel.stopped:
            await _shut(services, channel, reason, event_id)


async def _shut(services: Services, channel: Channel, reason: str, event_id: str) -> None:
    now = services.clock.now()
    said = sentence(
        f"Veille can no longer speak in the channel {channel.id} that you set up: {reason}. "
        f"Its watches are kept and rest. They go on once I am invited there again, "
        f"or once somebody types {COMMAND} digest there."
    )
    key = f"shut:{channel.id}:{event_id or f'{now:%Y%m%dT%H%M%S}'}"
    await services.outbox.enqueue(delivery_rows("notice", key, channel.set_up_by, [said], now))
    await change_settings(services, channel, stopped=reason)
    await services.renew()


async def reopen(services: Services, channel_id: str) -> None:
    """Speak to a channel again, beginning with what is still owed."""
    channel = await asyncio.to_thread(services.watchlist.channel, channel_id)
    if channel is None or not channel.stopped:
        return
    await services.outbox.release(channel_id)
    await change_settings(services, channel, stopped="")
    await services.renew()


async def introduce(services: Services, channel_id: str) -> None:
    """Say in two lines what the bot does and how to begin, once, where nothing was ever set up."""
    if await asyncio.to_thread(services.watchlist.channel, channel_id):
        return
    rows = delivery_rows(
        "notice", f"invited:{channel_id}", channel_id, [invited_message()], services.clock.now()
    )
    await services.outbox.enqueue(rows)
