"""Reads one stream into a backlog, a connection at a time.

1. The hosts of a stream are tried in turn; each connection resumes a little before the cursor.
2. A connection counts once it brings something that can be read: then it is recorded, with a gap, if the
   stream does not go back to the cursor any more.
3. Most posts end here: only what some watch can want goes into the backlog, with edits and deletions.
4. A full backlog lets the reader wait, and then the server.
5. A connection ends at its fault, at many events in a row that cannot be read, and at silence.
"""

import asyncio
import logging
from contextlib import aclosing

from bot.clock import Clock
from bot.errors import ChangedFailure, OversizedFrame, SourceFailure, StorageFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.listening.backlog import Backlog, Candidate, StreamConsumer
from bot.listening.stream_cursor import StreamCursor
from bot.listening.stream_record import StreamRecord
from bot.query import PreparedText
from bot.sources.stream import Flow, Post, Stream, Wire
from bot.storage.gaps import Gap

log = logging.getLogger(__name__)

WOKEN_EVERY = 5.0
"""Seconds after which whoever takes in is woken, though nothing waits: the cursor is worth keeping."""
UNREADABLE_IN_A_ROW = 100
"""Events that cannot be read, one after the other, after which the connection is of no use."""


class StreamReader:
    """The connections of one stream. What is public is for people to read."""

    def __init__(
        self,
        stream: Stream,
        wire: Wire,
        fetch: Fetch,
        consumer: StreamConsumer,
        record: StreamRecord,
        backlog: Backlog,
        clock: Clock,
    ) -> None:
        self._stream = stream
        self._wire = wire
        self._fetch = fetch
        self._consumer = consumer
        self._record = record
        self._backlog = backlog
        self._clock = clock
        self._hosts_tried = 0
        self._read_at = self._woken_at = clock.monotonic()
        self._greeting = False
        self.cursor = StreamCursor(stream, clock)
        self.connected = False
        self.events = self.unreadable = self.faults = 0
        self.gap: Gap | None = None

    async def connection(self) -> SourceFailure:
        """Read until the connection ends; why it did. Silence is counted from its beginning."""
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
        self._hosts_tried += 1
        if isinstance(failure, OversizedFrame):
            self._count_unreadable(failure.reason)
            self.cursor.step_over(self._backlog.batch.cursor)
        return failure

    async def _follow(self) -> None:
        hosts = await self._stream.found_hosts(self._fetch)
        host = hosts[self._hosts_tried % len(hosts)]
        cursor, gap = self.cursor.resumed(self._backlog.batch.cursor)
        log.info("Following %s at %s, %s", self._stream.title, host, f"from {cursor}" if cursor else "live")
        async with aclosing(self._stream.follow(host, cursor, self._wire)) as flows:
            unreadable = 0
            async for flow in flows:
                unreadable = unreadable + 1 if flow.unreadable else 0
                if unreadable == UNREADABLE_IN_A_ROW:
                    raise ChangedFailure(
                        "{title} sends what cannot be read: {odd}.",
                        title=self._stream.title,
                        odd=flow.unreadable,
                    )
                if not (self.connected or unreadable):
                    self.connected = True
                    await self._greet(gap)
                self._handle(flow)
                if self._backlog.full:
                    await self._backlog.room()

    async def _greet(self, gap: Gap | None) -> None:
        """Record that it speaks, and what is lost: how much that is, is known only now."""
        self._greeting = True
        try:
            if gap:
                self.gap = gap
                log.warning("What %s said from %s to %s is lost", self._stream.title, gap.since, gap.until)
            await self._record.connected(gap)
        finally:
            self._greeting = False
            self._read_at = self._clock.monotonic()

    def _handle(self, flow: Flow) -> None:
        """Put what may be wanted into the backlog: nothing is made of a post that no watch can want."""
        self.events += 1
        batch = self._backlog.batch
        post = flow.post
        if post is not None:
            subject = self._prefiltered(post)
            if subject is not None:
                batch.candidates.append(Candidate(post, subject, flow.at))
                self._backlog.wake()
            if flow.edited:
                batch.edited.append(post)
                self._backlog.wake()
        elif flow.deleted:
            batch.deleted.append(flow.deleted)
            self._backlog.wake()
        elif flow.author_gone_prefix:
            batch.gone_prefixes.append(flow.author_gone_prefix)
            self._backlog.wake()
        elif flow.unreadable:
            self._count_unreadable(flow.unreadable)
        if flow.cursor and self.cursor.pass_on(flow.at):
            batch.cursor = flow.cursor
        self._read_at = self._clock.monotonic()
        if self._read_at - self._woken_at >= WOKEN_EVERY:
            self._woken_at = self._read_at
            self._backlog.wake()

    def _prefiltered(self, post: Post) -> PreparedText | None:
        try:
            return self._consumer.prefilter(post)
        except Exception:  # it would come again at every connection, and keep the others from coming
            if self.faults == 0:
                log.exception(
                    "A fault in looking at a post of %s; such posts are left out", self._stream.title
                )
            self.faults += 1
            return None

    def _count_unreadable(self, why: str) -> None:
        if self.unreadable == 0:
            log.warning(
                "%s sent what cannot be read; such events are counted and left out: %s",
                self._stream.title,
                why,
            )
        self.unreadable += 1

    async def _silence_watchdog(self) -> None:
        limit = self._stream.silence
        while limit is not None:
            quiet = self._clock.monotonic() - self._read_at
            if quiet >= limit.total_seconds() and not (self._backlog.full or self._greeting):
                raise TemporaryFailure("{title} fell silent.", title=self._stream.title)
            await self._clock.sleep(max(1.0, limit.total_seconds() - quiet))


def _first(failures: ExceptionGroup[SourceFailure]) -> SourceFailure:
    found = failures.exceptions[0]
    return _first(found) if isinstance(found, ExceptionGroup) else found
