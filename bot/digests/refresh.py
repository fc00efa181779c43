"""Sources read again before a digest: the bot may have been down, or their turn is still to come.

1. What a channel's watches ask and was answered less than half an hour ago is left alone.
2. A request that several channels share is polled once, and all of them wait for it.
3. A few requests of one source are under way at once: one that hangs takes up no other source's room.
4. A channel waits two minutes for its own requests. What is not answered by then goes on, and its digest
   says so.
5. Then streams are asked whether what is pending still stands, for half a minute at most.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from bot.clock import Clock
from bot.digests.coverage import FRESH
from bot.listening.poll import Poller
from bot.listening.rechecks import Rechecks
from bot.sources.source import SourceRequest
from bot.sources.stream import Stream
from bot.storage.source_states import SourceStates
from bot.tasks import Tasks, within
from bot.watches.registry import WatchRegistry

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)
"""How long a digest waits for sources that are read again for it."""
PATIENCE_WITH_STREAMS = timedelta(seconds=30)
"""How long it waits for streams to say what of the pending still stands."""
AT_ONCE = 8
"""Requests of one source under way at once."""


class Refresh:
    """Polls what a digest is to rest on and was not read lately."""

    def __init__(
        self,
        registry: WatchRegistry,
        states: SourceStates,
        poller: Poller,
        rechecks: Rechecks,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._states = states
        self._poller = poller
        self._rechecks = rechecks
        self._clock = clock
        self._polls: dict[SourceRequest, asyncio.Task[Any]] = {}
        self._room: dict[str, asyncio.Semaphore] = defaultdict(partial(asyncio.Semaphore, AT_ONCE))
        self._tasks = Tasks()

    async def refresh(self, channel: str) -> None:
        """Read what was not read lately for a channel, and look for what of its pending may be gone."""
        polls = [self._polled(request) for request in await self._stale(channel)]
        if not await within(PATIENCE.total_seconds(), polls, self._clock):
            log.warning("Sources are slow; the digest of %s goes without them", channel)
        look = self._tasks.start(self._rechecks.look_again(channel), f"asking what of {channel} still stands")
        if not await within(PATIENCE_WITH_STREAMS.total_seconds(), [look], self._clock):
            look.cancel()
            log.warning("Streams are slow; the digest of %s may hold what was taken back", channel)

    def unanswered(self, requests: Iterable[SourceRequest]) -> set[SourceRequest]:
        """Those of the requests that were put for a digest, and are not answered yet."""
        return self._polls.keys() & set(requests)

    async def stop(self) -> None:
        """Break off what is under way."""
        await self._tasks.stop()

    async def _stale(self, channel: str) -> list[SourceRequest]:
        sources = self._registry.sources
        asked = list(dict.fromkeys(self._registry.asked_by(channel)))
        polled = [each for each in asked if not isinstance(sources[each.source], Stream)]
        states = await asyncio.to_thread(self._states.states, [(each.source, each.key) for each in polled])
        since = self._clock.now() - FRESH
        return [
            request
            for request, state in zip(polled, states, strict=True)
            if state.last_success is None or state.last_success < since
        ]

    def _polled(self, request: SourceRequest) -> "asyncio.Task[Any]":
        """The one poll of a request that is under way."""
        if (known := self._polls.get(request)) is None:
            known = self._tasks.start(self._poll(request), f"reading {request.source} again")
            self._polls[request] = known
        return known

    async def _poll(self, request: SourceRequest) -> None:
        try:
            async with self._room[request.source]:
                await self._poller.poll(request)
        finally:
            del self._polls[request]
