"""Sources that cannot be heard: told once to the channels that want them, and once when they are back.

1. A state says by itself that people are to know of an outage or of its end (`SourceState.should_report`).
2. A notice is owed under a name made of what is told, and only then the state is marked as reported: a stop
   between the two neither loses it nor says it twice.
3. A channel is told of a source once, by whichever of its requests fails first; of its own feeds, of each.
4. Of the end are told those who were told of the outage.
"""

import asyncio

from bot.clock import Clock
from bot.locale import _, restored, speaking
from bot.messages.answers import sentence
from bot.outbox.keys import first_id, outage_key, recovery_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.sources.source import SourceRequest
from bot.storage.delivery import DeliveryKind
from bot.storage.source_state import REPORTED_AFTER, SourceState
from bot.storage.source_states import SourceStates
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry


class OutageNotices:
    """Tells channels of sources that fail and come back."""

    def __init__(
        self,
        watchlist: Watchlist,
        registry: WatchRegistry,
        states: SourceStates,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._states = states
        self._outbox = outbox
        self._clock = clock

    async def report(self) -> None:
        """Tell of every outage and every end of one that people do not know yet, the first one first."""
        while found := await asyncio.to_thread(self._states.to_report, self._clock.now()):
            for state in found:
                await self._report(state)
                await asyncio.to_thread(self._states.mark_reported, state)

    async def _report(self, state: SourceState) -> None:
        """Tell those who do not know it yet by another request of that source."""
        request = SourceRequest.of_key(state.source, state.request)
        if request.source not in self._registry.sources:
            return  # it is no longer installed: nobody hears it
        for channel in sorted(self._registry.channels(request)):
            if not await self._knows_already(channel, request):
                tell = self._report_outage if state.failures else self._report_recovery
                await tell(channel, request, state)

    async def _report_outage(self, channel: str, request: SourceRequest, state: SourceState) -> None:
        with speaking(self._watchlist.language(channel)):
            text = _(
                "{source} could not be heard {n} times in a row: {reason} The others go on; you will hear "
                "when it is back.",
                source=self._title(request),
                n=REPORTED_AFTER,
                reason=str(restored(state.reason)),
            )
        await self._owe(DeliveryKind.OUTAGE, outage_key(channel, state), channel, request, text)

    async def _report_recovery(self, channel: str, request: SourceRequest, state: SourceState) -> None:
        """Tell a channel that was told of the illness, once for each time it was."""
        told = await self._outbox.latest(channel, DeliveryKind.OUTAGE, self._about(request))
        if told is not None:
            with speaking(self._watchlist.language(channel)):
                text = _("{source} is heard again.", source=self._title(request))
            await self._owe(DeliveryKind.RECOVERY, recovery_key(told), channel, request, text)

    def _title(self, request: SourceRequest) -> str:
        source = self._registry.sources[request.source]
        return f"{source.title} ({request.text})" if source.channel_scoped else source.title

    def _about(self, request: SourceRequest) -> str:
        return f"{request.source} {request.key}" if self._own(request) else request.source

    def _own(self, request: SourceRequest) -> bool:
        return self._registry.sources[request.source].channel_scoped

    async def _knows_already(self, channel: str, request: SourceRequest) -> bool:
        """Whether a channel knows by another request that this source, or this place of its, is ill."""
        if self._own(request):
            return False
        asked = [other.key for other in self._registry.asked_of(channel, request.source) if other != request]
        if await asyncio.to_thread(self._states.knows_outage, request.source, asked):
            return True
        told = await self._outbox.latest(channel, DeliveryKind.OUTAGE, self._about(request))
        if told is None:
            return False
        states = await asyncio.to_thread(self._states.states, [(request.source, key) for key in asked])
        return any(
            state.failures >= REPORTED_AFTER and told.id == first_id(outage_key(channel, state))
            for state in states
        )

    async def _owe(
        self, kind: DeliveryKind, key: str, channel: str, request: SourceRequest, text: str
    ) -> None:
        now, about = self._clock.now(), self._about(request)
        await self._outbox.enqueue(delivery_rows(kind, key, channel, [sentence(text)], now, about))
