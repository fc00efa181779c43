"""Many questions that share one budget: each has its turn."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.answer import Answer
from bot.fetching import DomainLimiter, Fetcher
from bot.listening.budgets import Budgets
from bot.listening.ledger import MemoryLedger
from bot.listening.request_runner import Fetched, RequestRunner
from bot.models import Mention
from bot.sources.source import Budget, Fetch, Price, Question, Source
from bot.storage.archive import Hit
from bot.storage.source_states import SourceState, SourceStates
from tests.clock import FakeClock
from tests.fetching.server import Server, reply

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

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        for _ in range(self._pages):
            await fetch.get(self._page, params={"about": question.text, "count": "10"})
            self.sent[self.clock.now().replace(hour=0)] += 1
            yield []


class Paid(Metered):
    """A cent for each of the four things that an answer brings, and a dollar a day."""

    budget = None
    price = Price(10_000, "VEILLE_METERED_DOLLARS", parameter="count", fewest=10)

    def paid(self, answer: Answer) -> list[str]:
        return [f"{answer.url} {self.clock.now()} {n}" for n in range(4)]


class Room:
    """A hundred questions of one source, and the schedule that rings for each of them in turn."""

    def __init__(self, source: Metered, runner: RequestRunner, clock: FakeClock) -> None:
        self.answered: dict[str, list[datetime]] = defaultdict(list)
        self._clock = clock
        self._runner = runner
        self._questions = [Question(source.name, f"name {number:03}") for number in range(MANY)]
        runner.share({source.name: MANY})

    async def live(self, days: int) -> None:
        end = self._clock.now() + days * DAY
        while self._clock.now() < end:
            states = self._runner._hearing.states((each.source, each.key) for each in self._questions)
            for question, state in zip(self._questions, states, strict=True):
                if self._runner._pace.is_due(state):  # to ask the others does nothing, many times
                    await self._runner.ask(question, self._take)
            self._clock.pass_time(Metered.interval)

    async def look_back(self) -> None:
        for question in self._questions:
            await self._runner.ask_since(question, self._clock.now() - 7 * DAY, self._take)

    @property
    def longest_waits(self) -> list[timedelta]:
        """How long each question waited for an answer at most, up to now."""
        ends = self._clock.now()
        return [
            max(after - before for before, after in zip(times, [*times[1:], ends], strict=True))
            for times in self.answered.values()
        ]

    async def _take(self, asked: Fetched) -> list[Hit]:
        if asked.failure is None:
            self.answered[asked.question.text].append(self._clock.now())
        return []


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


def room(source: Metered, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock) -> Room:
    async def nobody(question: Question, state: SourceState) -> None:
        raise AssertionError("a budget that is spent is nobody's illness")

    budgets = Budgets(MemoryLedger(), clock)
    runner = RequestRunner({source.name: source}, fetcher, budgets, hearing, clock, nobody, lambda _: None)
    return Room(source, runner, clock)


async def test_a_hundred_questions_share_the_budget_of_a_day(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=1)
    here = room(source, fetcher, hearing, clock)
    await here.live(days=2)
    assert len(here.answered) == MANY
    assert max(here.longest_waits) <= 20 * HOUR
    assert max(source.sent.values()) <= 200


async def test_the_last_question_has_its_turn_though_answers_take_more_than_was_planned(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=3)
    here = room(source, fetcher, hearing, clock)
    await here.live(days=5)
    assert len(here.answered) == MANY
    assert max(here.longest_waits) <= 3 * DAY
    assert max(source.sent.values()) <= 200


async def test_looking_back_for_a_hundred_names_at_once_puts_nobody_last_for_ever(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=3)
    here = room(source, fetcher, hearing, clock)
    await here.look_back()
    assert len(here.answered) == 66
    await here.live(days=3)
    assert len(here.answered) == MANY


async def test_dollars_are_shared_too(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    here = room(Paid(clock, page, pages=1), fetcher, hearing, clock)
    await here.live(days=6)
    assert len(here.answered) == MANY
    assert max(here.longest_waits) <= 6 * DAY


async def test_a_question_that_was_asked_alone_makes_room_for_those_that_came_later(
    page: str, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock
) -> None:
    source = Metered(clock, page, pages=1)
    budgets = Budgets(MemoryLedger(), clock)

    async def nobody(question: Question, state: SourceState) -> None:
        raise AssertionError

    runner = RequestRunner({source.name: source}, fetcher, budgets, hearing, clock, nobody, lambda _: None)
    alone = Room(source, runner, clock)
    runner.share({source.name: 1})
    only = Question(source.name, "name 000")
    await runner.ask(only, alone._take)
    runner.share({source.name: MANY})
    for _ in range(6):
        clock.pass_time(Metered.interval)
        await runner.ask(only, alone._take)
    assert len(alone.answered["name 000"]) == 2
