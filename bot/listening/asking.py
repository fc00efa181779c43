"""Putting one question to its source, and keeping account of how the source is."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    BudgetSpent,
    ChangedFailure,
    GoneFailure,
    RateFailure,
    RefusedAddress,
    SourceFailure,
)
from bot.fetching import Fetcher, MemoryValidators, Validators
from bot.listening.budgets import Budgets
from bot.listening.recent import Recent
from bot.listening.shares import Tally
from bot.listening.subscriptions import Sources
from bot.models import Mention
from bot.sources.source import Question
from bot.storage.archive import Hit
from bot.storage.hearing import Hearing, SourceState

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=7)
"""How far back a question is asked for the first time."""
OVERLAP = timedelta(minutes=10)
"""How much of what was read is read again: sources list things late."""
TOLD_AFTER = 5
"""Failures in a row after which people are told."""
SLOWER = 1.2
"""How much later a question that brought nothing is asked the next time.

News comes in bursts, one text bringing others: to slow down gently and then to go far costs fewer
requests than the contrary, and half of all news is heard sooner (`bench/README.md`).
"""
SLOWEST = 12
"""Intervals after which even the quietest question is asked."""
LONGEST_INTERVAL = 3600.0
"""Seconds; no question waits longer unless its source's own interval is longer."""
EARLY = 0.15
"""Share of an interval by which a question may be asked before its time, when a digest is made."""
LONGEST_REST = timedelta(hours=6)
TURNED_OVER = 0.25
"""Share of new entries from which a list of the latest may lose some before it is read again."""
RESTS: dict[type[SourceFailure], timedelta] = {
    AuthFailure: LONGEST_REST,
    BlockedFailure: LONGEST_REST,
    GoneFailure: timedelta(days=1),
    RefusedAddress: timedelta(days=1),
    ChangedFailure: timedelta(hours=1),
    RateFailure: timedelta(minutes=15),
}
"""How long a source is left alone after a failure, unless it says."""


class Asked(msgspec.Struct, frozen=True):
    """What a question brought: candidates, and the failure that ended it early, if one did.

    `first` says that it was never answered before, `last` when it was, if it was; `catching_up` that it was
    not for longer than usual: then what it brings is no news to be told at once.
    """

    question: Question
    mentions: tuple[Mention, ...]
    failure: SourceFailure | None = None
    first: bool = False
    catching_up: bool = False
    last: datetime | None = None


class HeldValidators:
    """What was seen of addresses, held back until the mentions that came with it are kept."""

    def __init__(self, kept: Validators) -> None:
        self._kept = kept
        self._held: dict[str, tuple[str, str]] = {}

    def get(self, url: str) -> tuple[str, str] | None:
        """The validators of an address, kept or held."""
        return self._held.get(url) or self._kept.get(url)

    def put(self, url: str, etag: str, modified: str) -> None:
        """Hold the validators of an address."""
        self._held[url] = (etag, modified)

    def commit(self) -> None:
        """Keep what was held."""
        for url, (etag, modified) in self._held.items():
            self._kept.put(url, etag, modified)


OnChange = Callable[[Question, SourceState], Awaitable[None]]
"""Called when people are to be told: a question failed often enough, or is answered again after that."""

OnRest = Callable[[Mapping[str, datetime]], None]
"""Called, in a thread, with the domains that rest whenever they are others than before."""

Take = Callable[[Asked], Awaitable[list[Hit]]]
"""What becomes of an answer; only when it is done is the question recorded as answered."""


def is_to_be_told(state: SourceState) -> bool:
    """Whether people do not know yet that a question fails, or that it is answered again."""
    return not state.failures if state.told else state.failures >= TOLD_AFTER


class Asking:
    """Asks sources, one question at a time each."""

    def __init__(
        self,
        sources: Sources,
        fetcher: Fetcher,
        budgets: Budgets,
        hearing: Hearing,
        clock: Clock,
        on_change: OnChange,
        on_rest: OnRest,
    ) -> None:
        self._on_rest = on_rest
        self._resting = fetcher.manners.rests()
        self._sources = sources
        self._budgets = budgets
        self._shares: Mapping[str, int] = {}
        self._on_change = on_change
        self._fetcher = fetcher
        self._hearing = hearing
        self._clock = clock
        self._turns: dict[Question, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._recent = Recent(clock)
        self._waits: dict[tuple[str, str], timedelta] = {}

    def share(self, questions: Mapping[str, int]) -> None:
        """How many questions each source has: its budget is shared among them."""
        self._shares = questions

    def usual(self, name: str) -> timedelta:
        """How often a question of a source may be asked so that its budget lasts for all of them."""
        return self._budgets.interval(self._sources[name], self._shares.get(name, 1))

    async def ask(self, question: Question, take: Take, waited: timedelta | None = None) -> Asked | None:
        """What is new since it was last answered; None while its source rests.

        `waited` is how long others of its server kept it waiting, if it has just had its turn.
        """
        if waited is not None:
            self._waits[question.source, question.edition] = waited
        async with self._turns[question]:
            state = await self.state(question)
            if not self._is_due(state):
                return None
            since = state.last_well - OVERLAP if state.last_well else self._clock.now() - LOOK_BACK
            seen, took = HeldValidators(self._hearing.validators), Tally()
            asked = await self._put(question, since, self._fetcher.with_validators(seen), state, took)
            new = await take(asked)
            if asked.failure is None:
                await asyncio.to_thread(seen.commit)
                self._budgets.learn(self._sources[question.source], took)
            news = bool(new) or self._turns_over(asked, state)
            await self._record(asked, state, new, self._next_interval(state, news))
            return asked

    async def ask_since(self, question: Question, since: datetime, take: Take) -> Asked:
        """All since an instant, whatever was read before, and even of a source that rests.

        What somebody else asked so a few minutes ago is not asked again.
        """
        async with self._turns[question]:
            found = self._recent.get(question, since)
            if found is not None:
                remembered = Asked(question, found, first=True, catching_up=True)
                await take(remembered)
                return remembered
            state = await self.state(question)
            asked = await self.peek(question, since)
            await self._record(asked, state, await take(asked), state.interval)
            if asked.failure is None:
                self._recent.put(question, since, asked.mentions)
            return asked

    async def peek(self, question: Question, since: datetime) -> Asked:
        """All since an instant, and no account kept of it."""
        fetch = self._fetcher.with_validators(MemoryValidators())
        return await self._put(question, since, fetch, await self.state(question), Tally())

    async def next_at(self, question: Question) -> datetime:
        """When a question is due: the rest after a failure, or its own interval, is over then."""
        return self._next_at(await self.state(question))

    async def state(self, question: Question) -> SourceState:
        """How the question fared so far."""
        return await asyncio.to_thread(self._hearing.state, question.source, question.key)

    async def _put(
        self, question: Question, since: datetime, fetcher: Fetcher, state: SourceState, took: Tally
    ) -> Asked:
        found: list[Mention] = []
        failure = None
        source = self._sources[question.source]
        fetch = self._budgets.within(source, fetcher, self._shares.get(source.name, 1), took)
        try:
            async for page in source.search(question, since, fetch):
                found += page
        except SourceFailure as error:
            failure = error
            log.warning("%s could not be heard (%s): %s", question.source, error.label, error.reason)
        except Exception as error:  # a source may be a stranger's: the others go on
            log.exception("%s failed", question.source)  # the address of a feed may hold a secret
            failure = ChangedFailure(f"a fault in reading it ({type(error).__name__}); the log has it")
        await self._keep_rests()
        late = state.last_well is None or self._clock.now() - state.last_well > self._longest(question, state)
        return Asked(question, tuple(found), failure, state.last_well is None, late, state.last_well)

    async def _keep_rests(self) -> None:
        resting = self._fetcher.manners.rests()
        if resting != self._resting:
            await asyncio.to_thread(self._on_rest, resting)
            self._resting = resting

    async def _record(self, asked: Asked, state: SourceState, new: list[Hit], interval: float) -> None:
        after = self._after(state, asked.failure)
        if new:
            after = msgspec.structs.replace(after, last_heard=after.last_asked)
        if asked.failure is None:
            after = msgspec.structs.replace(after, interval=interval)
        await asyncio.to_thread(self._hearing.put, after)
        if is_to_be_told(after) and not isinstance(asked.failure, BudgetSpent):
            await self._on_change(asked.question, after)

    def _is_due(self, state: SourceState) -> bool:
        return self._next_at(state, EARLY) <= self._clock.now()

    def _next_at(self, state: SourceState, early: float = 0.0) -> datetime:
        """When its rest is over, or its own interval; by now there may be more questions to share with."""
        now = self._clock.now()
        if state.resting_until:
            return state.resting_until
        if state.last_asked is None or state.last_asked > now:  # never, or the clock was set back since
            return now
        shared = self.usual(state.source) - early * self._sources[state.source].interval
        return state.last_asked + max(shared, (1 - early) * timedelta(seconds=state.interval))

    def _turns_over(self, asked: Asked, state: SourceState) -> bool:
        """Whether a list of the latest entries changes so fast that some may come and go unread."""
        last = state.last_well
        if last is None or not self._sources[state.source].latest_alone:
            return False
        new = sum(mention.dated and mention.created_at > last for mention in asked.mentions)
        return new > TURNED_OVER * len(asked.mentions)

    def _next_interval(self, state: SourceState, brought_news: bool) -> float:
        """Seconds until it is asked again: sooner after news, later after none."""
        usual = self.usual(state.source).total_seconds()
        if brought_news or not state.interval:
            return float(usual)
        return float(max(usual, min(state.interval * SLOWER, usual * SLOWEST, LONGEST_INTERVAL)))

    def _longest(self, question: Question, state: SourceState) -> timedelta:
        """How long it may go unanswered before its source is catching up: a long line is no failure."""
        usual = self.usual(state.source)
        waits = self._waits.get((question.source, question.edition), timedelta())
        return waits + 2 * max(usual, timedelta(seconds=state.interval)) + OVERLAP

    def _after(self, state: SourceState, failure: SourceFailure | None) -> SourceState:
        now = self._clock.now()
        if failure is None:
            return msgspec.structs.replace(
                state, last_asked=now, last_well=now, failures=0, label="", reason="", resting_until=None
            )
        return msgspec.structs.replace(
            state,
            last_asked=now,
            failures=state.failures + (not isinstance(failure, BudgetSpent)),
            label=failure.label,
            reason=failure.reason,
            resting_until=failure.until or now + self._rest(state, failure),
        )

    def _rest(self, state: SourceState, failure: SourceFailure) -> timedelta:
        """A rest by the kind of failure; passing ones double it from one interval on."""
        fixed = RESTS.get(type(failure))
        if fixed:
            return fixed
        interval: timedelta = self._sources[state.source].interval
        return min(interval * (1 << min(state.failures, 16)), LONGEST_REST)
