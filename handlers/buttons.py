"""The buttons under the list of watches."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.messages.answers import list_messages, sentence
from bot.messages.message import Message
from bot.models import Watch
from handlers.apology import sorry
from handlers.finding import place_of
from handlers.services import Services
from handlers.watches import forget, set_paused

Act = Callable[[Services, Watch], Awaitable[Message]]


async def _pause(services: Services, watch: Watch) -> Message:
    return await set_paused(services, watch, paused=True)


async def _resume(services: Services, watch: Watch) -> Message:
    return await set_paused(services, watch, paused=False)


ACTS: dict[str, Act] = {"watch_pause": _pause, "watch_resume": _resume, "watch_remove": forget}


def register(app: AsyncApp, services: Services) -> None:
    """Listen to the buttons."""

    @app.action(re.compile("^watch_(?:pause|resume|remove)$"))
    async def pressed(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        work = press(services, body["channel"]["id"], action, respond)
        services.background.start(work, action["action_id"], partial(sorry, respond))


async def press(services: Services, channel: str, action: dict[str, Any], respond: AsyncRespond) -> None:
    """Do what a button says, and show the list as it is then."""
    await act(services, channel, action["action_id"], action["value"])
    place = await place_of(services, channel)
    shown, *_ = list_messages(place.watches, place.channel)
    await respond(**shown.payload(), replace_original=True)


async def act(services: Services, channel: str, name: str, watch_id: str) -> Message:
    """What a button does to a watch of this channel."""
    watches = await asyncio.to_thread(services.watchlist.watches, channel)
    watch = next((each for each in watches if each.id == watch_id), None)
    if watch is None:
        return sentence("That watch is gone already.")
    return await ACTS[name](services, watch)
