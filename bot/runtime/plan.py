"""What is polled, followed and done at its hour, as the watches want it."""

import asyncio

from bot.listening.poll import Poller
from bot.listening.poll_queue import PollQueue
from bot.listening.stream_manager import StreamManager
from bot.runtime.schedule import Schedule
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry


class Plan:
    """Lets polls, streams and hours follow the watches that are registered, and the threads that live."""

    def __init__(
        self,
        watchlist: Watchlist,
        registry: WatchRegistry,
        poller: Poller,
        poll_queue: PollQueue,
        stream_manager: StreamManager,
        schedule: Schedule,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._poller = poller
        self._poll_queue = poll_queue
        self._stream_manager = stream_manager
        self._schedule = schedule

    async def renew(self) -> None:
        """Poll, follow and keep hours by what is watched now; one call at a time."""
        await self._poll_queue.renew(await self._poller.requests())
        channels = await asyncio.to_thread(self._watchlist.channels)
        self._schedule.renew(channels)
        self._stream_manager.renew(self._registry.streams)
