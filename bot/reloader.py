"""Makes what people changed take effect: one change after the other, the last one last."""

import asyncio

from bot.listening.listener import Listener
from bot.listening.poll_queue import PollQueue
from bot.listening.stream_manager import StreamManager
from bot.schedule import Schedule
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry


class Reloader:
    """Reads the watch list anew, and lets the polls, streams and digests follow it."""

    def __init__(
        self,
        watchlist: Watchlist,
        registry: WatchRegistry,
        listener: Listener,
        rounds: PollQueue,
        stream_manager: StreamManager,
        schedule: Schedule,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._listener = listener
        self._rounds = rounds
        self._streaming = stream_manager
        self._schedule = schedule
        self._lock = asyncio.Lock()

    async def reload(self) -> None:
        """Let the watch list as it is now take effect."""
        async with self._lock:
            channels = await asyncio.to_thread(self._watchlist.channels)
            await self._registry.reload(await asyncio.to_thread(self._watchlist.watches), channels)
            await self._rounds.renew(await self._listener.all_due())
            self._schedule.renew(channels, self._rounds.lanes)
            self._streaming.renew(self._registry.streams)

    async def reload_threads(self) -> None:
        """Ask from now on for the threads that live now, and no more for those that died."""
        async with self._lock:
            await self._rounds.renew(await self._listener.all_due())
            channels = await asyncio.to_thread(self._watchlist.channels)
            self._schedule.renew(channels, self._rounds.lanes)
