"""Budgets: what a service lets all requests of a source use together, in HTTP requests or in dollars."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.errors import AuthFailure, BadSettings, BudgetSpent, SourceFailure
from bot.fetching import Fetcher
from bot.fetching.failures import never_sent
from bot.fetching.fetch import Fetch, HttpRequest
from bot.listening.usage import Ledger, UsageAverage, fair_interval
from bot.locale import N_
from bot.sources.source import Budget, Counted, Price, Source

DAY = timedelta(days=1)


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


_ONE_SPENT: Final = N_("Its budget of {n} request {period} is spent; it goes on at {when} UTC.")
_MANY_SPENT: Final = N_("Its budget of {n} requests {period} is spent; it goes on at {when} UTC.")
_NO_AMOUNT: Final = N_("{setting} is “{value}”; it must be dollars a day, as in 1.00.")
_PERIODS: Final = {1.0: N_("a minute"), 60.0: N_("an hour"), 1440.0: N_("a day")}
"""The phrases of periods by their minutes."""


class Budgets:
    """Counts what each source uses, and refuses what is beyond its budget or its price."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._means: dict[str, UsageAverage] = {}

    def interval(self, source: Source, sharers: int) -> timedelta:
        """The shortest polling interval of each of so many requests: the source's own, or what its
        budget and price allow, given what an answer took on average.
        """
        mean, interval = self._mean(source), source.interval
        if source.budget is not None:
            requests, period = source.budget.requests, source.budget.period
            interval = fair_interval(interval, sharers * max(1.0, mean.requests), requests, period)
        if source.price is not None:
            wanted = sharers * mean.microdollars
            interval = fair_interval(interval, wanted, _limit(source, source.price) or 0, DAY)
        return interval

    def learn(self, source: Source, took: UsageAverage) -> None:
        """Remember what an answer took; a look-back, which takes more, is none to learn from."""
        self._means[source.name] = self._mean(source).mean(took)

    def _mean(self, source: Source) -> UsageAverage:
        return self._means.get(source.name, UsageAverage(requests=1.0))

    def within(
        self, source: Source, fetcher: Fetcher, sharers: int = 1, tally: UsageAverage | None = None
    ) -> Fetch:
        """A fetch for this source that counts every request it really sends, in the `tally` too.

        What is left to spend is shared among `sharers`. A request beyond the budget, or one that could
        cost more than is left, raises `BudgetSpent` and is not sent.
        """
        counted = tally or UsageAverage()
        if source.budget is not None:
            toll = _RequestCounter(source, source.budget, self._ledger, self._clock, counted)
            fetcher = fetcher.with_toll(toll)
        if source.price is not None:
            return _PrepaidFetch(fetcher, source, source.price, self._ledger, self._clock, sharers, counted)
        return fetcher


class _RequestCounter:
    """Counts the requests of a source, as they are sent."""

    def __init__(
        self, source: Source, budget: Budget, ledger: Ledger, clock: Clock, tally: UsageAverage
    ) -> None:
        self._source = source
        self._budget = budget
        self._ledger = ledger
        self._clock = clock
        self._tally = tally

    async def __call__(self, url: str) -> None:
        """Count a request. Raises `BudgetSpent` when there is nothing left."""
        budget = self._budget
        if not urlsplit(url).path.endswith(budget.path):
            return
        begun, ends = period(budget, self._clock.now())
        account = f"{self._source.name} requests"
        if not await asyncio.to_thread(self._ledger.draw, account, begun, 1, budget.requests):
            raise BudgetSpent(
                _ONE_SPENT if budget.requests == 1 else _MANY_SPENT,
                until=ends,
                n=budget.requests,
                period=_period(budget),
                when=f"{ends:%H:%M}",
            )
        self._tally.requests += 1


class _PrepaidFetch(Counted):
    """Asks for no more than is left to spend, and pays for what comes.

    The most a request can cost is taken from the account before it is sent and what it did not cost is
    given back after, so that no crash and no broken answer leads to more being spent.
    """

    def __init__(
        self,
        fetch: Fetch,
        source: Source,
        price: Price,
        ledger: Ledger,
        clock: Clock,
        sharers: int,
        tally: UsageAverage,
    ) -> None:
        self._fetch = fetch
        self._source = source
        self._price = price
        self._ledger = ledger
        self._clock = clock
        self._sharers = max(1, sharers)
        self._tally = tally

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to one request, never repeated by itself: each one may cost."""
        return await self.send(HttpRequest(url=url, params=params or {}, headers=headers or {}))

    async def send(self, request: HttpRequest) -> Answer:
        """The answer to one request for as many things as can be paid. Raises `BudgetSpent` for none."""
        begun = datetime.combine(self._clock.now().astimezone(UTC).date(), time(), UTC)
        things = await self._afford(request.params.get(self._price.parameter, ""), begun)
        params = {**request.params, self._price.parameter: str(things)}
        drawn = things * self._price.microdollars
        try:
            answer = await self._fetch.send(msgspec.structs.replace(request, params=params))
        except SourceFailure as failure:
            if never_sent(failure) or (failure.answer is not None and failure.answer.status >= 400):
                await self._settle(begun, drawn, [])
            raise
        try:
            came = await asyncio.to_thread(self._source.billed_ids, answer)
        except SourceFailure:
            return answer  # nobody knows what it cost; whoever reads it will say what is wrong with it
        await self._settle(begun, drawn, came)
        return answer

    async def _afford(self, wanted: str, begun: datetime) -> int:
        """For how many things to ask, their price drawn from the account."""
        price, limit = self._price, self._limit
        used = await asyncio.to_thread(self._ledger.used, self._account, begun)
        left = (limit - used) // price.microdollars
        share = max(price.fewest, left // self._sharers)
        things = max(price.fewest, min(share, int(wanted) if wanted.isdecimal() else price.fewest))
        drawn = things * price.microdollars
        if not await asyncio.to_thread(self._ledger.draw, self._account, begun, drawn, limit):
            raise BudgetSpent(
                "The ${dollars} it may cost a day are spent; it goes on at 00:00 UTC. {setting} sets how "
                "much that is.",
                until=begun + DAY,
                dollars=f"{limit / 1_000_000:.2f}",
                setting=price.variable,
            )
        return things

    async def _settle(self, begun: datetime, drawn: int, things: Sequence[str]) -> None:
        price = self._price.microdollars
        paid = await asyncio.to_thread(self._ledger.settle, self._account, begun, drawn, things, price)
        self._tally.microdollars += paid

    @property
    def _account(self) -> str:
        return f"{self._source.name} microdollars"

    @property
    def _limit(self) -> int:
        """The most microdollars a day. Raises `AuthFailure` if the setting holds no amount."""
        limit, variable = _limit(self._source, self._price), self._price.variable
        if limit is None:
            raise AuthFailure(_NO_AMOUNT, setting=variable, value=self._source.value(variable))
        return limit


def _limit(source: Source, price: Price) -> int | None:
    """The most microdollars a day; None if the setting holds no amount."""
    try:
        dollars = Decimal(source.value(price.variable).replace(",", ".").lstrip("$"))
    except InvalidOperation:
        return None
    return int(dollars * 1_000_000) if dollars.is_finite() and dollars >= 0 else None


def require_amounts(sources: Iterable[Source]) -> None:
    """Raise `BadSettings` unless each source with a price has an amount of dollars to spend in a day."""
    for source in sources:
        if source.price is not None and _limit(source, source.price) is None:
            variable = source.price.variable
            raise BadSettings(_NO_AMOUNT.format(setting=variable, value=source.value(variable)))


def _period(budget: Budget) -> str:
    """The period of a budget as a phrase: `a day`."""
    minutes = budget.period / timedelta(minutes=1)
    return _PERIODS.get(minutes, f"in {minutes:g} minutes")
