"""How one stream fares, as it is recorded: with the transitions of any request's state, a row at a time."""

import asyncio
import logging
from datetime import timedelta

from bot.clock import Clock
from bot.errors import SourceFailure
from bot.listening.announcer import Announcer
from bot.sources.source import SourceRequest
from bot.storage.gaps import Gap
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates

log = logging.getLogger(__name__)


class StreamRecord:
    """The recorded state of one stream."""

    def __init__(
        self, request: SourceRequest, states: SourceStates, announcer: Announcer, clock: Clock
    ) -> None:
        self._request = request
        self._states = states
        self._announcer = announcer
        self._clock = clock
        self._changing = asyncio.Lock()  # what is recorded meanwhile would undo it

    async def state(self) -> SourceState:
        """As it was recorded last."""
        return await asyncio.to_thread(self._states.state, self._request.source, self._request.key)

    async def connected(self, gap: Gap | None) -> None:
        """It is connected and speaks; of the time of `gap` it says nothing any more."""
        async with self._changing:
            await self._put((await self.state()).succeeded(self._clock.now()), gap)

    async def failed(self, failure: SourceFailure, wait: float) -> None:
        """It could not be connected to, and is left alone for so many seconds."""
        async with self._changing:
            state, now = await self.state(), self._clock.now()
            log.warning("%s could not be heard (%s): %s", state.source, failure.label, failure)
            await self._put(state.failed(failure, now, now + timedelta(seconds=wait)))

    async def followed(self, cursor: str, *, connected: bool, new: bool) -> None:
        """It was followed as far as `cursor`, is connected still or not, and brought something new or not."""
        async with self._changing:
            state, now = await self.state(), self._clock.now()
            await self._put(state.followed(cursor, now, connected=connected, new=new))

    async def _put(self, state: SourceState, gap: Gap | None = None) -> None:
        await asyncio.to_thread(self._states.put, state, gap)
        self._announcer.recorded(state, gap, self._clock.now())
