"""Puts one request to its source: what comes back, and what was left unread.

1. A request goes out through the fetcher, which waits and retries, and within the budget of its source.
2. What a source raises is a failure of its own; a fault of our own database is none, and is raised.
3. A list in which nothing of the last reading stands has overrun: what came and went in between is a gap.
4. A gap that is not worth telling is none.
5. A look-back is remembered for a few minutes: a name that many channels add at once is fetched once.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.errors import ChangedFailure, Curtailed, SourceFailure, StorageFailure
from bot.feeds.freshness import fresh_for
from bot.fetching import Fetcher, MemoryValidators, Validators
from bot.listening.budgets import Budgets
from bot.listening.lists import entries_of, has_overrun
from bot.listening.poll_policy import PollPolicy
from bot.listening.usage import UsageAverage
from bot.locale import N_, Sentence
from bot.models import Mention
from bot.sources.source import Listed, SourceRequest
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.gaps import Gap, GapKind
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.watches.subscriptions import Sources

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=5)
"""How long a look-back is good enough for the next who asks."""
REMEMBERED = 100
"""Requests whose look-backs are kept for that."""


class Fetched(msgspec.Struct, frozen=True):
    """What a request brought: candidates, and the failure that ended it early, if one did.

    `first` says that it was never answered before, `last` when it was, if it was; `catching_up` that it was
    not for longer than usual: then only what was written lately is news to be told at once. Of the time of
    `gap`, which is worth telling, the source had more than is read at once. `listed` is all that stands in
    the list that was read, in its order; None for an answer that is no list, or is unchanged. For as long as
    `fresh` the server says that nothing will have changed.
    """

    request: SourceRequest
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


class LookBackCache:
    """The latest look-backs, each with the instant since which it tells all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._answers: OrderedDict[SourceRequest, tuple[datetime, datetime, tuple[Mention, ...]]] = (
            OrderedDict()
        )

    def get(self, request: SourceRequest, since: datetime) -> tuple[Mention, ...] | None:
        """What a request brought of all since then; None if that is not known, or stale."""
        if request not in self._answers:
            return None
        at, reached, found = self._answers[request]
        age = self._clock.now() - at
        return found if timedelta(0) <= age < FRESH and reached <= since else None

    def put(self, request: SourceRequest, since: datetime, found: tuple[Mention, ...]) -> None:
        """Remember what a request brought of all since then."""
        self._answers[request] = (self._clock.now(), since, found)
        self._answers.move_to_end(request)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)


class RequestRunner:
    """Puts requests to sources, and keeps the cool-downs of the domains that ask for them."""

    def __init__(
        self,
        sources: Sources,
        fetcher: Fetcher,
        budgets: Budgets,
        policy: PollPolicy,
        states: SourceStates,
        cooldowns: DomainCooldowns,
        clock: Clock,
    ) -> None:
        self._sources = sources
        self._fetcher = fetcher
        self._budgets = budgets
        self._policy = policy
        self._states = states
        self._cooldowns = cooldowns
        self._clock = clock
        self._resting = fetcher.limiter.cooling_down()
        self._look_backs = LookBackCache(clock)

    async def fetch(
        self, request: SourceRequest, since: datetime, state: SourceState, seen: Validators
    ) -> Fetched:
        """All since an instant that `seen` does not say is unchanged; its price is remembered."""
        used = UsageAverage()
        fetched = await self._fetch(request, since, self._fetcher.with_validators(seen), state, used)
        if fetched.failure is None:
            self._budgets.learn(self._sources[request.source], used)
        return fetched

    async def fetch_since(self, request: SourceRequest, since: datetime, state: SourceState) -> Fetched:
        """All since an instant, or since the last answer if that was earlier: what nobody read yet."""
        reach = min(since, self._policy.since(state)) if state.last_success else since
        fetched = await self._fetch(request, reach, self._unvalidated(), state, UsageAverage())
        if fetched.failure is None:
            self._look_backs.put(request, since, fetched.mentions)
        return fetched

    def remembered(self, request: SourceRequest, since: datetime) -> Fetched | None:
        """What somebody fetched so a few minutes ago; None if nobody did."""
        found = self._look_backs.get(request, since)
        return None if found is None else Fetched(request, found, first=True, catching_up=True)

    async def fetch_once(self, request: SourceRequest, since: datetime) -> Fetched:
        """All since an instant, and no account kept of it."""
        state = await asyncio.to_thread(self._states.state, request.source, request.key)
        return await self._fetch(request, since, self._unvalidated(), state, UsageAverage())

    async def read(self, request: SourceRequest, answer: Answer, state: SourceState) -> Fetched:
        """What an answer at hand holds, as if it had just been fetched."""
        found = await asyncio.to_thread(self._sources[request.source].read, answer, self._clock.now())
        late = self._policy.missed_polls(request, state)
        first, last = state.last_success is None, state.last_success
        return Fetched(request, tuple(found), first=first, catching_up=late, last=last)

    def _unvalidated(self) -> Fetcher:
        return self._fetcher.with_validators(MemoryValidators())

    async def _fetch(
        self,
        request: SourceRequest,
        since: datetime,
        fetcher: Fetcher,
        state: SourceState,
        used: UsageAverage,
    ) -> Fetched:
        found: list[Mention] = []
        listed: tuple[Mention, ...] | None = None
        failure = gap = None
        source = self._sources[request.source]
        answers: list[timedelta] = []
        noting = fetcher.with_witness(lambda answer: answers.append(fresh_for(answer)))
        fetch = self._budgets.within(source, noting, self._policy.sharers(source.name), used)
        try:
            async for page in source.search(request, since, fetch):
                found += page
                listed = page.whole if isinstance(page, Listed) else listed
        except Curtailed as error:
            gap = self._unread(request, since, found)
            log.warning("%s It was read back to %s", error, gap.until)
        except SourceFailure as error:
            failure = error
            log.warning("%s could not be heard (%s): %s", request.source, error.label, error)
        except StorageFailure:  # of validators or budgets: the source has no part in it
            raise
        except Exception as error:  # a source may be a stranger's: the others go on
            log.exception("%s failed", request.source)  # the address of a feed may hold a secret
            failure = ChangedFailure(
                "a fault in reading it ({error}); the log has it", error=type(error).__name__
            )
        await self._keep_cooldowns()
        if listed and not failure and state.last_success:
            gap = await asyncio.to_thread(self._overrun, state, listed)
        late = self._policy.missed_polls(request, state)
        told = gap if gap and gap.is_worth_telling else None
        first = state.last_success is None
        fresh = max(answers, default=timedelta()) if source.is_rolling_list else timedelta()
        return Fetched(request, tuple(found), failure, first, late, state.last_success, told, listed, fresh)

    def _unread(self, request: SourceRequest, since: datetime, found: Iterable[Mention]) -> Gap:
        """The time that was not read: up to the oldest mention that came."""
        oldest = min((mention.created_at for mention in found if mention.dated), default=since)
        return self._gap(request.source, request.key, GapKind.UNREAD, since, max(oldest, since))

    def _overrun(self, state: SourceState, listed: Sequence[Mention]) -> Gap | None:
        """The time of which entries came into a list and left it unread, if there is one. Blocks."""
        before, now = self._states.listings.get(state.source, state.request), self._clock.now()
        if state.last_success is None or not has_overrun(before, entries_of(listed)):
            return None
        oldest = min((each.created_at for each in listed if each.dated), default=now)
        log.warning("%s has entries that came and went between two readings", state.source)
        until = min(max(oldest, state.last_success), now)
        since = min(state.last_success, until)
        return self._gap(state.source, state.request, GapKind.OVERRUN, since, until)

    def _gap(self, source: str, key: str, kind: GapKind, since: datetime, until: datetime) -> Gap:
        now = self._clock.now()
        return Gap(source=source, request=key, kind=kind, since=since, until=until, found_at=now)

    async def _keep_cooldowns(self) -> None:
        """Keep which domains ask to be left alone, whenever they are others than before."""
        resting = self._fetcher.limiter.cooling_down()
        if resting != self._resting:
            await asyncio.to_thread(self._cooldowns.keep, resting)
            self._resting = resting


def left_unread(gap: Gap) -> Sentence:
    """Why something of a time was not read."""
    if gap.kind is GapKind.OVERRUN:
        return Sentence(N_("more came into it between two readings than it holds; some was left."))
    return Sentence(
        N_("it has more than is read at once; what is older than {instant} UTC was left."),
        {"instant": gap.until.isoformat()},
    )
