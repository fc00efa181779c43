"""Slack's events: each is taken once, whatever becomes of this process."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.watches.channel_events import ChannelEvents
from handlers import mentions
from handlers.listeners import Listeners

Happened = Callable[[ChannelEvents, Mapping[str, Any], str], Awaitable[None]]


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Slack delivers an event again when it was not sure; the second time nothing is done.

    What is to be answered is recorded with its event, and what becomes of a channel is heeded, before Slack
    is told that the event arrived: whatever becomes of this process, it is done, and once.
    """

    @app.middleware
    async def once(
        body: dict[str, Any], context: dict[str, Any], next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        if body.get("event_id") and not await _receive(listeners, body, context):
            return BoltResponse(status=200)
        return await next()


async def _receive(listeners: Listeners, body: dict[str, Any], context: dict[str, Any]) -> bool:
    """Record an event with what it obliges to; False if it was seen before."""
    event, event_id, bot_user = body.get("event") or {}, body["event_id"], str(context.get("bot_user_id"))
    if happened := _OF_CHANNELS.get(event.get("type")):
        if event["type"] == "member_joined_channel" and event.get("user") != bot_user:
            return await listeners.inbox.seen(event_id)
        do = partial(happened, listeners.channel_events, event, event_id)
        return await listeners.channel_events.once(event_id, do)
    return await mentions.receive(listeners, event, event_id, context)


async def _joined(events: ChannelEvents, event: Mapping[str, Any], event_id: str) -> None:
    await events.joined(event["channel"], str(event.get("inviter") or ""))


async def _left(events: ChannelEvents, event: Mapping[str, Any], event_id: str) -> None:
    await events.left(event["channel"], event_id)


async def _archived(events: ChannelEvents, event: Mapping[str, Any], event_id: str) -> None:
    await events.archived(event["channel"], event_id)


async def _deleted(events: ChannelEvents, event: Mapping[str, Any], event_id: str) -> None:
    await events.deleted(event["channel"])


async def _reopened(events: ChannelEvents, event: Mapping[str, Any], event_id: str) -> None:
    await events.reopened(event["channel"])


_OF_CHANNELS: dict[str | None, Happened] = {
    "member_joined_channel": _joined,
    **dict.fromkeys(("channel_left", "group_left"), _left),
    **dict.fromkeys(("channel_archive", "group_archive"), _archived),
    **dict.fromkeys(("channel_deleted", "group_deleted"), _deleted),
    **dict.fromkeys(("channel_unarchive", "group_unarchive"), _reopened),
}
CHANNEL_EVENTS = frozenset(filter(None, _OF_CHANNELS))
"""The types of events about channels."""
