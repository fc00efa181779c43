"""The due queue: each request is polled when its time has come, those of one lane a few at a time.

1. A lane is a source and an edition of it: where one server is slow, those of the others do not wait.
2. Of a lane, what is due for longest goes first; what is due meanwhile goes on in the place of what is done.
3. A new request is spread over the interval of its source; one that stays keeps its time.
4. What was polled is due when its answer says so, straying by up to a tenth of an interval; what failed by a
   fault of ours, an interval later.
5. Times are kept in steady seconds: somebody may set the machine's clock.
"""

import asyncio
import heapq
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

import msgspec

from bot.clock import Clock
from bot.sources.source import SourceRequest
from bot.tasks import Tasks
from bot.wakeups import Wakeup

AT_ONCE = 8
"""Requests of a lane that may be under way at once: one domain is asked one at a time anyway."""
STRAY = 0.1
"""Share of an interval by which a request strays, so that nothing is asked in step."""

Lane = tuple[str, str]
"""A source and an edition of it."""


class Polls(Protocol):
    """Polls requests."""

    async def poll(self, request: SourceRequest, waited: timedelta) -> datetime:
        """Poll a request that others of its lane kept waiting for so long; when it is due again."""

    def min_interval(self, source: str) -> timedelta:
        """The shortest time between two polls of a request of a source."""


class DueItem(msgspec.Struct, frozen=True, order=True, gc=False):
    """A request and when it is due, by the steady clock; of one request the last version counts."""

    due: float
    version: int
    request: SourceRequest


class PollQueue:
    """Thousands of requests, each with the instant at which it is due."""

    def __init__(self, polls: Polls, clock: Clock, chance: Callable[[], float] = random.random) -> None:
        self._polls = polls
        self._clock = clock
        self._chance = chance
        self._versions: dict[SourceRequest, int] = {}
        self._numbers = count(1)
        self._heaps: dict[Lane, list[DueItem]] = defaultdict(list)
        self._under_way: Counter[Lane] = Counter()
        self._busy_since: dict[Lane, float] = {}
        self._tasks = Tasks()
        self._changed = Wakeup("polling", clock)
        self.lanes: frozenset[Lane] = frozenset()
        """Every lane of which something is polled."""

    async def run(self) -> None:
        """Poll what is due, for as long as the bot runs."""
        while True:
            self.run_due()
            due = self.next_due()
            await self._changed.wait(None if due is None else max(0.0, due - self._clock.monotonic()))

    async def renew(self, requests: Collection[SourceRequest]) -> None:
        """Poll exactly these from now on."""
        changes = await asyncio.to_thread(self._compared, requests)
        for request in changes.gone:
            del self._versions[request]
        for request, wait in changes.new:
            self._put(request, wait)
        for lane in self.lanes - changes.lanes:
            self._heaps.pop(lane, None)
        self.lanes = changes.lanes

    def run_due(self) -> None:
        """Begin to poll what is due."""
        for lane in self.lanes:
            if not self._under_way[lane]:
                self._busy_since[lane] = self._clock.monotonic()
            while self._under_way[lane] < AT_ONCE and (item := self._next(lane)):
                self._under_way[lane] += 1
                self._tasks.start(self._poll_on(lane, item), f"polling {lane[0]}")

    def next_due(self) -> float | None:
        """When the next request is due of a lane that has room, by the steady clock; None for none."""
        heads = (
            heap[0].due
            for lane, heap in self._heaps.items()
            if heap and lane in self.lanes and self._under_way[lane] < AT_ONCE
        )
        return min(heads, default=None)

    async def wait_idle(self) -> None:
        """Wait until nothing is under way."""
        await self._tasks.settle()

    async def stop(self) -> None:
        """Break off what is under way."""
        await self._tasks.stop()

    async def _poll_on(self, lane: Lane, first: "_Turn") -> None:
        """Poll this, and then whatever else is due meanwhile."""
        turn: _Turn | None = first
        try:
            while turn:
                await self._poll(*turn)
                turn = self._next(lane)
        finally:
            self._under_way[lane] -= 1
            self._changed.set()

    async def _poll(self, request: SourceRequest, waited: timedelta) -> None:
        wait = min_interval = self._polls.min_interval(request.source)
        try:
            due_at = await self._polls.poll(request, waited)
            wait = due_at - self._clock.now() + self._chance() * STRAY * min_interval
        finally:
            if request in self._versions:
                self._put(request, wait)

    def _compared(self, requests: Collection[SourceRequest]) -> "_Changes":
        wanted, known = set(requests), self._versions.keys()
        waits = [(new, _spread(new) * self._polls.min_interval(new.source)) for new in wanted - known]
        return _Changes(known - wanted, waits, frozenset(map(_lane, wanted)))

    def _put(self, request: SourceRequest, wait: timedelta) -> None:
        due = self._clock.monotonic() + wait.total_seconds()
        version = self._versions[request] = next(self._numbers)
        heapq.heappush(self._heaps[_lane(request)], DueItem(due, version, request))
        self._changed.set()

    def _next(self, lane: Lane) -> "_Turn | None":
        """The request that is due for longest, and how long others kept it waiting; None when none is."""
        heap, now = self._heaps[lane], self._clock.monotonic()
        while heap and heap[0].due <= now:
            item = heapq.heappop(heap)
            if self._versions.get(item.request) == item.version:  # else it is polled no more, or got another
                return item.request, timedelta(seconds=now - max(item.due, self._busy_since[lane]))
        return None


_Turn = tuple[SourceRequest, timedelta]


class _Changes(msgspec.Struct, frozen=True):
    """Requests that are polled no more, new ones with the wait of each, and all lanes there are now."""

    gone: set[SourceRequest]
    new: list[tuple[SourceRequest, timedelta]]
    lanes: frozenset[Lane]


def _lane(request: SourceRequest) -> Lane:
    return request.source, request.edition


def _spread(request: SourceRequest) -> float:
    """A number from 0 to 1 that is the request's own."""
    return zlib.crc32(f"{request.source}:{request.key}".encode()) / 2**32
