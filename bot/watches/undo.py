"""Taking back the last change of a watch (an edit, a pause, a removal) or what was taught, within a day."""

import asyncio
from collections.abc import Sequence

from bot.background import Background
from bot.clock import Clock
from bot.errors import Refusal, Refused
from bot.listening.poll import Poller
from bot.models import Watch
from bot.names import name_key
from bot.storage.changes import KEPT_FOR, ChangeKind, WatchChange, WatchChanges
from bot.storage.watchlist import Watchlist
from bot.watches.channel_settings import ChannelSettings
from bot.watches.naming import find, unquoted
from bot.watches.reloader import Reloader
from bot.watches.removal import WatchRemoval
from bot.watches.taught import TakenBack
from bot.watches.untaught import Untaught


class Undo:
    """Takes changes back."""

    def __init__(
        self,
        watchlist: Watchlist,
        changes: WatchChanges,
        settings: ChannelSettings,
        removal: WatchRemoval,
        untaught: Untaught,
        poller: Poller,
        reloader: Reloader,
        background: Background,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._changes = changes
        self._settings = settings
        self._removal = removal
        self._untaught = untaught
        self._poller = poller
        self._reloader = reloader
        self._background = background
        self._clock = clock

    async def undo(self, channel: str, user: str, name: str) -> WatchChange | TakenBack:
        """Take back the last change made in a channel, or the last change of the watch of that name.

        What was taught is such a change. Raises `Refused` if there is none, or the name could be several.
        """
        taught = await self._untaught.last(channel, unquoted(name))
        try:
            change = await self._last_change(channel, name)
        except Refused as refused:
            if taught and refused.code in (Refusal.UNDO_NOTHING, Refusal.UNDO_UNKNOWN):
                return await self._untaught.undo(taught)
            raise
        if taught and taught.at >= change.changed_at:
            return await self._untaught.undo(taught)
        return await self._undo(change, channel, user)

    async def _undo(self, change: WatchChange, channel: str, user: str) -> WatchChange:
        watch = change.before
        if change.kind is ChangeKind.ADDED:
            await asyncio.to_thread(self._changes.forget, change)
            await self._removal.remove(watch, user)
            return change
        if change.kind is ChangeKind.REMOVED:
            await self._removal.bring_back(watch, user)
        else:
            await self._restore(watch)
        await asyncio.to_thread(self._changes.forget, change)
        held = await self._settings.of(channel, user)
        self._background.start(self._poller.look_back(watch, held), f"look-back for {watch.id}")
        return change

    async def _last_change(self, channel: str, name: str) -> WatchChange:
        changes = await self._of_channel(channel)
        if not unquoted(name):
            if not changes:
                raise Refused(Refusal.UNDO_NOTHING)
            return changes[0]
        found = {name_key(watch.name) for watch in find(_latest(changes), name)}
        changes = [change for change in changes if name_key(change.before.name) in found]
        if not changes:
            raise Refused(Refusal.UNDO_UNKNOWN, written=name)
        if len(found) > 1:
            names = tuple(dict.fromkeys(each.before.name for each in changes))
            raise Refused(Refusal.UNDO_AMBIGUOUS, written=name, watches=names)
        return _replaced(changes)

    async def _of_channel(self, channel: str) -> list[WatchChange]:
        """What was changed within a day, the last change first, without a removal that a kill cut short."""
        since = self._clock.now() - KEPT_FOR
        watched = {watch.id for watch in await asyncio.to_thread(self._watchlist.watches, channel)}
        changes = await asyncio.to_thread(self._changes.of_channel, channel, since)
        return [
            change
            for change in changes
            if not (change.kind is ChangeKind.REMOVED and change.before.id in watched)
        ]

    async def _restore(self, watch: Watch) -> None:
        """Let a watch be as it was. Raises `Refused` if it is gone."""
        if await asyncio.to_thread(self._watchlist.change_watch, watch.id, lambda _known: watch) is None:
            raise Refused(Refusal.UNDO_REMOVED, name=watch.name)
        await self._reloader.reload()


def _replaced(changes: Sequence[WatchChange]) -> WatchChange:
    """The last change of a name; where that was to watch it anew, the removal of the watch before, if any."""
    last = changes[0]
    if last.kind is not ChangeKind.ADDED:
        return last
    return next((change for change in changes if change.kind is ChangeKind.REMOVED), last)


def _latest(changes: Sequence[WatchChange]) -> list[Watch]:
    """Each watch that was changed, as it was before its last change."""
    latest: dict[str, Watch] = {}
    for change in changes:
        latest.setdefault(change.before.id, change.before)
    return list(latest.values())
