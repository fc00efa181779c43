"""Removing a watch: told to its channel, and taken back within a day."""

import asyncio
from collections.abc import Callable

from bot.clock import Clock
from bot.errors import Refusal, Refused
from bot.locale import speaking
from bot.messages.changes import brought_back_message, removed_message
from bot.messages.message import Message
from bot.models import Watch
from bot.names import name_key
from bot.outbox.keys import watch_change_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.storage.changes import KEPT_FOR, ChangeKind, WatchChanges
from bot.storage.delivery import DeliveryKind
from bot.storage.retention import Retention
from bot.storage.watchlist import Watchlist
from bot.watches.changes import WatchHistory
from bot.watches.lookup import WatchLookup
from bot.watches.naming import is_whole
from bot.watches.reloader import Reloader


class WatchRemoval:
    """Removes watches, brings them back, and forgets what nobody can bring back any more."""

    def __init__(
        self,
        watchlist: Watchlist,
        lookup: WatchLookup,
        history: WatchHistory,
        changes: WatchChanges,
        retention: Retention,
        outbox: Outbox,
        reloader: Reloader,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._lookup = lookup
        self._history = history
        self._changes = changes
        self._retention = retention
        self._outbox = outbox
        self._reloader = reloader
        self._clock = clock

    async def meant(self, channel: str, name: str) -> Watch:
        """The watch that is to be removed: only one that is named whole. Raises `Refused`."""
        watch = await self._lookup.named(channel, name)
        if not is_whole(name, watch):
            raise Refused(Refusal.NAMED_IN_PART, written=name, name=watch.name)
        return watch

    async def remove(self, watch: Watch, by: str) -> None:
        """Remove a watch, and set aside for a day what it found; its channel is told who did so.

        Raises `Refused` if it is gone already.
        """
        if not await self._take_out(watch, by):
            raise Refused(Refusal.WATCH_GONE)
        await self._tell_channel(watch, by, removed_message, "removed")

    async def bring_back(self, watch: Watch, by: str) -> None:
        """Watch again what was removed, with what it had found.

        A watch that was made anew under its name gives way to it, and can itself be brought back.
        """
        key = name_key(watch.name)
        for other in await asyncio.to_thread(self._watchlist.watches, watch.channel):
            if name_key(other.name) == key:
                await self._take_out(other, by)
        if not await asyncio.to_thread(self._watchlist.add, watch):
            raise Refused(Refusal.MADE_ANEW, name=watch.name)
        await asyncio.to_thread(self._changes.bring_back, watch)
        await self._reloader.reload()
        await self._tell_channel(watch, by, brought_back_message, "brought-back")

    async def forget_expired(self) -> None:
        """Forget for good what was removed a day ago, and the changes that can no longer be taken back.

        What a removed watch had found is set aside again, for a bot that died before it was.
        """
        until = self._clock.now() - KEPT_FOR
        watched = {watch.id for watch in await asyncio.to_thread(self._watchlist.watches)}
        for change in await asyncio.to_thread(self._changes.removals):
            if change.before.id in watched:
                continue
            if change.changed_at < until:
                await asyncio.to_thread(self._retention.forget_watch, change.before.id)
            else:
                await asyncio.to_thread(self._changes.set_aside, change.before)
        await asyncio.to_thread(self._changes.forget_before, until)

    async def _take_out(self, watch: Watch, by: str) -> bool:
        """Watch something no more, and set aside what it found; False when it is gone already.

        The removal is recorded first: should the bot die halfway, what is set aside is still forgotten after
        the day, and what was not removed is not.
        """
        change = await self._history.record(ChangeKind.REMOVED, watch, by)
        removed = False
        try:
            removed = await asyncio.to_thread(self._watchlist.remove, watch.id)
        finally:
            if not removed:
                await asyncio.to_thread(self._changes.forget, change)
        if removed:
            await self._reloader.reload()  # first, so that nothing more is kept of what is set aside
            await asyncio.to_thread(self._changes.set_aside, watch)
        return removed

    async def _tell_channel(
        self, watch: Watch, by: str, say: Callable[[Watch, str], Message], what: str
    ) -> None:
        """Tell a watch's channel, in its language, what somebody did with the watch."""
        now = self._clock.now()
        with speaking(self._watchlist.language(watch.channel)):
            message = say(watch, by)
        key = watch_change_key(what, watch.id, now)
        await self._outbox.enqueue(delivery_rows(DeliveryKind.NOTICE, key, watch.channel, [message], now))
