"""Following one stream for as long as somebody hears it, over cuts, dead hosts and restarts.

1. One task reads connections into the backlog (`stream_reader`), another takes in what waits there: all of it
   at once, with edits and deletions.
2. The cursor is kept every few seconds, behind what was taken in: what was not kept is read again.
3. After a failure it waits: as the source says; long, once all its hosts refuse; else a second, doubled with
   each failure in a row up to a minute. A cut after half a minute of good connection counts as the first.
4. While it goes through what was said before it was connected, it is catching up, and digests wait for it.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta

from bot.clock import Clock
from bot.errors import SourceFailure
from bot.fetching.fetch import Fetch
from bot.listening.announcer import Announcer
from bot.listening.backlog import Backlog, StreamConsumer
from bot.listening.poll_policy import rest_after
from bot.listening.stream_reader import StreamReader
from bot.listening.stream_record import StreamRecord
from bot.sources.stream import Stream, Wire
from bot.storage.gaps import Gap
from bot.storage.source_states import SourceStates

log = logging.getLogger(__name__)

BACKLOG = 1_000
"""Posts that may wait to be taken in; past them the socket is not read."""
SAVED_EVERY = 5.0
"""Seconds between two writings of the cursor."""
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds before connecting again: doubled with each failure in a row."""
LATE = timedelta(minutes=2)
"""An event older than that is history being caught up on, and no news."""
_SOUND = 30.0  # seconds of good connection after which a cut counts as the first


class StreamFollower:
    """One stream: read in one task, taken in by another, the cursor kept behind what is safe."""

    def __init__(
        self,
        stream: Stream,
        wire: Wire,
        fetch: Fetch,
        consumer: StreamConsumer,
        states: SourceStates,
        announcer: Announcer,
        clock: Clock,
        *,
        backlog: int = BACKLOG,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._stream = stream
        self._consumer = consumer
        self._record = StreamRecord(stream.whole, states, announcer, clock)
        self._clock = clock
        self._chance = chance
        self._backlog = Backlog(backlog)
        self._reader = StreamReader(stream, wire, fetch, consumer, self._record, self._backlog, clock)
        self._reading: asyncio.Task[None] | None = None
        self._saved_at = clock.monotonic()
        self._brought_news = self._left = self._failing = self._begun = False

    @property
    def connected(self) -> bool:
        """Whether it is connected, and brought something that can be read."""
        return self._reader.connected

    @property
    def lag(self) -> timedelta | None:
        """How long ago the event read last was seen by its server; None before there was one."""
        return self._reader.cursor.lag

    @property
    def gap(self) -> Gap | None:
        """The time last lost, if there was one."""
        return self._reader.gap

    @property
    def events(self) -> int:
        """How many events were read."""
        return self._reader.events

    @property
    def unreadable(self) -> int:
        """How many events could not be read."""
        return self._reader.unreadable

    @property
    def faults(self) -> int:
        """How many posts were left out because looking at them failed."""
        return self._reader.faults

    @property
    def waiting(self) -> int:
        """How much was read and is not taken in."""
        return len(self._backlog)

    @property
    def catching_up(self) -> bool:
        """Whether it goes through what was said while it was not connected, or may find that it has to."""
        if (self._failing and not self.connected) or not self._stream.keeps:
            return False
        if not self._begun:
            return True
        if not self._backlog.batch.cursor:
            return False
        return self.lag is None or self.lag > LATE or self.waiting > 0

    async def run(self) -> None:
        """Until `stop` is called. What fails in taking in ends it: what was not kept is read again."""
        await self._consumer.ready()
        await self._consumer.refresh_followed_authors(self._stream)
        self._backlog.batch.cursor = cursor = (await self._record.state()).cursor
        self._reader.cursor.begin(cursor)
        self._begun = True
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._consume(), name=f"taking in {self._stream.name}")
            if not self._backlog.closed:
                self._reading = tasks.create_task(self._produce(), name=f"reading {self._stream.name}")

    def stop(self) -> None:
        """Read no more; `run` ends when what was read is taken in and the cursor kept."""
        self._backlog.close()
        if self._reading:
            self._reading.cancel()

    def leave(self) -> None:
        """Read no more, and begin anew when somebody hears the stream again."""
        self._left = True
        self.stop()

    async def _produce(self) -> None:
        failures = 0
        while True:
            begun = self._clock.monotonic()
            failure = await self._reader.connection()
            if self._backlog.closed:  # on Python 3.11 a task group that fails swallows a cancel beside it
                return
            was_sound = self.connected and self._clock.monotonic() - begun >= _SOUND
            failures = 1 if was_sound else failures + 1
            wait = self._wait(failure, failures)
            if self.connected:
                log.info("%s: %s", self._stream.title, failure)
                self._failing = False
            else:
                self._failing = True
                await self._record.failed(failure, wait)
            self._reader.connected = False
            await self._clock.sleep(wait)

    def _wait(self, failure: SourceFailure, failures: int) -> float:
        """Seconds until the next try: as the source says, long once all its hosts refuse, else a little."""
        now = self._clock.now()
        if failure.until is not None and failure.until > now:
            return (failure.until - now).total_seconds()
        hosts = len(self._stream.hosts)
        rest = rest_after(failure, failures - hosts)
        if rest is not None and failures >= hosts:
            return rest.total_seconds()
        longest: float = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(failures - 1, 16))
        return longest * (0.5 + self._chance() / 2)

    async def _consume(self) -> None:
        while (batch := await self._backlog.take()) is not None:
            await self._consumer.refresh_followed_authors(self._stream)
            if batch:
                self._brought_news |= bool(await self._consumer.take(self._stream, batch))
            if self._clock.monotonic() - self._saved_at >= SAVED_EVERY:
                await self._save(batch.cursor)
        await self._save(self._backlog.batch.cursor)

    async def _save(self, cursor: str) -> None:
        """Keep the cursor, unless a lying clock sent it into the future; none of a stream that is left."""
        self._saved_at = self._clock.monotonic()
        if self._left or (self.events and self._reader.cursor.is_past(cursor)):
            news, self._brought_news = self._brought_news, False
            await self._record.followed("" if self._left else cursor, connected=self.connected, new=news)
