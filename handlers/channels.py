"""Channels that the bot enters, leaves, or that are closed."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.messages.answers import sentence
from bot.messages.questions import invited_message
from bot.outbox.queue import delivery_rows
from bot.outbox.refusals import SHUT
from handlers.commands import COMMAND
from handlers.services import Services
from handlers.settings import change_settings

LEFT = ("channel_left", "group_left")
CLOSED = ("channel_archive", "group_archive")
DELETED = ("channel_deleted", "group_deleted")
REOPENED = ("channel_unarchive", "group_unarchive")


def register(app: AsyncApp, services: Services) -> None:
    """Listen to what becomes of channels."""

    async def joined(event: dict[str, Any], context: dict[str, Any]) -> None:
        if event.get("user") == context.get("bot_user_id"):
            await reopen(services, event["channel"])
            await introduce(services, event["channel"])

    async def left(event: dict[str, Any]) -> None:
        await shut(services, event["channel"], SHUT["not_in_channel"])

    async def closed(event: dict[str, Any]) -> None:
        await shut(services, event["channel"], SHUT["is_archived"])

    async def deleted(event: dict[str, Any]) -> None:
        await asyncio.to_thread(services.watchlist.forget, event["channel"])
        await services.renew()
        await asyncio.to_thread(services.archive.forget_channel, event["channel"])

    async def reopened(event: dict[str, Any]) -> None:
        await reopen(services, event["channel"])

    app.event("member_joined_channel")(joined)
    for names, listener in ((LEFT, left), (CLOSED, closed), (DELETED, deleted), (REOPENED, reopened)):
        for name in names:
            app.event(name)(listener)


async def shut(services: Services, channel_id: str, reason: str) -> None:
    """Stop speaking to a channel, and tell whoever set it up, once."""
    channel = await asyncio.to_thread(services.watchlist.channel, channel_id)
    if channel is None or channel.stopped:
        return
    await change_settings(services, channel, stopped=reason)
    await services.renew()
    now = services.clock.now()
    said = sentence(
        f"Veille can no longer speak in the channel {channel_id} that you set up: {reason}. "
        f"Its watches are kept and rest. They go on once I am invited there again, "
        f"or once somebody types {COMMAND} digest there."
    )
    key = f"shut:{channel_id}:{now:%Y%m%dT%H%M%S}"
    await services.outbox.enqueue(delivery_rows("notice", key, channel.set_up_by, [said], now))


async def reopen(services: Services, channel_id: str) -> None:
    """Speak to a channel again, beginning with what is still owed."""
    channel = await asyncio.to_thread(services.watchlist.channel, channel_id)
    if channel is None or not channel.stopped:
        return
    await change_settings(services, channel, stopped="")
    await services.renew()
    await services.outbox.release(channel_id)


async def introduce(services: Services, channel_id: str) -> None:
    """Say in two lines what the bot does and how to begin, once, where nothing was ever set up."""
    if await asyncio.to_thread(services.watchlist.channel, channel_id):
        return
    rows = delivery_rows(
        "notice", f"invited:{channel_id}", channel_id, [invited_message()], services.clock.now()
    )
    await services.outbox.enqueue(rows)
