"""The buttons under the list of watches, and under the question whether one is to be removed."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.errors import BadCommand, BadQuery
from bot.locale import _
from bot.messages.answers import list_messages, sentence
from bot.messages.changes import KEEP, REMOVE
from bot.messages.message import Message
from bot.messages.several import AS_ONE, EACH
from bot.models import Watch
from handlers.errors import sorry
from handlers.languages import in_askers_language
from handlers.removal import forget
from handlers.responding import tell
from handlers.services import Request, Services
from handlers.several_names import several_names
from handlers.watch_lookup import channel_watches
from handlers.watches import add_one, set_paused

Act = Callable[[Services, Watch, str], Awaitable[Message]]


async def _pause(services: Services, watch: Watch, by: str) -> Message:
    return await set_paused(services, watch, by, paused=True)


async def _resume(services: Services, watch: Watch, by: str) -> Message:
    return await set_paused(services, watch, by, paused=False)


async def _keep(services: Services, watch: Watch, by: str) -> Message:
    return sentence(_("{name} stays.", name=watch.name))


IN_THE_LIST: dict[str, Act] = {"watch_pause": _pause, "watch_resume": _resume, "watch_remove": forget}
ALONE: dict[str, Act] = {REMOVE: forget, KEEP: _keep}
"""Under a question, which gives way to what became of it."""
Press = Callable[[Services, dict[str, Any], dict[str, Any], AsyncRespond], Coroutine[Any, Any, None]]


def register(app: AsyncApp, services: Services) -> None:
    """Listen to the buttons."""

    def listen(names: Iterable[str], press: Press) -> None:
        @app.action(re.compile(f"^(?:{'|'.join(names)})$"))
        async def pressed(
            ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
        ) -> None:
            await ack()
            user, channel = body["user"]["id"], body["channel"]["id"]
            work = in_askers_language(services, user, channel, press(services, body, action, respond))
            services.background.start(work, action["action_id"], partial(sorry, services, body, respond))

    listen(IN_THE_LIST, press_in_list)
    listen(ALONE, press_alone)
    listen((EACH, AS_ONE), press_several)


async def press_in_list(
    services: Services, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Do what a button under the list says, and show the list as it is then."""
    channel = body["channel"]["id"]
    await act(services, IN_THE_LIST[action["action_id"]], channel, action["value"], body["user"]["id"])
    place = await channel_watches(services, channel)
    shown, *_ = list_messages(place.watches, place.channel)
    await tell(services, body, respond, shown, in_place=True)


async def press_alone(
    services: Services, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Do what a button under a question says, and say so in the question's place."""
    name, channel = action["action_id"], body["channel"]["id"]
    said = await act(services, ALONE[name], channel, action["value"], body["user"]["id"])
    await tell(services, body, respond, said, in_place=True)


async def act(services: Services, do: Act, channel: str, watch_id: str, by: str) -> Message:
    """What a button does to a watch of this channel, for whoever pressed it."""
    watches = await asyncio.to_thread(services.watchlist.watches, channel)
    watch = next((each for each in watches if each.id == watch_id), None)
    if watch is None:
        return sentence(_("That watch is gone already."))
    return await do(services, watch, by)


async def press_several(
    services: Services, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Watch each of several names that were typed together, or all of it as one; say so in their place."""
    kind, _, words = action["value"].partition(" ")
    found = several_names(words)
    typed = [words] if found is None else found.apart() if action["action_id"] == EACH else [found.as_one()]
    call = Request(body["user"]["id"], body["channel"]["id"], kind, "")
    said = [await _added(services, call.about(each)) for each in typed]
    await tell(services, body, respond, sentence("\n".join(said)), in_place=True)


async def _added(services: Services, call: Request) -> str:
    """What became of one of several names: it is watched, or why it is not."""
    try:
        return (await add_one(services, call)).text
    except (BadCommand, BadQuery) as error:
        return str(error)
