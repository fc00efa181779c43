"""Slack's rate limits, kept by counting what is put to it: calls of a method, messages to a channel.

Whoever asks too often is refused (`ratelimited`), and held off for longer the more it asks on. All are a
workspace's, counted in the one place where Slack is asked (`slack`). Instants are steady seconds.
"""

from collections import deque
from typing import Final

from bot.clock import Clock

BETWEEN: Final = 1.0
"""Seconds between two messages to one channel (Slack: about one a second)."""
CALLS: Final = 50
"""Calls of a method that Slack takes in a minute (chat.update and conversations.* are of its tier 3)."""
MINUTE: Final = 60.0


class ChannelLimit:
    """The rate limit of messages to a channel, owed to it or to the person whose conversation it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}

    def free_at(self, channel: str) -> float:
        """When a channel may get its next message; now or earlier if it may."""
        return self._free_at.get(channel, 0.0)

    async def turn(self, channel: str) -> None:
        """Wait until a channel may get a message, which is counted."""
        now = self._clock.monotonic()
        self._free_at = {other: at for other, at in self._free_at.items() if at > now}
        at = self._free_at.get(channel, now)
        self._free_at[channel] = at + BETWEEN
        if at > now:
            await self._clock.sleep(at - now)


class MethodLimit:
    """The rate limit of a method: fifty calls a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._called: deque[float] = deque(maxlen=CALLS)
        self._until = 0.0

    def count(self) -> None:
        """Count a call that is made now."""
        self._called.append(self._clock.monotonic())

    def hold(self, seconds: float) -> None:
        """Slack takes none for so long."""
        self._until = max(self._clock.monotonic() + seconds, self._until)

    def free_at(self) -> float:
        """When the next may be made: as Slack says, or once a minute with as many as it takes is over."""
        is_full = len(self._called) == CALLS
        return max(self._until, self._called[0] + MINUTE if is_full else 0.0)

    def wait(self) -> float:
        """Seconds until the next may be made."""
        return max(self.free_at() - self._clock.monotonic(), 0.0)


class RateLimits:
    """The rate limits that the bot can reach: messages to a channel, chat.update, and conversations.*."""

    def __init__(self, clock: Clock) -> None:
        self.channels = ChannelLimit(clock)
        self.changes = MethodLimit(clock)
        self.lookups = MethodLimit(clock)
        """Pages of histories and threads in which messages are looked for."""
