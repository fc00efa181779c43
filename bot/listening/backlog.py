"""What a stream said and nobody took in yet: bounded, in order; and who takes it in."""

import asyncio
from typing import Protocol

import msgspec

from bot.query import PreparedText
from bot.sources.stream import Post, Stream


class Candidate(msgspec.Struct, frozen=True):
    """A post that some watch may want, its text folded, and when its server saw it (seconds since 1970)."""

    post: Post
    subject: PreparedText
    at: float = 0.0


class Batch(msgspec.Struct):
    """What was waiting: posts, those of them or others that were edited, ids that were deleted, and
    how the ids begin whose authors are gone.

    `cursor` is where to go on once all of it is taken in.
    """

    candidates: list[Candidate] = []
    edited: list[Post] = []
    deleted: list[str] = []
    gone_prefixes: list[str] = []
    cursor: str = ""

    def __len__(self) -> int:
        return len(self.candidates) + len(self.edited) + len(self.deleted) + len(self.gone_prefixes)


class StreamConsumer(Protocol):
    """Looks at everything, and takes in what somebody may want."""

    async def ready(self) -> None:
        """Wait until it can say what is wanted."""

    async def refresh_followed_authors(self, stream: Stream) -> None:
        """Find out whose posts are wanted whatever they say; called every few seconds."""

    def prefilter(self, post: Post) -> PreparedText | None:
        """A post made ready, if it is worth a closer look; called for every one."""

    async def take(self, stream: Stream, batch: Batch) -> int:
        """Take in what was waiting; how much of it was new to somebody."""


class Backlog:
    """One reader adds, one consumer takes all there is at once. Full, it lets the reader wait."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._batch = Batch()
        self._wanted = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.closed = False

    def __len__(self) -> int:
        return len(self._batch)

    @property
    def full(self) -> bool:
        """Whether the reader should wait for `room`."""
        return len(self._batch) >= self._size

    @property
    def batch(self) -> Batch:
        """What is waiting, to be added to; call `wake` after adding."""
        return self._batch

    def wake(self) -> None:
        """Say that something was added, or that the cursor is worth keeping."""
        self._wanted.set()
        if self.full:
            self._room.clear()

    async def room(self) -> None:
        """Wait until it is not full."""
        await self._room.wait()

    def close(self) -> None:
        """Say that nothing more will be added."""
        self.closed = True
        self._wanted.set()

    async def take(self) -> Batch | None:
        """All that is waiting, once something is; None when it is closed and empty."""
        if not self.closed:
            await self._wanted.wait()
        batch, self._batch = self._batch, Batch(cursor=self._batch.cursor)
        if not self.closed:
            self._wanted.clear()
        self._room.set()
        return None if self.closed and not batch else batch
