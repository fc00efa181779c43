"""The buttons under alerts: what is pressed is seen by all in the message, and told to whoever pressed."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.errors import Refused
from bot.messages.alert import (
    ENOUGH,
    FEWER,
    MUTE,
    MUTE_DAY,
    MUTE_KIND,
    MUTE_STORY,
    NORMAL,
    NOT_NORMAL,
    TAKE,
    taken_message,
)
from bot.messages.alert_settings import as_now_message, settings_changed_message
from bot.messages.message import Message
from bot.messages.refusals import refusal_message
from handlers.listeners import Listeners
from handlers.responding import in_askers_language, sorry, tell

Press = Callable[[Listeners, str, str, str], Awaitable[Message | None]]


async def _take(listeners: Listeners, channel: str, user: str, alert: str) -> Message | None:
    taken = await listeners.alerts.take(channel, user, alert)
    if taken.person == user:
        return None
    held = await listeners.settings.of(channel, user)
    return taken_message(taken.person, taken.at, held.zone)


async def _normal(listeners: Listeners, channel: str, user: str, alert: str) -> None:
    await listeners.alerts.call_normal(channel, user, alert)


async def _not_normal(listeners: Listeners, channel: str, user: str, alert: str) -> None:
    await listeners.alerts.not_normal(channel, user, alert)


async def _mute(listeners: Listeners, channel: str, user: str, chosen: str) -> None:
    what, _, alert = chosen.partition(" ")
    does = {
        MUTE_STORY: listeners.alerts.mute_story,
        MUTE_DAY: listeners.alerts.mute_watch,
        MUTE_KIND: listeners.alerts.mute_kind,
    }
    if what in does:
        await does[what](channel, user, alert)


async def _fewer(listeners: Listeners, channel: str, user: str, value: str) -> Message:
    return settings_changed_message(await listeners.alerts.fewer(channel, user))


async def _enough(listeners: Listeners, channel: str, user: str, value: str) -> Message:
    return as_now_message()


_PRESSED: dict[str, Press] = {
    TAKE: _take,
    NORMAL: _normal,
    NOT_NORMAL: _not_normal,
    MUTE: _mute,
    FEWER: _fewer,
    ENOUGH: _enough,
}


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Listen to the buttons of alerts."""

    @app.action(re.compile(f"^(?:{'|'.join(_PRESSED)})$"))
    async def pressed(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        user, channel = body["user"]["id"], body["channel"]["id"]
        work = in_askers_language(listeners, user, channel, _press(listeners, body, action, respond))
        listeners.background.start(work, action["action_id"], partial(sorry, listeners, body, respond))


async def _press(
    listeners: Listeners, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Do what was pressed or chosen; why not where it is refused."""
    value = action.get("value") or (action.get("selected_option") or {}).get("value", "")
    try:
        press = _PRESSED[action["action_id"]]
        said = await press(listeners, body["channel"]["id"], body["user"]["id"], value)
    except Refused as refused:
        said = refusal_message(refused)
    if said:
        await tell(listeners, body, respond, said)
