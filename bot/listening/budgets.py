"""Budgets: what a service lets all questions of a source use together, in requests or in dollars."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.answer import Answer
from bot.clock import Clock
from bot.errors import AuthFailure, RateFailure, SourceFailure
from bot.fetching import Fetcher
from bot.fetching.failures import never_sent
from bot.sources.source import Budget, Counted, Fetch, Price, Source

DAY = timedelta(days=1)
SPARED = 0.9
"""How much of a budget is planned for; the rest is for further pages, look-backs and searches by people."""


class Ledger(Protocol):
    """What was used of each account in its period, kept across restarts; blocks."""

    def used(self, account: str, begun: datetime) -> int:
        """What was used of an account in the period that began then."""

    def draw(self, account: str, begun: datetime, amount: int, limit: int) -> bool:
        """Use so much more, unless that is more than the limit; whether it was used."""

    def settle(
        self, account: str, begun: datetime, drawn: int, things: Sequence[str] = (), price: int = 0
    ) -> int:
        """Put what newly came, at its price, in the place of what was drawn for it; what was paid."""


class MemoryLedger:
    """A ledger that lasts as long as the process: for what is asked once, and costs nothing."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, datetime]] = Counter()
        self._paid: set[tuple[str, datetime, str]] = set()

    def used(self, account: str, begun: datetime) -> int:
        return self._used[account, begun]

    def draw(self, account: str, begun: datetime, amount: int, limit: int) -> bool:
        if self._used[account, begun] + amount > limit:
            return False
        self._used[account, begun] += amount
        return True

    def settle(
        self, account: str, begun: datetime, drawn: int, things: Sequence[str] = (), price: int = 0
    ) -> int:
        new = {(account, begun, thing) for thing in things} - self._paid
        self._paid |= new
        self._used[account, begun] += len(new) * price - drawn
        return len(new) * price


def fair_interval(interval: timedelta, questions: int, budget: Budget | None) -> timedelta:
    """How often each of so many questions may be asked so that all of them have their turn.

    The more there are, the slower each; never faster than the interval.
    """
    if budget is None:
        return interval
    return max(interval, budget.period * questions / (budget.requests * SPARED))


def period(budget: Budget, now: datetime) -> tuple[datetime, datetime]:
    """When the budget's present period began, and when it ends, in UTC."""
    if budget.period == DAY:
        zone = ZoneInfo(budget.zone)
        today = now.astimezone(zone).date()
        begun, ends = (datetime.combine(day, time(), zone) for day in (today, today + DAY))
        return begun.astimezone(UTC), ends.astimezone(UTC)
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    begun = midnight + (now - midnight) // budget.period * budget.period
    return begun, begun + budget.period


class Budgets:
    """Counts what each source uses, and refuses what is beyond its budget or its price."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def within(self, source: Source, fetcher: Fetcher, questions: int = 1) -> Fetch:
        """A fetch for this source that counts every request it really sends.

        What is left to spend is shared among `questions`. A request beyond the budget, or one that could
        cost more than is left, raises `RateFailure` and is not sent.
        """
        if source.budget is not None:
            fetcher = fetcher.with_toll(_Toll(source, source.budget, self._ledger, self._clock))
        if source.price is not None:
            return _Paying(fetcher, source, source.price, self._ledger, self._clock, questions)
        return fetcher


class _Toll:
    """Counts the requests of a source, as they are sent."""

    def __init__(self, source: Source, budget: Budget, ledger: Ledger, clock: Clock) -> None:
        self._source = source
        self._budget = budget
        self._ledger = ledger
        self._clock = clock

    async def __call__(self, url: str) -> None:
        """Count a request. Raises `RateFailure` when the budget is spent."""
        budget = self._budget
        if not urlsplit(url).path.endswith(budget.path):
            return
        begun, ends = period(budget, self._clock.now())
        account = f"{self._source.name} requests"
        if not await asyncio.to_thread(self._ledger.draw, account, begun, 1, budget.requests):
            raise RateFailure(
                f"its budget of {_spell(budget)} is spent; it goes on at {ends:%H:%M} UTC.",
                until=ends,
            )


class _Paying(Counted):
    """Asks for no more than is left to spend, and pays for what comes.

    The most a request can cost is taken from the account before it is sent and what it did not cost is
    given back after, so that no crash and no broken answer leads to more being spent.
    """

    def __init__(
        self, fetch: Fetch, source: Source, price: Price, ledger: Ledger, clock: Clock, questions: int
    ) -> None:
        self._fetch = fetch
        self._source = source
        self._price = price
        self._ledger = ledger
        self._clock = clock
        self._questions = max(1, questions)

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to one request, never repeated by itself: each one may cost."""
        return await self.send("GET", url, params=params, headers=headers)

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to one request for as many things as can be paid. Raises `RateFailure` for none."""
        begun = datetime.combine(self._clock.now().astimezone(UTC).date(), time(), UTC)
        given = dict(params or {})
        things = await self._afford(given.get(self._price.parameter, ""), begun)
        given[self._price.parameter] = str(things)
        drawn = things * self._price.microdollars
        try:
            answer = await self._fetch.send(method, url, params=given, headers=headers, json=json, form=form)
        except SourceFailure as failure:
            if never_sent(failure) or (failure.answer is not None and failure.answer.status >= 400):
                await self._settle(begun, drawn, [])
            raise
        try:
            came = await asyncio.to_thread(self._source.paid, answer)
        except SourceFailure:
            return answer  # nobody knows what it cost; whoever reads it will say what is wrong with it
        await self._settle(begun, drawn, came)
        return answer

    async def _afford(self, wanted: str, begun: datetime) -> int:
        """For how many things to ask, their price drawn from the account."""
        price, limit = self._price, self._limit()
        used = await asyncio.to_thread(self._ledger.used, self._account, begun)
        left = (limit - used) // price.microdollars
        share = max(price.fewest, left // self._questions)
        things = max(price.fewest, min(share, int(wanted) if wanted.isdecimal() else price.fewest))
        drawn = things * price.microdollars
        if not await asyncio.to_thread(self._ledger.draw, self._account, begun, drawn, limit):
            raise RateFailure(
                f"{self._source.title}: the ${limit / 1_000_000:.2f} it may cost a day are spent; it goes on "
                f"at 00:00 UTC. {price.variable} sets how much that is.",
                until=begun + DAY,
            )
        return things

    async def _settle(self, begun: datetime, drawn: int, things: Sequence[str]) -> None:
        price = self._price.microdollars
        await asyncio.to_thread(self._ledger.settle, self._account, begun, drawn, things, price)

    @property
    def _account(self) -> str:
        return f"{self._source.name} microdollars"

    def _limit(self) -> int:
        """The most microdollars a day. Raises `AuthFailure` if the setting holds no amount."""
        variable = self._price.variable
        given = self._source.value(variable).replace(",", ".").lstrip("$")
        try:
            dollars = Decimal(given)
        except InvalidOperation:
            dollars = Decimal("NaN")
        if not dollars.is_finite() or dollars < 0:
            raise AuthFailure(f"{variable} is “{given}”; it must be dollars a day, as in 1.00.")
        return int(dollars * 1_000_000)


def _spell(budget: Budget) -> str:
    """A budget in words, as in "300 requests a day"."""
    requests = "1 request" if budget.requests == 1 else f"{budget.requests} requests"
    minutes = budget.period / timedelta(minutes=1)
    named = {1.0: "a minute", 60.0: "an hour", 1440.0: "a day"}
    return f"{requests} {named.get(minutes, f'in {minutes:g} minutes')}"
