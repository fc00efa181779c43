"""The messages of a workspace, and how fast a channel takes them."""

from collections.abc import Callable
from itertools import count
from math import ceil

from bot.clock import Clock
from bot.console.records import Happening, Post

BURST = 2
"""Messages a channel takes at once; afterwards one a second."""


class Posts:
    """Messages by channel, ephemerals by channel and user; each has a `ts` of its own."""

    def __init__(self, clock: Clock, tell: Callable[[Happening], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._last = 0
        self._ids = count(1)
        self.all: list[Post] = []

    def stamp(self) -> str:
        """A new `ts`: the instant, moved on by a microsecond where two fall on the same."""
        self._last = max(self._last + 1, int(self._clock.now().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def fresh_id(self) -> str:
        """A block_id or action_id, for what the app left without."""
        return f"made{next(self._ids)}"

    def add(self, post: Post) -> Post:
        """Keep a message and show it."""
        self.all.append(post)
        self._tell(Happening("posted", post))
        return post

    def change(self, post: Post) -> None:
        """Show a message anew."""
        self._tell(Happening("updated", post))

    def remove(self, post: Post) -> None:
        """Forget a message."""
        self.all.remove(post)
        self._tell(Happening("deleted", post))

    def find(self, channel: str, ts: str) -> Post | None:
        """A message that everybody in the channel sees."""
        return next((post for post in self.seen(channel) if post.ts == ts), None)

    def seen(self, channel: str) -> list[Post]:
        """What everybody in the channel sees, replies included, oldest first."""
        return [post for post in self.all if post.channel == channel and not post.to]

    def top(self, channel: str) -> list[Post]:
        """The channel itself, without what is said in threads."""
        return [
            post
            for post in self.seen(channel)
            if not post.thread_ts or post.thread_ts == post.ts or post.broadcast
        ]

    def thread(self, channel: str, ts: str) -> list[Post]:
        """A message and its replies, oldest first."""
        return [post for post in self.seen(channel) if ts in (post.ts, post.thread_ts)]

    def whispers(self, channel: str, user: str) -> list[Post]:
        """The ephemerals that one user got in a channel, oldest first."""
        return [post for post in self.all if post.channel == channel and post.to == user]


class Pace:
    """One message a second a channel, a burst of `BURST` tolerated."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._channels: dict[str, tuple[float, float]] = {}

    def wait(self, channel: str) -> int:
        """Whole seconds until the channel takes a message; 0 takes one now."""
        now = self._clock.monotonic()
        left, since = self._channels.get(channel, (float(BURST), now))
        left = min(BURST, left + now - since)
        if left < 1:
            self._channels[channel] = (left, now)
            return ceil(1 - left)
        self._channels[channel] = (left - 1, now)
        return 0
