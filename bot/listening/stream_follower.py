"""Following one stream for as long as somebody hears it, over cuts, dead hosts and restarts."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import aclosing
from datetime import timedelta

from bot.clock import Clock
from bot.errors import ChangedFailure, OversizedFrame, SourceFailure, StorageFailure, TemporaryFailure
from bot.listening.backlog import Backlog, Candidate
from bot.listening.gaps import Gap, OnGap, tell_nobody
from bot.listening.health import Health
from bot.listening.poll_policy import rest_after
from bot.listening.request_runner import OnChange
from bot.listening.stream_consumer import StreamConsumer
from bot.listening.stream_cursor import StreamCursor
from bot.query import PreparedText
from bot.sources.source import Fetch
from bot.sources.stream import Flow, Post, Stream, Wire
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
ODD_IN_A_ROW = 100
"""Events that cannot be read, one after the other, after which the connection is of no use."""
_SOUND = 30.0  # seconds of good connection after which a cut counts as the first


class StreamFollower:
    """One stream: read in one task, taken in by another, the cursor kept behind what is safe.

    `lag`, `connected`, `gap` and the counts are for people to read.
    """

    def __init__(
        self,
        stream: Stream,
        wire: Wire,
        fetch: Fetch,
        taker: StreamConsumer,
        hearing: SourceStates,
        clock: Clock,
        on_change: OnChange,
        *,
        on_gap: OnGap = tell_nobody,
        backlog: int = BACKLOG,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._stream = stream
        self._wire = wire
        self._fetch = fetch
        self._taker = taker
        self._health = Health(stream.whole, hearing, clock, on_change)
        self._on_gap = on_gap
        self._clock = clock
        self._chance = chance
        self._backlog = Backlog(backlog)
        self._reader: asyncio.Task[None] | None = None
        self._hosts_tried = 0
        self._read_at = self._saved_at = self._woken_at = clock.monotonic()
        self._position = StreamCursor(stream, clock)
        self._brought_news = self._left = self._failing = False
        self._begun = self._greeting = False
        self.connected = False
        self.events = 0
        self.odd = self.faults = 0
        self.gap: Gap | None = None

    @property
    def lag(self) -> timedelta | None:
        """How long ago the event read last was seen by its server; None before there was one."""
        return self._position.lag

    @property
    def catching_up(self) -> bool:
        """Whether it goes through what was said while it was not connected, or may find that it has to."""
        if self._failing or not self._stream.keeps:
            return False
        if not self._begun:
            return True
        if not self._backlog.batch.cursor:
            return False
        return self.lag is None or self.lag > LATE or self.waiting > 0

    @property
    def waiting(self) -> int:
        """How much was read and is not taken in."""
        return len(self._backlog)

    async def run(self) -> None:
        """Until `stop` is called. What fails in taking in ends it: what was not kept is read again."""
        await self._taker.ready()
        await self._taker.refresh_followed_authors(self._stream)
        self._backlog.batch.cursor = cursor = (await self._health.state()).cursor
        self._position.begin(cursor)
        self._begun = True
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._consume(), name=f"taking in {self._stream.name}")
            if not self._backlog.closed:
                self._reader = tasks.create_task(self._produce(), name=f"reading {self._stream.name}")

    def stop(self) -> None:
        """Read no more; `run` ends when what was read is taken in and the cursor kept."""
        self._backlog.close()
        if self._reader:
            self._reader.cancel()

    def leave(self) -> None:
        """Read no more, and begin anew when somebody hears the stream again."""
        self._left = True
        self.stop()

    async def _produce(self) -> None:
        failures = 0
        while True:
            begun = self._clock.monotonic()
            failure = await self._connection()
            if self._backlog.closed:  # on Python 3.11 a task group that fails swallows a cancel beside it
                return
            if isinstance(failure, OversizedFrame):
                self._count_unreadable(failure.reason)
                self._position.step_over(self._backlog.batch.cursor)
            if self.connected:
                log.info("%s: %s", self._stream.title, failure)
                failures = 1 if self._clock.monotonic() - begun >= _SOUND else failures + 1
            else:
                failures += 1
            wait = self._wait(failure, failures)
            if not self.connected:
                self._failing = True
                await self._health.failed(failure, wait)
            self.connected = False
            self._hosts_tried += 1
            await self._clock.sleep(wait)

    async def _connection(self) -> SourceFailure:
        """Follow until the connection ends; why it did. Silence is counted from its beginning."""
        self._read_at = self._clock.monotonic()
        failure: SourceFailure = TemporaryFailure("{title} ended the connection.", title=self._stream.title)
        try:
            async with asyncio.TaskGroup() as tasks:
                watchdog = tasks.create_task(self._silence_watchdog())
                await self._follow()
                watchdog.cancel()
        except* SourceFailure as failures:
            failure = _first(failures)
        except* StorageFailure:  # the stream has no part in it, and is not to be left alone for it
            raise
        except* Exception as errors:  # a stream may be a stranger's: the others go on
            log.exception("%s failed", self._stream.name, exc_info=errors)
            failure = ChangedFailure("A fault in reading {title}; the log has it.", title=self._stream.title)
        return failure

    async def _follow(self) -> None:
        hosts = await self._stream.found_hosts(self._fetch)
        host = hosts[self._hosts_tried % len(hosts)]
        cursor, gap = self._position.resumed(self._backlog.batch.cursor)
        log.info("Following %s at %s, %s", self._stream.title, host, f"from {cursor}" if cursor else "live")
        async with aclosing(self._stream.follow(host, cursor, self._wire)) as flows:
            odd = 0
            async for flow in flows:
                odd = odd + 1 if flow.odd else 0
                if odd == ODD_IN_A_ROW:
                    raise ChangedFailure(
                        "{title} sends what cannot be read: {odd}.", title=self._stream.title, odd=flow.odd
                    )
                if not (self.connected or odd):
                    self.connected, self._failing = True, False
                    await self._greet(gap)
                self._see(flow)
                if self._backlog.full:
                    await self._backlog.room()

    async def _greet(self, gap: Gap | None) -> None:
        """Record that it speaks, and say what is lost: how much that is, is known only now."""
        self._greeting = True
        try:
            if gap:
                await self._report_gap(gap)
            await self._health.well()
        finally:
            self._greeting = False
            self._read_at = self._clock.monotonic()

    def _see(self, flow: Flow) -> None:
        """Most posts end here: nothing is made of those that no watch can want."""
        self.events += 1
        batch = self._backlog.batch
        post = flow.post
        if post is not None:
            subject = self._prefiltered(post)
            if subject is not None:
                batch.sightings.append(Candidate(post, subject, flow.at))
                self._backlog.wake()
            if flow.edited:
                batch.edited.append(post)
                self._backlog.wake()
        elif flow.deleted:
            batch.deleted.append(flow.deleted)
            self._backlog.wake()
        elif flow.silenced:
            batch.silenced.append(flow.silenced)
            self._backlog.wake()
        elif flow.odd:
            self._count_unreadable(flow.odd)
        if flow.cursor and self._position.pass_on(flow.at):
            batch.cursor = flow.cursor
        self._read_at = self._clock.monotonic()
        if self._read_at - self._woken_at >= SAVED_EVERY:
            self._woken_at = self._read_at
            self._backlog.wake()

    def _prefiltered(self, post: Post) -> PreparedText | None:
        try:
            return self._taker.prefilter(post)
        except Exception:  # it would come again at every connection, and keep the others from coming
            if self.faults == 0:
                log.exception(
                    "A fault in looking at a post of %s; such posts are left out", self._stream.title
                )
            self.faults += 1
            return None

    def _count_unreadable(self, why: str) -> None:
        if self.odd == 0:
            log.warning(
                "%s sent what cannot be read; such events are counted and left out: %s",
                self._stream.title,
                why,
            )
        self.odd += 1

    async def _report_gap(self, gap: Gap) -> None:
        self.gap = gap
        log.warning("What %s said from %s to %s is lost", self._stream.title, gap.since, gap.until)
        await self._on_gap(self._stream.whole, gap)

    async def _silence_watchdog(self) -> None:
        limit = self._stream.silence
        while limit is not None:
            quiet = self._clock.monotonic() - self._read_at
            if quiet >= limit.total_seconds() and not (self._backlog.full or self._greeting):
                raise TemporaryFailure("{title} fell silent.", title=self._stream.title)
            await self._clock.sleep(max(1.0, limit.total_seconds() - quiet))

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
            await self._taker.refresh_followed_authors(self._stream)
            if batch:
                self._brought_news |= bool(await self._taker.take(self._stream, batch))
            if self._clock.monotonic() - self._saved_at >= SAVED_EVERY:
                await self._save(batch.cursor)
        await self._save(self._backlog.batch.cursor)

    async def _save(self, cursor: str) -> None:
        """Keep the cursor, unless a lying clock sent it into the future; none of a stream that is left."""
        self._saved_at = self._clock.monotonic()
        if self._left or (self.events and self._position.is_past(cursor)):
            news, self._brought_news = self._brought_news, False
            await self._health.keep("" if self._left else cursor, connected=self.connected, news=news)


def _first(failures: ExceptionGroup[SourceFailure]) -> SourceFailure:
    found = failures.exceptions[0]
    return _first(found) if isinstance(found, ExceptionGroup) else found
