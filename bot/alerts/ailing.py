"""Sources that cannot be heard: told once to the channels that want them, and once when they are back."""

import asyncio
from collections.abc import Callable

import msgspec

from bot.clock import Clock
from bot.delivery import Deliverer, delivery_rows
from bot.listening.asking import TOLD_AFTER
from bot.listening.subscriptions import Sources
from bot.messages.answers import sentence
from bot.sources.source import Question
from bot.storage.hearing import Hearing, SourceState

Channels = Callable[[Question], set[str]]
"""The channels that ask a question."""


class Ailing:
    """Tells channels of sources that fail and come back."""

    def __init__(
        self, sources: Sources, hearing: Hearing, deliverer: Deliverer, clock: Clock, channels: Channels
    ) -> None:
        self._sources = sources
        self._hearing = hearing
        self._deliverer = deliverer
        self._clock = clock
        self._channels = channels
        self._telling = asyncio.Lock()

    async def changed(self, question: Question, state: SourceState) -> None:
        """Tell what changed to those who do not know it yet by another question of that source."""
        async with self._telling:
            await self._tell_change(question, state)

    async def _tell_change(self, question: Question, state: SourceState) -> None:
        if state.failures >= TOLD_AFTER and not state.told:
            unaware = self._channels(question) - await self._aware(question)
            await self._mark(state, told=True)
            await self._tell(question, "ill", self._ill(question, state), unaware)
        elif not state.failures and state.told:
            await self._mark(state, told=False)
            relieved = self._channels(question) - await self._aware(question)
            await self._tell(question, "back", f"{self._title(question)} is heard again.", relieved)

    def _ill(self, question: Question, state: SourceState) -> str:
        failed = f"{self._title(question)} could not be heard {TOLD_AFTER} times in a row"
        return f"{failed}: {state.reason} The others go on; you will hear when it is back."

    def _title(self, question: Question) -> str:
        source = self._sources[question.source]
        return f"{source.title} ({question.text})" if source.own_places else source.title

    async def _aware(self, question: Question) -> set[str]:
        """The channels that know by now that this source, or this place of its, is ill."""
        own = self._sources[question.source].own_places
        states = await asyncio.to_thread(self._hearing.states)
        ill = (_asked(state) for state in states if state.told and state.source == question.source)
        return {channel for other in ill if not own or other == question for channel in self._channels(other)}

    async def _mark(self, state: SourceState, *, told: bool) -> None:
        await asyncio.to_thread(self._hearing.put, msgspec.structs.replace(state, told=told))

    async def _tell(self, question: Question, what: str, text: str, channels: set[str]) -> None:
        now = self._clock.now()
        for channel in sorted(channels):
            key = f"{what}:{channel}:{question.source}:{now:%Y%m%dT%H%M%S}"
            await self._deliverer.owe(delivery_rows("notice", key, channel, [sentence(text)], now))


def _asked(state: SourceState) -> Question:
    """The question whose state it is."""
    edition, _, text = state.question.partition(" ")
    return Question(state.source, text, edition)
