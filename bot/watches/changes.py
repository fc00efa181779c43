"""Changes of watches: carried out, put into force, and recorded so that they can be taken back."""

import asyncio
from typing import Any

import msgspec

from bot.clock import Clock
from bot.errors import Refusal, Refused
from bot.models import Watch
from bot.storage.changes import ChangeKind, WatchChange, WatchChanges
from bot.storage.watchlist import Watchlist
from bot.watches.reloader import Reloader


class WatchHistory:
    """Changes watches, and records what was changed."""

    def __init__(self, watchlist: Watchlist, changes: WatchChanges, reloader: Reloader, clock: Clock) -> None:
        self._watchlist = watchlist
        self._changes = changes
        self._reloader = reloader
        self._clock = clock

    async def change(self, watch: Watch, by: str, kind: ChangeKind, **fields: Any) -> Watch:
        """Give a watch other fields, and listen accordingly; others may have changed it meanwhile.

        Raises `Refused` if it was removed.
        """
        before = [watch]

        def how(known: Watch) -> Watch:
            before[0] = known
            return msgspec.structs.replace(known, **fields)

        changed = await asyncio.to_thread(self._watchlist.change_watch, watch.id, how)
        if changed is None:
            raise Refused(Refusal.REMOVED_MEANWHILE, name=watch.name)
        await self._reloader.reload()
        if changed != before[0]:
            await self.record(kind, before[0], by)
        return changed

    async def added(self, watch: Watch, by: str) -> None:
        """Listen for a new watch from now on."""
        await self._reloader.reload()
        await self.record(ChangeKind.ADDED, watch, by)

    async def record(self, kind: ChangeKind, before: Watch, by: str) -> WatchChange:
        """Record a change, so that it can be taken back."""
        made = WatchChange(kind=kind, before=before, changed_by=by, changed_at=self._clock.now())
        return await asyncio.to_thread(self._changes.record, made)
