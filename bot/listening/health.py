"""How a stream is: recorded as with any question, told when it fails or comes back."""

import asyncio
import logging
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.errors import SourceFailure
from bot.listening.gaps import WORTH_TELLING
from bot.listening.request_runner import OnChange, should_report
from bot.sources.source import Question
from bot.storage.source_states import SourceState, SourceStates

log = logging.getLogger(__name__)

OUTAGE = WORTH_TELLING.total_seconds()
"""Seconds for which a stream fails before people are told: its first tries are a second apart."""


class Health:
    """The state of one stream."""

    def __init__(self, question: Question, hearing: SourceStates, clock: Clock, on_change: OnChange) -> None:
        self._question = question
        self._hearing = hearing
        self._clock = clock
        self._on_change = on_change
        self._changing = asyncio.Lock()  # what is kept meanwhile would undo it
        self._failing_since: float | None = None

    async def state(self) -> SourceState:
        """As it was recorded last."""
        return await asyncio.to_thread(self._hearing.state, self._question.source, self._question.key)

    async def well(self) -> None:
        """It is connected, and speaks."""
        async with self._changing:
            state, now = await self.state(), self._clock.now()
            self._failing_since = None
            after = msgspec.structs.replace(
                state, last_asked=now, last_well=now, failures=0, label="", reason="", resting_until=None
            )
            await self._change(after)

    async def failed(self, failure: SourceFailure, wait: float) -> None:
        """It could not be connected to, and is left alone for so many seconds."""
        if self._failing_since is None:
            self._failing_since = self._clock.monotonic()
        async with self._changing:
            state, now = await self.state(), self._clock.now()
            log.warning("%s could not be heard (%s): %s", state.source, failure.label, failure)
            after = msgspec.structs.replace(
                state,
                last_asked=now,
                failures=state.failures + 1,
                label=failure.label,
                reason=failure.sentence.stored(),
                resting_until=now + timedelta(seconds=wait),
            )
            await self._change(after)

    async def keep(self, cursor: str, *, connected: bool, news: bool) -> None:
        """Keep where to go on, when it was connected last, and when it last brought news."""
        async with self._changing:
            state, now = await self.state(), self._clock.now()
            await self._put(
                msgspec.structs.replace(
                    state,
                    cursor=cursor,
                    last_well=now if connected else state.last_well,
                    last_heard=now if news else state.last_heard,
                )
            )

    async def _change(self, after: SourceState) -> None:
        await self._put(after)
        if should_report(after) and self._is_long():
            await self._on_change(self._question, after)

    def _is_long(self) -> bool:
        """Whether a failure has lasted long enough to be told; there is no such question once it is over."""
        return self._failing_since is None or self._clock.monotonic() - self._failing_since >= OUTAGE

    async def _put(self, state: SourceState) -> None:
        await asyncio.to_thread(self._hearing.put, state)
