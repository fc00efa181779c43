"""The buttons: under the list of watches, and under what is asked before something is done."""

import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.new_watch import read_new_watch
from bot.commands.several_names import read_names
from bot.errors import BadCommand, BadQuery, Refused
from bot.messages.answers import sentence
from bot.messages.changes import KEEP, REMOVE, kept_message, removal_message
from bot.messages.message import Message
from bot.messages.refusals import refusal_message, refusal_sentence
from bot.messages.search import NEWEST, OLDER
from bot.messages.several import AS_ONE, EACH
from bot.messages.watch_list import PAUSE, REMOVE_LISTED, RESUME, list_messages
from bot.messages.watching import added_message
from bot.models import Watch, WatchKind
from handlers.listeners import Listeners
from handlers.responding import in_askers_language, sorry, tell

Act = Callable[[Listeners, Watch, str], Awaitable[Message | None]]
Press = Callable[[Listeners, dict[str, Any], dict[str, Any], AsyncRespond], Coroutine[Any, Any, None]]


async def _pause(listeners: Listeners, watch: Watch, by: str) -> None:
    await listeners.watches.set_paused(watch, by, paused=True)


async def _resume(listeners: Listeners, watch: Watch, by: str) -> None:
    await listeners.watches.set_paused(watch, by, paused=False)


async def _remove(listeners: Listeners, watch: Watch, by: str) -> Message:
    await listeners.removal.remove(watch, by)
    return removal_message(watch)


async def _keep(listeners: Listeners, watch: Watch, by: str) -> Message:
    return kept_message(watch)


_IN_THE_LIST: dict[str, Act] = {PAUSE: _pause, RESUME: _resume, REMOVE_LISTED: _remove}
_ALONE: dict[str, Act] = {REMOVE: _remove, KEEP: _keep}
"""Under a question, which gives way to what became of it."""


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Listen to the buttons."""

    def listen(names: Iterable[str], press: Press) -> None:
        @app.action(re.compile(f"^(?:{'|'.join(names)})$"))
        async def pressed(
            ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
        ) -> None:
            await ack()
            user, channel = body["user"]["id"], body["channel"]["id"]
            work = in_askers_language(listeners, user, channel, press(listeners, body, action, respond))
            listeners.background.start(work, action["action_id"], partial(sorry, listeners, body, respond))

    listen(_IN_THE_LIST, _press_in_list)
    listen(_ALONE, _press_alone)
    listen((EACH, AS_ONE), _press_several)
    listen((OLDER, NEWEST), _press_search)


async def _press_in_list(
    listeners: Listeners, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Do what a button under the list says, and show the list as it is then."""
    await _act(listeners, _IN_THE_LIST[action["action_id"]], body, action)
    place = await listeners.lookup.channel(body["channel"]["id"])
    shown, *_ = list_messages(place.watches, place.channel)
    await tell(listeners, body, respond, shown, in_place=True)


async def _press_alone(
    listeners: Listeners, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Do what a button under a question says, and say so in the question's place."""
    said = await _act(listeners, _ALONE[action["action_id"]], body, action)
    if said:
        await tell(listeners, body, respond, said, in_place=True)


async def _act(listeners: Listeners, do: Act, body: dict[str, Any], action: dict[str, Any]) -> Message | None:
    """What a button does to a watch of this channel, for whoever pressed it; why not where it is refused."""
    try:
        watch = await listeners.lookup.by_id(body["channel"]["id"], action["value"])
        return await do(listeners, watch, body["user"]["id"])
    except Refused as refused:
        return refusal_message(refused)


async def _press_several(
    listeners: Listeners, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Watch each of several names that were typed together, or all of it as one; say so in their place."""
    kind, _, words = action["value"].partition(" ")
    typed = read_names(words, apart=action["action_id"] == EACH)
    user, channel = body["user"]["id"], body["channel"]["id"]
    said = [await _added(listeners, user, channel, WatchKind(kind), each) for each in typed]
    await tell(listeners, body, respond, sentence("\n".join(said)), in_place=True)


async def _press_search(
    listeners: Listeners, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
) -> None:
    """Show another page of a search in the place of the one before."""
    words, before = action["value"], None
    if action["action_id"] == OLDER:
        number, _, words = words.partition(" ")
        before = int(number)
    try:
        said = await listeners.archive.search(body["channel"]["id"], words, before)
    except Refused as refused:
        said = refusal_message(refused)
    await tell(listeners, body, respond, said, in_place=True)


async def _added(listeners: Listeners, user: str, channel: str, kind: WatchKind, typed: str) -> str:
    """What became of one of several names: it is watched, or why it is not."""
    try:
        added = await listeners.watches.add(channel, user, read_new_watch(kind, typed))
        return added_message(added, typed).text
    except Refused as refused:
        return refusal_sentence(refused, kind)
    except (BadCommand, BadQuery) as error:
        return str(error)
