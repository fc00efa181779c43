"""Sources that cannot be heard: told once to the channels that want them, and once when they are back."""

import asyncio

import msgspec

from bot.clock import Clock
from bot.listening.request_runner import REPORTED_AFTER, should_report
from bot.locale import _, restored, speaking
from bot.messages.answers import sentence
from bot.outbox.queue import Outbox, delivery_rows
from bot.sources.source import Question
from bot.storage.source_states import SourceState, SourceStates
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

_ILL = "ill"
_BACK = "back"


class OutageNotices:
    """Tells channels of sources that fail and come back.

    It is owed under a name made of what is told, and only then marked as told: a stop between the two
    neither loses it nor says it twice.
    """

    def __init__(
        self,
        watchlist: Watchlist,
        registry: WatchRegistry,
        hearing: SourceStates,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._hearing = hearing
        self._outbox = outbox
        self._clock = clock
        self._telling = asyncio.Lock()

    async def changed(self, question: Question, state: SourceState) -> None:
        """Tell what changed to those who do not know it yet by another question of that source."""
        async with self._telling:
            if should_report(state):
                for channel in sorted(self._registry.channels(question)):
                    if not await self._knows_already(channel, question):
                        tell = self._report_outage if state.failures else self._report_recovery
                        await tell(channel, question, state)
                await self._mark(state, told=bool(state.failures))

    async def _report_outage(self, channel: str, question: Question, state: SourceState) -> None:
        with speaking(self._watchlist.language(channel)):
            text = _(
                "{source} could not be heard {n} times in a row: {reason} The others go on; you will hear "
                "when it is back.",
                source=self._title(question),
                n=REPORTED_AFTER,
                reason=str(restored(state.reason)),
            )
        await self._owe(_ILL, _key(channel, state), channel, question, text)

    async def _report_recovery(self, channel: str, question: Question, state: SourceState) -> None:
        """Tell a channel that was told of the illness, once for each time it was."""
        told = await self._outbox.latest(channel, _ILL, self._about(question))
        if told is not None:
            with speaking(self._watchlist.language(channel)):
                text = _("{source} is heard again.", source=self._title(question))
            await self._owe(_BACK, f"{_BACK}:{told.id}", channel, question, text)

    def _title(self, question: Question) -> str:
        source = self._registry.sources[question.source]
        return f"{source.title} ({question.text})" if source.own_places else source.title

    def _about(self, question: Question) -> str:
        return f"{question.source} {question.key}" if self._own(question) else question.source

    def _own(self, question: Question) -> bool:
        return self._registry.sources[question.source].own_places

    async def _knows_already(self, channel: str, question: Question) -> bool:
        """Whether a channel knows by another question that this source, or this place of its, is ill."""
        if self._own(question):
            return False
        asked = [
            other.key for other in self._registry.asked_of(channel, question.source) if other != question
        ]
        if await asyncio.to_thread(self._hearing.knows_ill, question.source, asked, REPORTED_AFTER):
            return True
        told = await self._outbox.latest(channel, _ILL, self._about(question))
        if told is None:
            return False
        states = await asyncio.to_thread(self._hearing.states, [(question.source, key) for key in asked])
        return any(
            state.failures >= REPORTED_AFTER and told.id == f"{_key(channel, state)}:0" for state in states
        )

    async def _mark(self, state: SourceState, *, told: bool) -> None:
        await asyncio.to_thread(self._hearing.put, msgspec.structs.replace(state, told=told))

    async def _owe(self, kind: str, key: str, channel: str, question: Question, text: str) -> None:
        now, about = self._clock.now(), self._about(question)
        await self._outbox.enqueue(delivery_rows(kind, key, channel, [sentence(text)], now, about))


def _key(channel: str, state: SourceState) -> str:
    """The name of a message about an illness: the same as long as that lasts, another for the next one."""
    return f"{_ILL}:{channel}:{state.source}:{state.question}:{state.last_well}"
