"""What a service lets a source use, in requests and in dollars."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.answer import Answer
from bot.errors import AuthFailure, BadSettings, BudgetSpent, TemporaryFailure
from bot.fetching import DomainLimiter, Fetcher, FetchLimits
from bot.fetching.fetch import Fetch, HttpRequest
from bot.listening.budgets import Budgets, period, require_amounts
from bot.listening.usage import fair_interval
from bot.sources.source import Budget, Price, Source
from bot.storage.database import open_database
from bot.storage.ledger import StoredLedger
from tests.clock import START, FakeClock
from tests.fetching.server import HANG, Server, reply

JSON = {"content-type": "application/json"}
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Counted(Source):
    """Three requests a day."""

    name = "counted"
    title = "Counted"
    interval = 5 * MINUTE
    budget = Budget(3, DAY)


class Partly(Source):
    """Two searches a day; what else is asked is free."""

    name = "partly"
    title = "Partly"
    interval = 5 * MINUTE
    budget = Budget(2, DAY, path="/search")


class Free(Source):
    """As much as anybody wants."""

    name = "free"
    title = "Free"
    interval = MINUTE


class Paid(Source):
    """A cent for each thing."""

    name = "paid"
    title = "Paid"
    interval = 5 * MINUTE
    price = Price(10_000, "VEILLE_PAID_DOLLARS", parameter="count", fewest=10)

    def billed_ids(self, answer: Answer) -> list[str]:
        return list(json.loads(answer.body))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(autouse=True)
def no_backoff() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture
def url(file_url: str) -> str:
    return file_url


@pytest.fixture
def ledger(engine: Engine) -> StoredLedger:
    return StoredLedger(engine)


@pytest.fixture
def limits() -> FetchLimits:
    return FetchLimits(attempts=2)


@pytest.fixture
async def fetcher(clock: FakeClock, limits: FetchLimits) -> AsyncIterator[Fetcher]:
    async with Fetcher(
        clock=clock,
        limiter=DomainLimiter(clock, gap=0.0),
        limits=limits,
        allow_private=True,
    ) as fetcher:
        yield fetcher


@pytest.fixture
def budgets(ledger: StoredLedger, clock: FakeClock) -> Budgets:
    return Budgets(ledger, clock)


class TestFairIntervals:
    def test_a_few_questions_are_asked_as_often_as_they_may(self) -> None:
        assert fair_interval(15 * MINUTE, 0, 100, DAY) == 15 * MINUTE
        assert fair_interval(16 * MINUTE, 1, 100, DAY) == 16 * MINUTE

    def test_the_hundredth_question_is_slower_and_not_starving(self) -> None:
        assert fair_interval(15 * MINUTE, 100, 100, DAY) == DAY / 0.9

    def test_without_a_budget_nothing_slows_down(self, budgets: Budgets) -> None:
        assert budgets.interval(Free(), 10_000) == Free.interval

    @given(st.integers(1, 2000), st.integers(1, 3000), st.integers(1, 1440))
    def test_all_questions_together_stay_within_the_budget(
        self, questions: int, requests: int, minutes: int
    ) -> None:
        period = timedelta(minutes=minutes)
        interval = fair_interval(MINUTE, questions, requests, period)
        assert questions * (period / interval) <= requests
        assert interval >= MINUTE


class TestPeriods:
    @pytest.mark.parametrize(
        ("budget", "begun", "ends"),
        [
            (Budget(1, DAY), (23, 0, 0), (24, 0, 0)),
            (Budget(1, DAY, zone="America/Los_Angeles"), (22, 8, 0), (23, 8, 0)),
            (Budget(1, 15 * MINUTE), (23, 7, 45), (23, 8, 0)),
            (Budget(1, 60 * MINUTE), (23, 7, 0), (23, 8, 0)),
        ],
    )
    def test_they_begin_at_round_hours(
        self, budget: Budget, begun: tuple[int, int, int], ends: tuple[int, int, int]
    ) -> None:
        now = START - timedelta(seconds=1)
        expected = tuple(datetime(2026, 11, *at, tzinfo=UTC) for at in (begun, ends))
        assert period(budget, now) == expected

    def test_a_day_of_a_zone_is_as_long_as_its_clocks_make_it(self) -> None:
        budget = Budget(1, DAY, zone="America/Los_Angeles")
        begun, ends = period(budget, datetime(2026, 11, 1, 12, tzinfo=UTC))
        assert ends - begun == timedelta(hours=25)

    @given(
        st.integers(1_767_225_600, 1_798_761_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        st.integers(1, 1440),
        st.sampled_from(["UTC", "America/Los_Angeles", "Europe/Paris"]),
    )
    def test_each_instant_is_in_its_period_and_its_end_in_the_next(
        self, now: datetime, minutes: int, zone: str
    ) -> None:
        budget = Budget(1, timedelta(minutes=minutes), zone=zone)
        begun, ends = period(budget, now)
        assert begun <= now < ends
        assert period(budget, begun) == (begun, ends)


class TestRequests:
    async def test_a_spent_budget_is_refused_until_it_begins_anew(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        url = server.answer("/a", reply(200, b"x"))
        fetch = budgets.within(Counted(), fetcher)
        for _ in range(3):
            await fetch.get(url)
        with pytest.raises(BudgetSpent) as caught:
            await fetch.get(url)
        assert caught.value.reason == ("Its budget of 3 requests a day is spent; it goes on at 00:00 UTC.")
        assert caught.value.until == datetime(2026, 11, 24, tzinfo=UTC)
        assert len(server.seen) == 3
        clock.pass_time(timedelta(hours=16))
        await fetch.get(url)

    @pytest.mark.parametrize(
        ("budget", "words"),
        [
            (Budget(1, 60 * MINUTE), "1 request an hour"),
            (Budget(1, MINUTE), "1 request a minute"),
            (Budget(1, timedelta(seconds=75)), "1 request in 1.25 minutes"),
        ],
    )
    async def test_a_refusal_says_what_the_budget_is(
        self,
        budgets: Budgets,
        fetcher: Fetcher,
        server: Server,
        monkeypatch: pytest.MonkeyPatch,
        budget: Budget,
        words: str,
    ) -> None:
        monkeypatch.setattr(Counted, "budget", budget)
        url = server.answer("/a", reply(200, b"x"))
        await budgets.within(Counted(), fetcher).get(url)
        with pytest.raises(BudgetSpent, match=f"Its budget of {words} is spent"):
            await budgets.within(Counted(), fetcher).get(url)

    async def test_a_restart_does_not_fill_it_again(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, clock: FakeClock, url: str
    ) -> None:
        page = server.answer("/a", reply(200, b"x"))
        fetch = budgets.within(Counted(), fetcher)
        for _ in range(3):
            await fetch.get(page)
        again = open_database(url)
        with pytest.raises(BudgetSpent):
            await Budgets(StoredLedger(again), clock).within(Counted(), fetcher).get(page)
        again.dispose()

    async def test_tries_and_redirects_are_requests_too(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, ledger: StoredLedger
    ) -> None:
        server.answer("/b", reply(503), reply(200, b"x"))
        url = server.answer("/a", reply(302, b"", {"location": "/b"}))
        with pytest.raises(BudgetSpent):
            await budgets.within(Counted(), fetcher).get(url)
        assert len(server.seen) == 3
        assert ledger.used("counted requests", START.replace(hour=0)) == 3

    async def test_a_refusal_of_the_budget_does_not_make_the_server_rest(
        self, budgets: Budgets, fetcher: Fetcher, server: Server
    ) -> None:
        url = server.answer("/a", reply(200, b"x"))
        fetch = budgets.within(Counted(), fetcher)
        for _ in range(3):
            await fetch.send(HttpRequest(method="POST", url=url))
        with pytest.raises(BudgetSpent):
            await fetch.send(HttpRequest(method="POST", url=url))
        assert (await fetcher.get(url)).status == 200

    async def test_only_the_requests_a_service_counts_are_counted(
        self, budgets: Budgets, fetcher: Fetcher, server: Server
    ) -> None:
        search, other = server.answer("/v3/search", reply()), server.answer("/v3/comments", reply())
        fetch = budgets.within(Partly(), fetcher)
        for _ in range(4):
            await fetch.get(other, params={"path": "/search"})
        await fetch.get(search, params={"q": "x"})
        await fetch.get(search)
        with pytest.raises(BudgetSpent):
            await fetch.get(search)
        await fetch.get(other)

    async def test_other_sources_are_not_slowed(
        self, budgets: Budgets, fetcher: Fetcher, server: Server
    ) -> None:
        url = server.answer("/a", reply())
        for _ in range(3):
            await budgets.within(Counted(), fetcher).get(url)
        answer = await budgets.within(Partly(), fetcher).get(url)
        assert answer.status == 200


def things(*names: object) -> bytes:
    return reply(200, json.dumps([str(name) for name in names]).encode(), JSON)


class TestDollars:
    @pytest.fixture
    def spent(self, ledger: StoredLedger) -> Callable[[], int]:
        return lambda: ledger.used("paid microdollars", START.replace(hour=0))

    def paying(self, budgets: Budgets, fetcher: Fetcher, dollars: str, questions: int = 1) -> Fetch:
        return budgets.within(Paid(values={"VEILLE_PAID_DOLLARS": dollars}), fetcher, questions)

    async def test_each_thing_is_paid_once_a_day(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, spent: Callable[[], int]
    ) -> None:
        url = server.answer("/a", things(1, 2, 3), things(2, 3, 4), things())
        fetch = self.paying(budgets, fetcher, "1.00")
        paid = []
        for _ in range(3):
            await fetch.get(url, params={"count": "100"})
            paid.append(spent())
        assert paid == [30_000, 40_000, 40_000]

    async def test_no_more_is_asked_for_than_can_be_paid(
        self, budgets: Budgets, fetcher: Fetcher, server: Server
    ) -> None:
        url = server.answer("/a", things(*range(15)), things())
        fetch = self.paying(budgets, fetcher, "0.30")
        await fetch.get(url, params={"count": "100"})
        await fetch.get(url, params={"count": "100"})
        assert [seen.target for seen in server.seen] == ["/a?count=30", "/a?count=15"]

    async def test_less_than_the_fewest_is_not_asked(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        url = server.answer("/a", things(*range(25)), things())
        fetch = self.paying(budgets, fetcher, "0.30")
        await fetch.get(url, params={"count": "100"})
        with pytest.raises(BudgetSpent, match=r"\$0\.30") as caught:
            await fetch.get(url, params={"count": "100"})
        assert caught.value.until == datetime(2026, 11, 24, tzinfo=UTC)
        assert "VEILLE_PAID_DOLLARS" in caught.value.reason
        assert len(server.seen) == 1
        clock.pass_time(timedelta(hours=16))
        await fetch.get(url, params={"count": "100"})

    async def test_what_is_left_is_shared_by_the_questions(
        self, budgets: Budgets, fetcher: Fetcher, server: Server
    ) -> None:
        url = server.answer("/a", things())
        await self.paying(budgets, fetcher, "1.00", questions=4).get(url, params={"count": "100"})
        await self.paying(budgets, fetcher, "1.00", questions=400).get(url, params={"count": "100"})
        assert [seen.target for seen in server.seen] == ["/a?count=25", "/a?count=10"]

    async def test_a_refused_request_costs_nothing(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, spent: Callable[[], int]
    ) -> None:
        url = server.answer("/a", reply(401, b"{}", JSON))
        with pytest.raises(AuthFailure):
            await self.paying(budgets, fetcher, "1").get(url)
        assert spent() == 0

    async def test_a_server_that_is_not_there_costs_nothing(
        self, budgets: Budgets, fetcher: Fetcher, spent: Callable[[], int]
    ) -> None:
        with pytest.raises(TemporaryFailure):
            await self.paying(budgets, fetcher, "1").get("http://127.0.0.1:2/")
        assert spent() == 0

    @pytest.mark.parametrize("limits", [FetchLimits(read=0.2, total=0.4, attempts=2)], ids=["hasty"])
    async def test_an_answer_that_never_came_is_paid_for_in_full_and_not_asked_twice(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, spent: Callable[[], int]
    ) -> None:
        url = server.answer("/a", HANG)
        with pytest.raises(TemporaryFailure):
            await self.paying(budgets, fetcher, "1").get(url, params={"count": "40"})
        assert spent() == 400_000
        assert len(server.seen) == 1

    async def test_a_restart_gives_no_second_helping(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, clock: FakeClock, url: str
    ) -> None:
        page = server.answer("/a", things(*range(30)))
        await self.paying(budgets, fetcher, "0.30").get(page, params={"count": "100"})
        again = open_database(url)
        with pytest.raises(BudgetSpent):
            await self.paying(Budgets(StoredLedger(again), clock), fetcher, "0.30").get(page)
        again.dispose()

    @pytest.mark.parametrize("given", ["ten", "-1", "nan", "inf", ""])
    async def test_what_is_no_amount_is_spent_by_nobody(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, given: str
    ) -> None:
        with pytest.raises(AuthFailure, match="VEILLE_PAID_DOLLARS"):
            await self.paying(budgets, fetcher, given).get(server.answer("/a", things()))
        assert server.seen == []

    @pytest.mark.parametrize("given", ["0,50", "$0.5", "0.50"])
    async def test_amounts_are_read_as_people_write_them(
        self, budgets: Budgets, fetcher: Fetcher, server: Server, given: str
    ) -> None:
        await self.paying(budgets, fetcher, given).get(server.answer("/a", things()), params={"count": "100"})
        assert server.seen[0].target == "/a?count=50"

    async def test_nothing_may_be_spent_of_nothing(
        self, budgets: Budgets, fetcher: Fetcher, server: Server
    ) -> None:
        with pytest.raises(BudgetSpent):
            await self.paying(budgets, fetcher, "0").get(server.answer("/a", things()))


@pytest.mark.parametrize("dollars", ["abc", "-1", "NaN", "1.00.00"])
def test_what_is_no_amount_is_refused_at_the_start(dollars: str) -> None:
    with pytest.raises(BadSettings, match=f"VEILLE_PAID_DOLLARS is “{dollars}”"):
        require_amounts([Paid(values={"VEILLE_PAID_DOLLARS": dollars})])


def test_an_amount_may_be_nothing() -> None:
    require_amounts([Paid(values={"VEILLE_PAID_DOLLARS": "0"})])
