"""Messages to the bot, and messages in which watched names stand: taken from events, handed to the inbox."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.models import Asked
from handlers.listeners import Listeners

ASKED = "asked"
"""Under this name the context of an event holds what is to be answered."""
PERSONS = frozenset({None, "", "thread_broadcast", "file_share", "me_message"})
"""Subtypes of messages that people write: also sent to the channel, with a file, as `/me`."""
SLACKBOT = "USLACKBOT"


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Listen to mentions of the bot, and to messages."""

    async def written(context: dict[str, Any]) -> None:
        if asked := context.get(ASKED):
            listeners.inbox.start(asked)

    app.event("app_mention")(written)
    app.event("message")(written)


async def receive(
    listeners: Listeners, event: Mapping[str, Any], event_id: str, context: dict[str, Any]
) -> bool:
    """Record an event, and what is to be answered if it holds that; False if it was seen before."""
    bot_user = str(context.get("bot_user_id"))
    asked = question_in(event, bot_user) or await _overheard(listeners, event)
    if asked is None or listeners.inbox.is_forgotten(asked):
        return await listeners.inbox.seen(event_id)
    context[ASKED] = asked
    return await listeners.inbox.receive(event_id, asked)


async def _overheard(listeners: Listeners, event: Mapping[str, Any]) -> Asked | None:
    """A person's message in which a watched name stands, where people want replies to these."""
    if event.get("type") != "message" or not is_persons(event):
        return None
    asked = message_in(event, event, is_overheard=True)
    return asked if await listeners.replies.are_wanted(asked) else None


def is_persons(message: Mapping[str, Any]) -> bool:
    """Whether a person wrote a message: no bot, nobody's edit, no notice of Slack's."""
    return (
        bool(message.get("user"))
        and message["user"] != SLACKBOT
        and not message.get("bot_id")
        and message.get("subtype") in PERSONS
    )


def question_in(event: Mapping[str, Any], bot_user: str) -> Asked | None:
    """The message to the bot that an event tells of, as it was written last; None for any other event.

    A message is to the bot when it mentions it, or stands in the direct messages with it.
    """
    message = _edited(event) if event.get("subtype") == "message_changed" else event
    if event.get("type") not in {"message", "app_mention"} or not is_persons(message):
        return None
    direct, text = event.get("channel_type") == "im", message.get("text") or ""
    if not direct and event["type"] != "app_mention" and f"<@{bot_user}>" not in text:
        return None
    return message_in(event, message)


def _edited(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message whose words a person changed; nothing where Slack tells only that it unfolded a link."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    return message if message.get("edited") and message.get("text") != before.get("text") else {}


def message_in(event: Mapping[str, Any], message: Mapping[str, Any], *, is_overheard: bool = False) -> Asked:
    """The message that an event tells of, which is to be answered."""
    return Asked(
        channel=event["channel"],
        ts=message["ts"],
        user=message["user"],
        text=message.get("text") or "",
        edited=str((message.get("edited") or {}).get("ts", "")),
        thread_ts=message.get("thread_ts") or "",
        is_direct=event.get("channel_type") == "im",
        is_overheard=is_overheard,
    )
