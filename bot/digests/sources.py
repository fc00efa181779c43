"""The sources of a channel's digest: waited for while they catch up, and accounted for."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.digests.coverage import Coverage, coverage_of, unanswered
from bot.digests.refresh import Refresh
from bot.digests.timetable import Slot
from bot.listening.request_runner import Fetched, left_unread
from bot.listening.stream_follower import StreamFollower
from bot.models import Channel
from bot.sources.source import SourceRequest
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.watches.registry import WatchRegistry

LONGEST_WAIT = timedelta(minutes=15)
"""How long a digest waits for streams that are catching up; each sweep asks again."""


class DigestSources:
    """Knows how well the sources of a channel were read."""

    def __init__(
        self,
        source_states: SourceStates,
        registry: WatchRegistry,
        followed: Mapping[str, StreamFollower],
        refresh: Refresh,
        clock: Clock,
    ) -> None:
        self._sources = registry.sources
        self._states = source_states
        self._registry = registry
        self._clock = clock
        self._followed = followed
        self._refresh = refresh
        self._begun = clock.now()

    def should_wait_for_streams(self, channel: Channel, slot: Slot) -> bool:
        """Whether a digest waits for streams that go through what was said while the bot was down."""
        last = max(slot.instant, self._begun) + LONGEST_WAIT
        behind = self.streams_catching_up(self._registry.asked_by(channel.id))
        return bool(behind) and self._clock.now() < last

    def streams_catching_up(self, asked: Iterable[SourceRequest]) -> list[str]:
        """Those streams among what is asked that are catching up."""
        heard = {each.source for each in asked}
        return [name for name, stream in self._followed.items() if name in heard and stream.catching_up]

    def coverage_of_answers(self, channel: Channel, answers: Iterable[Fetched]) -> Coverage:
        """How the sources were that just answered; they may fare otherwise by now."""
        now = self._clock.now()
        return coverage_of([_state(asked, now) for asked in answers], partial(self._name, channel), (), now)

    async def coverage(self, channel: Channel) -> Coverage:
        """How the sources that a channel listens to are."""
        asked = self._registry.asked_by(channel.id)
        states = await asyncio.to_thread(self._states.states, [(each.source, each.key) for each in asked])
        slow = self._refresh.unanswered(asked)
        states = [
            unanswered(state) if request in slow else state
            for request, state in zip(asked, states, strict=True)
        ]
        behind = [self._sources[name].title for name in self.streams_catching_up(asked)]
        return coverage_of(states, partial(self._name, channel), behind, self._clock.now())

    def _name(self, channel: Channel, state: SourceState) -> str:
        title = self._sources[state.source].title
        feed = channel.feed_name(state.text)
        return f"{title}, {feed}" if feed else title


def _state(asked: Fetched, now: datetime) -> SourceState:
    """How a request fares by its answer alone."""
    state = SourceState(source=asked.request.source, request=asked.request.key)
    if asked.failure:
        return state.failed(asked.failure, now, asked.failure.until or now)
    read = state.succeeded(now)
    return read.overran(left_unread(asked.gap)) if asked.gap else read
