"""Many questions that share one budget: each has its turn."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.answer import Answer
from bot.fetching import DomainLimiter, Fetcher
from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.sources.source import Budget, Price, Source, SourceRequest
from bot.storage.source_states import SourceStates
from tests.clock import FakeClock
from tests.fetching.server import Server, reply
from tests.listening.desk import KeepsAll, poller_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MANY = 100


class Metered(Source):
    """Lets so many requests through in a day; an answer has as many pages as a test says."""

    name = "metered"
    title = "Metered"
    interval = 4 * HOUR
    budget: Budget | None = Budget(200, DAY)

    def __init__(self, clock: FakeClock, page: str, pages: int) -> None:
        super().__init__(clock, {"VEILLE_METERED_DOLLARS": "1.00"})
        self._page = page
        self._pages = pages
        self.sent: dict[datetime, int] = defaultdict(int)

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        for _ in range(self._pages):
            await fetch.get(self._page, params={"about": question.text, "count": "10"})
            self.sent[self.clock.now().replace(hour=0)] += 1
            yield []


class Paid(Metered):
    """A cent for each of the four things that an answer brings, and a dollar a day."""

    budget = None
    price = Price(10_000, "VEILLE_METERED_DOLLARS", parameter="count", fewest=10)

    def billed_ids(self, answer: Answer) -> list[str]:
        return [f"{answer.url} {self.clock.now()} {n}" for n in range(4)]


class Room:
    """A hundred questions of one source, and the schedule that rings for each of them in turn."""

    def __init__(
        self, source: Metered, fetcher: Fetcher, states: SourceStates, clock: FakeClock, sharers: int = MANY
    ) -> None:
        self._clock = clock
        self._intake, self._states = KeepsAll(), states
        self.poller, self.policy, _ = poller_of(source, fetcher, states, clock, self._intake)
        self._requests = [SourceRequest(source.name, f"name {number:03}") for number in range(MANY)]
        self._answered_at: list[datetime] = []
        self.policy.share({source.name: sharers})

    @property
    def answered(self) -> dict[str, list[datetime]]:
        """When each request was answered."""
        found: dict[str, list[datetime]] = defaultdict(list)
        for fetched, at in zip(self._intake.seen, self._answered_at, strict=True):
            if fetched.failure is None:
                found[fetched.request.text].append(at)
        return found

    async def live(self, days: int) -> None:
        end = self._clock.now() + days * DAY
        while self._clock.now() < end:
            states = self._states.states((each.source, each.key) for each in self._requests)
            for request, state in zip(self._requests, states, strict=True):
                if self.policy.is_due(state):  # to poll the others does nothing, many times
                    await self.poll(request)
            assert self._states.to_report(self._clock.now()) == [], "a budget that is spent is no outage"
            self._clock.pass_time(Metered.interval)

    async def look_back(self) -> None:
        for request in self._requests:
            await self.poller.poll_since(request, self._clock.now() - 7 * DAY)
            self._answered_at.append(self._clock.now())

    async def poll(self, request: SourceRequest) -> None:
        before = len(self._intake.seen)
        await self.poller.poll(request)
        self._answered_at += [self._clock.now()] * (len(self._intake.seen) - before)

    @property
    def longest_waits(self) -> list[timedelta]:
        """How long each question waited for an answer at most, up to now."""
        ends = self._clock.now()
        return [
            max(after - before for before, after in zip(times, [*times[1:], ends], strict=True))
            for times in self.answered.values()
        ]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture
async def page() -> AsyncIterator[str]:
    async with Server() as server:
        yield server.answer("/page", reply())


@pytest.fixture
def hearing(file_engine: Engine) -> SourceStates:
    return SourceStates(file_engine)


@pytest.fixture
async def fetcher(clock: FakeClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(clock=clock, limiter=DomainLimiter(clock, gap=0.0), allow_private=True) as fetcher:
        yield fetcher


async def test_a_hundred_questions_share_the_budget_of_a_day(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=1)
    here = Room(source, fetcher, hearing, clock)
    await here.live(days=2)
    assert len(here.answered) == MANY
    assert max(here.longest_waits) <= 20 * HOUR
    assert max(source.sent.values()) <= 200


async def test_the_last_question_has_its_turn_though_answers_take_more_than_was_planned(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=3)
    here = Room(source, fetcher, hearing, clock)
    await here.live(days=5)
    assert len(here.answered) == MANY
    assert max(here.longest_waits) <= 3 * DAY
    assert max(source.sent.values()) <= 200


async def test_looking_back_for_a_hundred_names_at_once_puts_nobody_last_for_ever(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=3)
    here = Room(source, fetcher, hearing, clock)
    await here.look_back()
    assert len(here.answered) == 66
    await here.live(days=3)
    assert len(here.answered) == MANY


async def test_dollars_are_shared_too(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    here = Room(Paid(clock, page, pages=1), fetcher, hearing, clock)
    await here.live(days=6)
    assert len(here.answered) == MANY
    assert max(here.longest_waits) <= 6 * DAY


async def test_a_question_that_was_asked_alone_makes_room_for_those_that_came_later(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=1)
    alone = Room(source, fetcher, hearing, clock, sharers=1)
    only = SourceRequest(source.name, "name 000")
    await alone.poll(only)
    alone.policy.share({source.name: MANY})
    for _ in range(6):
        clock.pass_time(Metered.interval)
        await alone.poll(only)
    assert len(alone.answered["name 000"]) == 2
