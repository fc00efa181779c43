"""Polling: each request by itself, from how it fared to who is told.

1. **State**: how the request fared, and whether it is due (`poll_policy`); one at a time polls it.
2. **Fetch**: what came since the last answer, within the budget of its source (`request_runner`).
3. **Keep**: candidates are matched, deduplicated and kept (`intake`). Only then is it remembered what servers
   gave to tell whether a page changed: what could not be kept is fetched again.
4. **Record**: how the request fares now, when it is polled again, a gap that was found, and what its list
   holds: one transaction. Whoever is killed before sees all of it again, and keeps nothing twice.
5. **Announce**: whoever reads the rows that were written is woken (`announcer`).

A look-back, and a feed that was just added, go the same way whether they are due or not.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

import msgspec

from bot.analysis.language import with_language
from bot.answer import Answer
from bot.clock import Clock
from bot.listening.announcer import Announcer
from bot.listening.intake import Intake, Kept
from bot.listening.living_threads import LivingThreads
from bot.listening.poll_policy import LOOK_BACK, PollPolicy
from bot.listening.request_runner import Fetched, PendingValidators, RequestRunner, left_unread
from bot.models import Channel, Watch
from bot.sources.source import SourceRequest
from bot.sources.stream import Stream
from bot.storage.gaps import Gap, GapKind
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.watches.registry import WatchRegistry

EVER = datetime(1971, 1, 1, tzinfo=UTC)
"""Since which a place is read that lists only its latest entries."""


class Poller:
    """Polls the requests of the watches, and keeps what comes."""

    def __init__(
        self,
        registry: WatchRegistry,
        policy: PollPolicy,
        runner: RequestRunner,
        intake: Intake,
        states: SourceStates,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._policy = policy
        self._runner = runner
        self._intake = intake
        self._states = states
        self._announcer = announcer
        self._clock = clock
        self._living = LivingThreads(intake.threads.kept, registry.index, registry.sources)
        self._locks: WeakValueDictionary[SourceRequest, asyncio.Lock] = WeakValueDictionary()

    async def poll(self, request: SourceRequest, waited: timedelta | None = None) -> datetime:
        """Keep what is new since the last answer; when to poll again.

        `waited` is how long others of its lane kept the request waiting, if it has just had its turn.
        """
        if waited is not None:
            self._policy.waited(request, waited)
        async with self._lock(request):
            state = await self._state(request)
            if self._policy.is_due(state):
                seen = PendingValidators(self._states.validators)
                fetched = await self._runner.fetch(request, self._policy.since(state), state, seen)
                kept = await self._keep(fetched)
                if fetched.failure is None:
                    await asyncio.to_thread(seen.commit)
                gap = None if fetched.first else fetched.gap  # that of a first answer, the look-back tells
                state = await self._record(fetched, state, kept, self._interval(fetched, state, kept), gap)
                self._announce(kept, state, gap)
        return self._policy.next_at(state)

    def min_interval(self, source: str) -> timedelta:
        """How often a request of a source is polled, at most: its budget lasts for all of them."""
        return self._policy.min_interval(source)

    async def poll_since(self, request: SourceRequest, since: datetime) -> Fetched:
        """Keep all since an instant, whatever was read before, and even of a request that rests.

        What was fetched so a few minutes ago is not fetched again.
        """
        async with self._lock(request):
            if (remembered := self._runner.remembered(request, since)) is not None:
                self._announce(await self._keep(remembered))
                return remembered
            state = await self._state(request)
            fetched = self._within(await self._runner.fetch_since(request, since, state))
            kept = await self._keep(fetched)
            state = await self._record(fetched, state, kept, state.interval)
            self._announce(kept, state)
            return fetched

    async def keep_answer(self, request: SourceRequest, answer: Answer) -> Fetched:
        """Keep all that an answer at hand holds, as if it had just been fetched."""
        async with self._lock(request):
            state = await self._state(request)
            fetched = await self._runner.read(request, answer, state)
            kept = await self._keep(fetched)
            state = await self._record(fetched, state, kept, state.interval)
            self._announce(kept, state)
            return fetched

    async def look_back(self, watch: Watch, channel: Channel) -> list[Fetched]:
        """Keep the last seven days of all that a watch asks; what each of its requests brought."""
        since = self._clock.now() - LOOK_BACK
        asked = filter(self._is_polled, self._registry.requests(watch, channel))
        return await asyncio.gather(
            *(
                self.poll_since(each, EVER if self._registry.sources[each.source].channel_scoped else since)
                for each in asked
            )
        )

    async def read_feed(self, address: str, channel: str, answer: Answer) -> int:
        """Keep what a feed holds that was just added, from the answer in which it was found.

        How many of its entries speak of what the channel watches, known before or not.
        """
        wanted: set[str] = set()
        for request in self._registry.asked_by(channel):
            if request.text == address and self._registry.sources[request.source].channel_scoped:
                fetched = await self.keep_answer(request, answer)
                wanted |= await asyncio.to_thread(self._wanted, fetched, channel)
        return len(wanted)

    async def requests(self) -> list[SourceRequest]:
        """Every request that is polled, those for threads that live now among them.

        All share the budgets of their sources from now on.
        """
        who = self._registry.subscriptions
        threads = await asyncio.to_thread(self._living.requests, who, self._clock.now())
        self._policy.share(who.numbers + Counter(request.source for request in threads))
        return [*who.due, *threads]

    async def due(self) -> list[SourceRequest]:
        """Those of the requests that may be polled now."""
        requests = await self.requests()
        keys = [(each.source, each.key) for each in requests]
        states = await asyncio.to_thread(self._states.states, keys)
        return [each for each, state in zip(requests, states, strict=True) if self._policy.is_due(state)]

    async def _state(self, request: SourceRequest) -> SourceState:
        return await asyncio.to_thread(self._states.state, request.source, request.key)

    async def _keep(self, fetched: Fetched) -> Kept:
        who, now = self._registry.subscriptions, self._clock.now()
        return await asyncio.to_thread(self._intake.keep, fetched, who, now)

    async def _record(
        self, fetched: Fetched, state: SourceState, kept: Kept, interval: float, gap: Gap | None = None
    ) -> SourceState:
        """Record how a request fares after an answer, and a gap of which people are to be told."""
        after = self._policy.after(state, fetched.failure, interval)
        if kept.hits:
            after = after.with_news(self._clock.now())
        if fetched.gap:
            after = after.overran(left_unread(fetched.gap))
        await asyncio.to_thread(self._states.put, after, gap, kept.amended.listing)
        return after

    def _announce(self, kept: Kept, state: SourceState | None = None, gap: Gap | None = None) -> None:
        self._announcer.kept(kept.hits)
        self._announcer.amended(kept.amended.mentions)
        if state is not None:
            self._announcer.recorded(state, gap, self._clock.now())

    def _interval(self, fetched: Fetched, state: SourceState, kept: Kept) -> float:
        """Seconds until a request is polled again, now that it was answered so."""
        if fetched.gap and fetched.gap.kind is GapKind.OVERRUN:
            return self._policy.hurried(state)
        news = bool(kept.hits) or self._policy.overflows(fetched.mentions, state)
        return self._policy.interval(state, news=news, fresh=fetched.fresh)

    def _within(self, fetched: Fetched) -> Fetched:
        """An answer to a look-back, without a gap that lies before what people asked for."""
        gap = fetched.gap
        if gap and gap.kind is not GapKind.OVERRUN and gap.until <= self._clock.now() - LOOK_BACK:
            return msgspec.structs.replace(fetched, gap=None)
        return fetched

    def _wanted(self, fetched: Fetched, channel: str) -> set[str]:
        """The ids of the mentions in an answer that some watch of a channel wants. Blocks."""
        hearers = self._registry.subscriptions.hearers(fetched.request)
        own = {watch for watch, subscriber in hearers.items() if subscriber.watch.channel == channel}
        told = map(with_language, fetched.mentions)
        return {mention.id for mention in told if not own.isdisjoint(self._registry.index.matches(mention))}

    def _is_polled(self, request: SourceRequest) -> bool:
        return not isinstance(self._registry.sources[request.source], Stream)

    def _lock(self, request: SourceRequest) -> asyncio.Lock:
        """Held by whoever polls a request; it lasts as long as somebody holds it or waits for it."""
        return self._locks.setdefault(request, asyncio.Lock())
