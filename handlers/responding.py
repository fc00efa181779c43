"""Answers to whoever typed a command or pressed a button: at the `response_url`, or else to them alone.

Slack takes five answers at a `response_url`, for half an hour; what it refuses there is said as a message
that only that person sees.
"""

import logging
from collections.abc import Coroutine, Mapping
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError

from bot.locale import speaking
from bot.messages.apologies import sorry_message
from bot.messages.message import Message
from handlers.listeners import Listeners

log = logging.getLogger(__name__)

UNREACHED = (aiohttp.ClientError, TimeoutError, OSError)


async def in_askers_language(
    listeners: Listeners, user: str, channel: str, work: Coroutine[Any, Any, None]
) -> None:
    """Do what somebody asked for, and answer in their language."""
    with speaking(await listeners.settings.askers_language(user, channel)):
        await work


async def sorry(listeners: Listeners, body: Mapping[str, Any], respond: AsyncRespond) -> None:
    """Say to whoever typed a command or pressed a button that something went wrong."""
    with speaking(await listeners.settings.askers_language(*asker(body))):
        await tell(listeners, body, respond, sorry_message())


async def sorry_alone(listeners: Listeners, user: str, channel: str) -> None:
    """Say to a person in a channel, where nothing can be responded to, that something went wrong."""
    with speaking(await listeners.settings.askers_language(user, channel)):
        await listeners.ephemeral.post(channel, user, sorry_message())


async def tell(
    listeners: Listeners,
    body: Mapping[str, Any],
    respond: AsyncRespond,
    message: Message,
    *,
    in_place: bool = False,
) -> None:
    """Say it to whoever typed or pressed; in the place of the message with the button where `in_place`."""
    refusal = await _refused(respond, message, in_place)
    if not refusal:
        return
    user, channel = asker(body)
    try:
        await listeners.ephemeral.post(channel, user, message)
    except (SlackApiError, *UNREACHED) as error:
        log.warning("An answer to %s in %s was lost: %s, then %s", user, channel, refusal, _named(error))


async def _refused(respond: AsyncRespond, message: Message, in_place: bool) -> str:
    """Why the answer was not taken at the `response_url`; empty where it was."""
    how: dict[str, Any] = {"replace_original": True} if in_place else {"response_type": "ephemeral"}
    try:
        answer = await respond(**message.payload(), **how)
    except UNREACHED as error:
        return f"its response_url did not answer ({type(error).__name__})"
    if answer.status_code == 200:
        return ""
    return f"its response_url answered {answer.status_code} ({answer.body[:100]})"


def _named(error: Exception) -> str:
    """Slack's name for a refusal, or what kept it from answering."""
    data = error.response.data if isinstance(error, SlackApiError) else None
    return str(data["error"]) if isinstance(data, dict) and "error" in data else type(error).__name__


def asker(body: Mapping[str, Any]) -> tuple[str, str]:
    """Who typed a command or pressed a button, and where."""
    if "user_id" in body:
        return str(body["user_id"]), str(body["channel_id"])
    return str(body["user"]["id"]), str((body.get("channel") or {}).get("id", ""))
