"""Putting one question to its source, and keeping account of how the source is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.errors import BudgetSpent, ChangedFailure, Curtailed, SourceFailure, StorageFailure
from bot.feeds.freshness import fresh_for
from bot.fetching import Fetcher, MemoryValidators, Validators
from bot.listening.budgets import Budgets
from bot.listening.gaps import Gap, OnGap, tell_nobody
from bot.listening.lists import entries_of, has_overrun
from bot.listening.look_back_cache import LookBackCache
from bot.listening.poll_policy import LOOK_BACK, PollPolicy
from bot.listening.usage_average import UsageAverage
from bot.locale import Sentence, later
from bot.models import Mention
from bot.sources.source import Listed, Question
from bot.storage.archive import Hit
from bot.storage.source_states import SourceState, SourceStates
from bot.watches.subscriptions import Sources

log = logging.getLogger(__name__)

REPORTED_AFTER = 5
"""Failures in a row after which people are told."""


class Fetched(msgspec.Struct, frozen=True):
    """What a question brought: candidates, and the failure that ended it early, if one did.

    `first` says that it was never answered before, `last` when it was, if it was; `catching_up` that it was
    not for longer than usual: then only what was written lately is news to be told at once. Of the time of
    `gap`, which is worth telling, the source had more than is read at once. `listed` is all that stands in
    the list that was read, in its order; None for an answer that is no list, or is unchanged. For as long as
    `fresh` the server says that nothing will have changed.
    """

    question: Question
    mentions: tuple[Mention, ...]
    failure: SourceFailure | None = None
    first: bool = False
    catching_up: bool = False
    last: datetime | None = None
    gap: Gap | None = None
    listed: tuple[Mention, ...] | None = None
    fresh: timedelta = timedelta()


class PendingValidators:
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

Take = Callable[[Fetched], Awaitable[list[Hit]]]
"""What becomes of an answer; only when it is done is the question recorded as answered."""


def should_report(state: SourceState) -> bool:
    """Whether people do not know yet that a question fails, or that it is answered again."""
    return not state.failures if state.told else state.failures >= REPORTED_AFTER


class RequestRunner:
    """Asks sources, one question at a time each."""

    def __init__(
        self,
        sources: Sources,
        fetcher: Fetcher,
        budgets: Budgets,
        hearing: SourceStates,
        clock: Clock,
        on_change: OnChange,
        on_rest: OnRest,
        on_gap: OnGap = tell_nobody,
    ) -> None:
        self._on_rest = on_rest
        self._on_gap = on_gap
        self._resting = fetcher.limiter.rests()
        self._sources = sources
        self._budgets = budgets
        self._pace = PollPolicy(sources, budgets, clock)
        self._on_change = on_change
        self._fetcher = fetcher
        self._hearing = hearing
        self._clock = clock
        self._turns: WeakValueDictionary[Question, asyncio.Lock] = WeakValueDictionary()
        self._recent = LookBackCache(clock)

    def share(self, questions: Mapping[str, int]) -> None:
        """How many questions each source has: its budget is shared among them."""
        self._pace.share(questions)

    def min_interval(self, name: str) -> timedelta:
        """How often a question of a source may be asked so that its budget lasts for all of them."""
        return self._pace.min_interval(name)

    async def ask(self, question: Question, take: Take, waited: timedelta | None = None) -> Fetched | None:
        """What is new since it was last answered; None while its source rests.

        `waited` is how long others of its server kept it waiting, if it has just had its turn.
        """
        if waited is not None:
            self._pace.waited(question, waited)
        async with self._turn(question):
            state = await self.state(question)
            if not self._pace.is_due(state):
                return None
            since = self._pace.since(state)
            seen, took = PendingValidators(self._hearing.validators), UsageAverage()
            asked = await self._put(question, since, self._fetcher.with_validators(seen), state, took)
            new = await take(asked)
            if asked.failure is None:
                await asyncio.to_thread(seen.commit)
                self._budgets.learn(self._sources[question.source], took)
            await self._record(asked, state, new, self._interval(asked, state, new))
            if asked.gap and not asked.first:
                await self._on_gap(question, asked.gap)
            return asked

    def _interval(self, asked: Fetched, state: SourceState, new: list[Hit]) -> float:
        """Seconds until a question is asked again, now that it was answered so."""
        if asked.gap and asked.gap.overrun:
            return self._pace.hurried(state)
        news = bool(new) or self._pace.overflows(asked.mentions, state)
        return self._pace.interval(state, news=news, fresh=asked.fresh)

    async def ask_since(self, question: Question, since: datetime, take: Take) -> Fetched:
        """All since an instant, whatever was read before, and even of a source that rests.

        What somebody else asked so a few minutes ago is not asked again.
        """
        async with self._turn(question):
            found = self._recent.get(question, since)
            if found is not None:
                remembered = Fetched(question, found, first=True, catching_up=True)
                await take(remembered)
                return remembered
            state = await self.state(question)
            reach = min(since, self._pace.since(state)) if state.last_well else since
            asked = await self.fetch_once(question, reach)
            if (
                asked.gap and not asked.gap.overrun and asked.gap.until <= self._clock.now() - LOOK_BACK
            ):  # nobody asked for more
                asked = msgspec.structs.replace(asked, gap=None)
            await self._record(asked, state, await take(asked), state.interval)
            if asked.failure is None:
                self._recent.put(question, since, asked.mentions)
            return asked

    async def keep_answer(self, question: Question, answer: Answer, take: Take) -> Fetched:
        """All that an answer at hand holds, as if the question had just been put."""
        async with self._turn(question):
            state, now = await self.state(question), self._clock.now()
            found = await asyncio.to_thread(self._sources[question.source].read, answer, now)
            late = self._pace.missed_polls(question, state)
            first, last = state.last_well is None, state.last_well
            asked = Fetched(question, tuple(found), first=first, catching_up=late, last=last)
            await self._record(asked, state, await take(asked), state.interval)
            return asked

    async def fetch_once(self, question: Question, since: datetime) -> Fetched:
        """All since an instant, and no account kept of it."""
        fetch = self._fetcher.with_validators(MemoryValidators())
        return await self._put(question, since, fetch, await self.state(question), UsageAverage())

    async def next_at(self, question: Question) -> datetime:
        """When a question is due: the rest after a failure, or its own interval, is over then."""
        return self._pace.next_at(await self.state(question))

    async def state(self, question: Question) -> SourceState:
        """How the question fared so far."""
        return await asyncio.to_thread(self._hearing.state, question.source, question.key)

    def _turn(self, question: Question) -> asyncio.Lock:
        """One at a time asks a question; the lock lasts as long as somebody holds it or waits for it."""
        return self._turns.setdefault(question, asyncio.Lock())

    async def _put(
        self, question: Question, since: datetime, fetcher: Fetcher, state: SourceState, took: UsageAverage
    ) -> Fetched:
        found: list[Mention] = []
        listed: tuple[Mention, ...] | None = None
        failure = gap = None
        source = self._sources[question.source]
        answers: list[timedelta] = []
        noting = fetcher.with_witness(lambda answer: answers.append(fresh_for(answer)))
        fetch = self._budgets.within(source, noting, self._pace.sharers(source.name), took)
        try:
            async for page in source.search(question, since, fetch):
                found += page
                listed = page.whole if isinstance(page, Listed) else listed
        except Curtailed as error:
            gap = _gap(since, found)
            log.warning("%s It was read back to %s", error, gap.until)
        except SourceFailure as error:
            failure = error
            log.warning("%s could not be heard (%s): %s", question.source, error.label, error)
        except StorageFailure:  # of validators or budgets: the source has no part in it
            raise
        except Exception as error:  # a source may be a stranger's: the others go on
            log.exception("%s failed", question.source)  # the address of a feed may hold a secret
            failure = ChangedFailure(
                "a fault in reading it ({error}); the log has it", error=type(error).__name__
            )
        await self._keep_rests()
        if listed and not failure and state.last_well:
            gap = await asyncio.to_thread(self._overrun, state, listed)
        late = self._pace.missed_polls(question, state)
        told = gap if gap and gap.is_worth_telling else None
        first = state.last_well is None
        fresh = max(answers, default=timedelta()) if source.latest_alone else timedelta()
        return Fetched(question, tuple(found), failure, first, late, state.last_well, told, listed, fresh)

    def _overrun(self, state: SourceState, listed: Sequence[Mention]) -> Gap | None:
        """The time of which entries came into a list and left it unread, if there is one; blocks."""
        before, now = self._hearing.listings.get(state.source, state.question), self._clock.now()
        if state.last_well is None or not has_overrun(before, entries_of(listed)):
            return None
        oldest = min((each.created_at for each in listed if each.dated), default=now)
        log.warning("%s has entries that came and went between two readings", state.source)
        until = min(max(oldest, state.last_well), now)
        return Gap(min(state.last_well, until), until, overrun=True)

    async def _keep_rests(self) -> None:
        resting = self._fetcher.limiter.rests()
        if resting != self._resting:
            await asyncio.to_thread(self._on_rest, resting)
            self._resting = resting

    async def _record(self, asked: Fetched, state: SourceState, new: list[Hit], interval: float) -> None:
        after = self._pace.after(state, asked.failure)
        if new:
            after = msgspec.structs.replace(after, last_heard=after.last_asked)
        if asked.failure is None:
            after = msgspec.structs.replace(after, interval=interval)
        if asked.gap:
            after = msgspec.structs.replace(
                after, label=Curtailed.label, reason=left_unread(asked.gap).stored()
            )
        await asyncio.to_thread(self._hearing.put, after)
        if should_report(after) and not isinstance(asked.failure, BudgetSpent):
            await self._on_change(asked.question, after)


def _gap(since: datetime, found: Iterable[Mention]) -> Gap:
    """The time that was not read: up to the oldest mention that came."""
    oldest = min((mention.created_at for mention in found if mention.dated), default=since)
    return Gap(since, max(oldest, since))


def left_unread(gap: Gap) -> Sentence:
    """Why something of a time was not read."""
    if gap.overrun:
        return Sentence(later("more came into it between two readings than it holds; some was left."))
    return Sentence(
        later("it has more than is read at once; what is older than {instant} UTC was left."),
        {"instant": gap.until.isoformat()},
    )
