"""Where in a stream one is: what was read last, and where to go on."""

from datetime import timedelta

from bot.clock import Clock
from bot.decoding import AHEAD
from bot.sources.stream import Stream
from bot.storage.gaps import Gap, GapKind

REWIND = timedelta(seconds=10)
"""How much is read again of another host: each has its own clock."""
_FIRST_STEP, _LONGEST_STEP = timedelta(milliseconds=1), timedelta(minutes=1)
"""How far a frame over the limit is stepped over; ten times as far as long as that is not enough."""


class StreamCursor:
    """How far a stream was read, by its servers' clock."""

    def __init__(self, stream: Stream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._last = self._reached = self._horizon = 0.0
        self._step: tuple[str, timedelta] | None = None

    @property
    def lag(self) -> timedelta | None:
        """How long ago the event read last was seen by its server; None before there was one."""
        if not self._last:
            return None
        return timedelta(seconds=max(0.0, self._clock.now().timestamp() - self._last))

    def begin(self, cursor: str) -> None:
        """Start where a cursor says; one in the future says no more than that it is now."""
        moment = self._stream.moment(cursor)
        if moment is not None:
            self._reached = min(moment, self._clock.now()).timestamp()

    def pass_on(self, at: float) -> bool:
        """Go on to an event, if it leads on: one from long ago or from the future leads nowhere."""
        if at > self._horizon:
            self._horizon = (self._clock.now() + AHEAD).timestamp()
        if at and not self._reached <= at <= self._horizon:
            return False
        self._reached = self._last = at
        return True

    def is_past(self, cursor: str) -> bool:
        """Whether a cursor may be kept: a lying clock may have sent it into the future."""
        moment = self._stream.moment(cursor)
        return moment is None or moment <= self._clock.now() + AHEAD

    def step_over(self, cursor: str) -> None:
        """Let the next connection begin behind the frame that follows the cursor, and is too long."""
        step = _FIRST_STEP
        if self._step is not None and self._step[0] == cursor:
            step = min(self._step[1] * 10, _LONGEST_STEP)
        self._step = cursor, step

    def resumed(self, cursor: str) -> tuple[str, Gap | None]:
        """A little before the cursor, as early as the source goes back; and what is lost before that.

        Right behind the cursor where a frame there is to be stepped over.

        A cursor in the future is of a clock that was wrong: nothing is known but that it was heard till now.
        """
        moment, now = self._stream.moment(cursor), self._clock.now()
        if moment is None:
            return cursor, None
        oldest = now - self._stream.keeps
        whole = self._stream.whole
        gap = Gap(
            source=whole.source,
            request=whole.key,
            kind=GapKind.LOST,
            since=moment,
            until=oldest,
            found_at=now,
        )
        stepping = self._step is not None and self._step[0] == cursor
        rewind = -self._step[1] if self._step is not None and stepping else REWIND
        resumed = self._stream.cursor_at(max(min(moment, now) - rewind, oldest))
        return resumed, gap if gap.is_worth_telling else None
