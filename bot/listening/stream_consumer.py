"""What becomes of what a stream says."""

from typing import Protocol

from bot.listening.backlog import Batch
from bot.query import PreparedText
from bot.sources.stream import Post, Stream


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
