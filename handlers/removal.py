"""Removing a watch: asked first, told to its channel, and taken back within a day."""

import asyncio
from collections.abc import Callable

from bot.errors import BadCommand
from bot.locale import _, speaking
from bot.messages.answers import sentence
from bot.messages.changes import ask_removal, brought_back_message, removed_message
from bot.messages.message import Message
from bot.models import Watch
from bot.names import name_key
from bot.outbox.queue import delivery_rows
from bot.storage.changes import KEPT_FOR, ChangeKind, WatchChange
from handlers.services import Request, Services
from handlers.watch_lookup import is_whole, watch_named


async def remove(services: Services, call: Request) -> Message:
    """Ask whether a watch is to be removed; only one that is named whole."""
    watch = await watch_named(services, call)
    if not is_whole(call.words, watch):
        raise BadCommand(
            _(
                "“{written}” is not watched here. Did you mean /watch remove {name}? What is to be removed "
                "is named whole.",
                written=call.words,
                name=watch.name,
            )
        )
    return ask_removal(watch)


async def forget(services: Services, watch: Watch, by: str) -> Message:
    """Remove a watch, and set aside for a day what it found; its channel is told who did so."""
    if not await _take_out(services, watch, by):
        return sentence(_("That watch is gone already."))
    await tell_channel(services, watch, by, removed_message, "removed")
    return sentence(
        _(
            "{name} is no longer watched here. /watch undo brings it back within a day, with what it found; "
            "after that all of it is forgotten.",
            name=watch.name,
        )
    )


async def bring_back(services: Services, watch: Watch, by: str) -> None:
    """Watch again what was removed, with what it had found.

    A watch that was made anew under its name gives way to it, and can itself be brought back.
    """
    key = name_key(watch.name)
    for other in await asyncio.to_thread(services.watchlist.watches, watch.channel):
        if name_key(other.name) == key:
            await _take_out(services, other, by)
    if not await asyncio.to_thread(services.watchlist.add, watch):
        raise BadCommand(
            _("{name} was made anew at this moment. /watch list shows what is watched.", name=watch.name)
        )
    await asyncio.to_thread(services.changes.bring_back, watch)
    await services.reloader.reload()
    await tell_channel(services, watch, by, brought_back_message, "brought-back")


async def _take_out(services: Services, watch: Watch, by: str) -> bool:
    """Watch something no more, and set aside what it found; False when it is gone already.

    The removal is recorded first: should the bot die halfway, what is set aside is still forgotten after
    the day, and what was not removed is not.
    """
    made = WatchChange(kind=ChangeKind.REMOVED, before=watch, changed_by=by, changed_at=services.clock.now())
    change = await asyncio.to_thread(services.changes.record, made)
    removed = False
    try:
        removed = await asyncio.to_thread(services.watchlist.remove, watch.id)
    finally:
        if not removed:
            await asyncio.to_thread(services.changes.forget, change)
    if removed:
        await services.reloader.reload()  # first, so that nothing more is kept of what is set aside
        await asyncio.to_thread(services.changes.set_aside, watch)
    return removed


async def tell_channel(
    services: Services, watch: Watch, by: str, say: Callable[[Watch, str], Message], what: str
) -> None:
    """Tell a watch's channel, in its language, what somebody did with the watch."""
    now = services.clock.now()
    with speaking(services.watchlist.language(watch.channel)):
        message = say(watch, by)
    key = f"{what}:{watch.id}:{now:%Y%m%dT%H%M%S%f}"
    await services.outbox.enqueue(delivery_rows("notice", key, watch.channel, [message], now))


async def forget_expired(services: Services) -> None:
    """Forget for good what was removed a day ago, and the changes that can no longer be taken back.

    What a removed watch had found is set aside again, for a bot that died before it was.
    """
    until = services.clock.now() - KEPT_FOR
    watched = {watch.id for watch in await asyncio.to_thread(services.watchlist.watches)}
    for change in await asyncio.to_thread(services.changes.removals):
        if change.before.id in watched:
            continue
        if change.changed_at < until:
            await asyncio.to_thread(services.archive.forget_watch, change.before.id)
        else:
            await asyncio.to_thread(services.changes.set_aside, change.before)
    await asyncio.to_thread(services.changes.forget_before, until)
