"""Makes what people changed in the watch list take effect: one change after the other, the last one last.

1. The registry has it when `reload` returns: what comes is matched by it, and what it asks can be asked.
2. Those who go by it are woken, and read the registry and the watch list anew: who polls, follows streams and
   keeps hours, and who looks back for new watches.
"""

import asyncio
from collections.abc import Collection

from bot.storage.watchlist import Watchlist
from bot.wakeups import Wakeup
from bot.watches.registry import WatchRegistry


class Reloader:
    """Reads the watch list anew, and wakes those who go by it."""

    def __init__(self, watchlist: Watchlist, registry: WatchRegistry, followers: Collection[Wakeup]) -> None:
        self._followers = followers
        self._watchlist = watchlist
        self._registry = registry
        self._lock = asyncio.Lock()

    async def reload(self) -> None:
        """Let the watch list as it is now take effect."""
        async with self._lock:
            channels = await asyncio.to_thread(self._watchlist.channels)
            await self._registry.reload(await asyncio.to_thread(self._watchlist.watches), channels)
        for follower in self._followers:
            follower.set()
