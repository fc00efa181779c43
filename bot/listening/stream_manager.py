"""The streams that channels hear, each followed in a task of its own."""

import asyncio
import logging
from collections.abc import Collection
from functools import partial

from bot.clock import Clock
from bot.fetching.fetch import Fetch
from bot.listening.announcer import Announcer
from bot.listening.backlog import StreamConsumer
from bot.listening.stream_follower import LONGEST_WAIT, StreamFollower
from bot.sources.stream import Stream, Wire
from bot.storage.source_states import SourceStates
from bot.tasks import Tasks
from bot.watches.subscriptions import Sources

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds in which what was read must be taken in when all stops; the rest is read again."""


class StreamManager:
    """Connects to a stream while somebody hears it, and keeps to it.

    `followed` is filled with what is followed now, by source, for those who ask how far behind it is.
    """

    def __init__(
        self,
        sources: Sources,
        wire: Wire,
        fetch: Fetch,
        consumer: StreamConsumer,
        states: SourceStates,
        announcer: Announcer,
        clock: Clock,
        followed: dict[str, StreamFollower],
    ) -> None:
        self._streams = {name: source for name, source in sources.items() if isinstance(source, Stream)}
        self._wire = wire
        self._fetch = fetch
        self._consumer = consumer
        self._states = states
        self._announcer = announcer
        self._clock = clock
        self._followed = followed
        self._tasks = Tasks()

    @property
    def followed(self) -> dict[str, StreamFollower]:
        """What is followed now, by source: how far behind, and whether it is connected."""
        return dict(self._followed)

    def renew(self, heard: Collection[str]) -> None:
        """Follow exactly the streams among these sources."""
        for name in self._followed.keys() - set(heard):
            self._followed.pop(name).leave()
        for name in self._streams.keys() & set(heard) - self._followed.keys():
            self._follow(name)

    async def stop(self) -> None:
        """Read no more; what was read is taken in, unless that takes long."""
        for follower in self._followed.values():
            follower.stop()
        self._followed.clear()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._tasks.settle()
        except TimeoutError:
            log.warning("What streams said last was not taken in; it will be read again")
        await self._tasks.stop()

    def _follow(self, name: str) -> None:
        follower = StreamFollower(
            self._streams[name],
            self._wire,
            self._fetch,
            self._consumer,
            self._states,
            self._announcer,
            self._clock,
        )
        self._followed[name] = follower
        self._tasks.start(follower.run(), f"following {name}", partial(self._again, name, follower))

    async def _again(self, name: str, failed: StreamFollower) -> None:
        """Follow anew, from what was kept, after taking in failed: the disk may have been full."""
        await self._clock.sleep(LONGEST_WAIT)
        if self._followed.get(name) is failed:
            self._follow(name)
