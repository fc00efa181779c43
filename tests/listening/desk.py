"""A source that brings what it is told to, and somebody who polls it again and again."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

from sqlalchemy import Engine

from bot.errors import SourceFailure
from bot.fetching import Fetcher
from bot.fetching.fetch import Fetch
from bot.listening.announcer import Announcer
from bot.listening.budgets import Budgets
from bot.listening.intake import Intake, Kept
from bot.listening.poll import Poller
from bot.listening.poll_policy import LOOK_BACK, PollPolicy
from bot.listening.request_runner import Fetched, RequestRunner
from bot.listening.usage import MemoryLedger
from bot.models import Mention, MentionKind
from bot.sources.source import Ask, Source, SourceRequest
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.gaps import Gaps
from bot.storage.hits import Hit
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.watches.registry import WatchRegistry
from bot.watches.subscriptions import Subscriptions
from tests.clock import FakeClock
from tests.storage.samples import WORKSPACE

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Guestbook(Source):
    """Brings what it was told to, and counts how often it is asked."""

    name = "guestbook"
    title = "Guestbook"
    interval = 2 * MINUTE

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.asked_at: list[datetime] = []
        self.since: datetime | None = None
        self.news = False
        self.failure: SourceFailure | None = None
        self.entries = 0
        self.shows: timedelta | None = None

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        return [SourceRequest(self.name, needle.text) for needle in ask.needles]

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        now = self.clock.now()
        self.asked_at.append(now)
        self.since = since
        if self.failure:
            raise self.failure
        if self.news:
            self.news = False
            url = f"https://guestbook.example/{now.timestamp()}"
            yield [Mention(id=url, source=self.name, kind=MentionKind.POST, url=url, created_at=now)]
        yield [_entry(f"{now.timestamp()}/{number}", now) for number in range(self.entries)]
        if self.shows is not None:
            yield [_entry(f"{now.timestamp()}/oldest", now - self.shows)]
            raise self.more_available()

    @property
    def pauses(self) -> list[float]:
        """Seconds between one asking and the next."""
        return [
            (after - before).total_seconds()
            for before, after in zip(self.asked_at, self.asked_at[1:], strict=False)
        ]


def _entry(name: str, at: datetime) -> Mention:
    url = f"https://guestbook.example/{name}"
    return Mention(id=url, source="guestbook", kind=MentionKind.POST, url=url, created_at=at)


class Wall(Guestbook):
    """A place that lists its latest entries, whoever they are about; old ones drop out."""

    is_rolling_list = True


class Almanac(Guestbook):
    """A source that wants to be asked twice a day."""

    interval = 12 * HOUR


class KeepsAll:
    """In the place of an intake: everything is new to somebody, unless nobody `wants` it."""

    def __init__(self) -> None:
        self.wants = True
        self.fault: Exception | None = None
        self.threads = SimpleNamespace(kept=None)
        self.seen: list[Fetched] = []

    def keep(self, fetched: Fetched, who: Subscriptions, now: datetime) -> Kept:
        if self.fault:
            raise self.fault
        self.seen.append(fetched)
        wanted = fetched.mentions if self.wants else ()
        return Kept(
            [
                Hit(workspace=WORKSPACE, watch="W1", channel="C1", mention=each, matched_at=now)
                for each in wanted
            ]
        )


def poller_of(
    source: Source,
    fetcher: Fetcher,
    states: SourceStates,
    clock: FakeClock,
    intake: KeepsAll | Intake | None = None,
    cooldowns: DomainCooldowns | None = None,
    registry: WatchRegistry | None = None,
) -> tuple[Poller, PollPolicy, Announcer]:
    """A poller of one source, its policy, and the wake-ups that it sets."""
    sources, budgets = {source.name: source}, Budgets(MemoryLedger(), clock)
    policy, announcer = PollPolicy(sources, budgets, clock), Announcer.by(clock)
    kept = cooldowns or cast(DomainCooldowns, SimpleNamespace(keep=lambda _: None))
    runner = RequestRunner(sources, fetcher, budgets, policy, states, kept, clock)
    keeper = cast(Intake, intake or KeepsAll())
    watches = registry or WatchRegistry(sources)
    return Poller(watches, policy, runner, keeper, states, announcer, clock), policy, announcer


class Desk:
    """Polls one request of one source, each time the queue would."""

    def __init__(self, source: Guestbook, fetcher: Fetcher, engine: Engine, clock: FakeClock) -> None:
        self.source = source
        self.states, self.gaps = SourceStates(engine), Gaps(engine)
        self.cooldowns = DomainCooldowns(engine)
        self.reported: list[SourceState] = []
        self.intake = KeepsAll()
        self._clock = clock
        self._request = SourceRequest(source.name, "acme")
        self._poller, self.policy, self.announcer = poller_of(
            source, fetcher, self.states, clock, self.intake, self.cooldowns
        )

    async def live(self, span: timedelta, every: timedelta | None = None) -> None:
        """Let time pass, the queue ringing at the source's interval, or as seldom as `every` says."""
        end = self._clock.now() + span
        while self._clock.now() < end:
            await self.poll()
            self._clock.pass_time(every or self.source.interval)

    async def due_in(self) -> timedelta:
        """How long until the request is due."""
        return self.policy.next_at(self.state()) - self._clock.now()

    async def poll(self, waited: timedelta | None = None) -> Fetched | None:
        """Poll it now, if it may be polled, and tell people what they are to know; what it brought."""
        before = len(self.intake.seen)
        await self._poller.poll(self._request, waited)
        for state in self.states.to_report(self._clock.now()):
            self.reported.append(state)
            self.states.mark_reported(state)
        return next(iter(self.intake.seen[before:]), None)

    async def look_back(self, span: timedelta = LOOK_BACK) -> Fetched:
        """Fetch the last days, as for a watch that was just made."""
        return await self._poller.poll_since(self._request, self._clock.now() - span)

    def state(self) -> SourceState:
        """How the request fared."""
        return self.states.state(self._request.source, self._request.key)

    def lost(self) -> list[tuple[datetime, datetime]]:
        """The times of which people are to be told that they were not wholly read."""
        return [(gap.since, gap.until) for gap in self.gaps.unreported()]
