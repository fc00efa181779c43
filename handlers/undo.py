"""Taking back the last change of a watch: an edit, a pause, a removal, within a day."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.errors import BadCommand
from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.models import Watch
from bot.names import name_key
from bot.storage.changes import KEPT_FOR, ChangeKind, WatchChange
from handlers.commands import COMMAND, in_language_spoken
from handlers.removal import bring_back, forget
from handlers.services import Request, Services
from handlers.settings import settings_of
from handlers.watch_lookup import find, unquoted


async def undo(services: Services, call: Request) -> Message:
    """Take back the last change that was made in this channel, or the last change of the watch named."""
    change = await _last_change(services, call)
    watch = change.before
    if change.kind is ChangeKind.REMOVED:
        await bring_back(services, watch, call.user)
    elif change.kind is ChangeKind.ADDED:
        await asyncio.to_thread(services.changes.forget, change)
        return await forget(services, watch, call.user)
    else:
        await _restore(services, watch)
    await asyncio.to_thread(services.changes.forget, change)
    channel = await settings_of(services, call)
    services.background.start(services.listener.look_back(watch, channel), f"look-back for {watch.id}")
    return sentence(_taken_back(change))


async def _last_change(services: Services, call: Request) -> WatchChange:
    """The change that is meant. Raises `BadCommand` if there is none, or the name could be several."""
    since = services.clock.now() - KEPT_FOR
    changes = await _changes(services, call.channel, since)
    if unquoted(call.words):
        found = {name_key(watch.name) for watch in find(_latest(changes), call.words)}
        changes = [change for change in changes if name_key(change.before.name) in found]
        if len(found) > 1:
            undoing = in_language_spoken("undo")
            names = _(" or ").join(
                dict.fromkeys(f"{COMMAND} {undoing} {each.before.name}" for each in changes)
            )
            raise BadCommand(
                _("“{written}” could be several. Write {commands}.", written=call.words, commands=names)
            )
    if not changes and unquoted(call.words):
        raise BadCommand(
            _(
                "Nothing of “{written}” was changed here in the last day that could be taken back.",
                written=call.words,
            )
        )
    if not changes:
        raise BadCommand(_("Nothing was changed here in the last day that could be taken back."))
    return _replaced(changes) if unquoted(call.words) else changes[0]


def _replaced(changes: Sequence[WatchChange]) -> WatchChange:
    """The last change of a name; where that was to watch it anew, the removal of the watch before, if any."""
    last = changes[0]
    if last.kind is not ChangeKind.ADDED:
        return last
    return next((change for change in changes if change.kind is ChangeKind.REMOVED), last)


async def _changes(services: Services, channel: str, since: datetime) -> list[WatchChange]:
    """What was changed since then, the last change first, without a removal that a kill cut short."""
    watched = {watch.id for watch in await asyncio.to_thread(services.watchlist.watches, channel)}
    changes = await asyncio.to_thread(services.changes.of_channel, channel, since)
    return [
        change
        for change in changes
        if not (change.kind is ChangeKind.REMOVED and change.before.id in watched)
    ]


def _latest(changes: Sequence[WatchChange]) -> list[Watch]:
    """Each watch that was changed, as it was before its last change."""
    latest: dict[str, Watch] = {}
    for change in changes:
        latest.setdefault(change.before.id, change.before)
    return list(latest.values())


async def _restore(services: Services, watch: Watch) -> None:
    """Let a watch be as it was. Raises `BadCommand` if it is gone."""
    if await asyncio.to_thread(services.watchlist.change_watch, watch.id, lambda _known: watch) is None:
        raise BadCommand(
            _("{name} was removed meanwhile. /watch undo brings it back first.", name=watch.name)
        )
    await services.reloader.reload()


def _taken_back(change: WatchChange) -> str:
    watch = change.before
    match change.kind:
        case ChangeKind.EDITED:
            return _("{name} listens again for: {query}", name=watch.name, query=watch.query)
        case ChangeKind.PAUSED:
            return _("{name} is listened for again, as if it had not been paused.", name=watch.name)
        case ChangeKind.RESUMED:
            return _("{name} is paused again.", name=watch.name)
        case ChangeKind.ALERTS:
            if watch.instant:
                return _("{name} is told at once, as it is heard, as before.", name=watch.name)
            return _("{name} is told in the digest alone, as before.", name=watch.name)
        case ChangeKind.REMOVED | ChangeKind.ADDED:
            return _("{name} is watched here again, with what it had found.", name=watch.name)
