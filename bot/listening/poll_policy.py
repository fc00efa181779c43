"""The poll policy: the interval after which a request is polled again, and its backoff after failures.

1. Not before its rest is over, if its source failed or asked for one: as long as the source says; else by the
   kind of failure; passing failures double it from one interval on.
2. Not more often than its source allows, nor than lets the budget of the source last for all of its requests.
3. After news at that interval; after an answer without news 1.2 times later each time, up to twelve intervals
   or an hour, whichever is sooner.
4. A list of the latest that overran is polled twice as often, down to a minute; one that turns over fast is
   not slowed down. Neither where the service counts what it is asked.
5. Not before what it brought is stale, if the server says so, for an hour at most.
6. What a clock noted that was wrong since holds up nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

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
from bot.listening.budgets import Budgets
from bot.models import Mention
from bot.sources.source import THREAD, SourceRequest
from bot.storage.source_state import SourceState
from bot.watches.subscriptions import Sources

LOOK_BACK = timedelta(days=7)
"""How far back is read what is polled for the first time."""
OVERLAP = timedelta(minutes=10)
"""How much of what was read is read again: sources list things late."""
SLOWER = 1.2
"""How much later a request that brought nothing is polled the next time.

News comes in bursts, one text bringing others: to slow down gently and then to go far costs fewer
requests than the contrary, and half of all news is heard sooner (`bench/README.md`).
"""
SLOWEST = 12
"""Intervals after which even the quietest request is polled."""
LONGEST_INTERVAL = 3600.0
"""Seconds; no request waits longer, unless its source's interval or its share of the budget is longer."""
SOONEST = 60.0
"""Seconds; no list is read more often, however fast its entries come and go."""
EARLY = 0.15
"""Share of an interval by which a request may be polled before its time, when a digest is made."""
LONGEST_REST = timedelta(hours=6)
TURNED_OVER = 0.25
"""Share of new entries from which a list of the latest may lose some before it is read again."""
RESTS: dict[type[SourceFailure], timedelta] = {
    AuthFailure: LONGEST_REST,
    BlockedFailure: LONGEST_REST,
    ChangedFailure: timedelta(hours=1),
    RateFailure: timedelta(minutes=15),
}
"""How long a source is left alone after a failure, unless it says."""
GROWING_RESTS: dict[type[SourceFailure], timedelta] = {
    GoneFailure: timedelta(days=1),
    RefusedAddress: timedelta(days=1),
}
"""How long it is at most where nothing is at the address: from an hour on, twice as long each time.

So that people are told within a day, and who mends the address is heard the same day.
"""


class PollPolicy:
    """Works out, from how a request fared, when it is polled again."""

    def __init__(self, sources: Sources, budgets: Budgets, clock: Clock) -> None:
        self._sources = sources
        self._budgets = budgets
        self._clock = clock
        self._shares: Mapping[str, int] = {}
        self._waits: dict[tuple[str, str], timedelta] = {}

    def share(self, requests: Mapping[str, int]) -> None:
        """How many requests each source has: its budget is shared among them."""
        self._shares = requests

    def sharers(self, name: str) -> int:
        """How many requests share the budget of a source."""
        return self._shares.get(name, 1)

    def min_interval(self, name: str) -> timedelta:
        """The shortest time between two polls of a request of a source, so that its budget lasts for all."""
        return self._budgets.interval(self._sources[name], self.sharers(name))

    def waited(self, request: SourceRequest, span: timedelta) -> None:
        """Others of its server kept a request waiting so long; they will keep the next as long."""
        self._waits[request.source, request.edition] = span

    def is_due(self, state: SourceState) -> bool:
        """Whether a request may be polled now."""
        return self.next_at(state, EARLY) <= self._clock.now()

    def next_at(self, state: SourceState, early: float = 0.0) -> datetime:
        """When its rest is over, or its own interval; by now there may be more requests to share with."""
        now = self._clock.now()
        if state.last_asked is None or state.last_asked > now:  # never, or the clock was set back since
            return now
        if state.resting_until:
            return state.resting_until
        own = timedelta(seconds=state.interval)
        if own and self._may_hurry(state.source):
            return state.last_asked + (1 - early) * own
        # a budget that is shared lasts for all only if what is early is early by little
        shared = self.min_interval(state.source) - early * self._sources[state.source].interval
        return state.last_asked + max(shared, (1 - early) * own)

    def since(self, state: SourceState) -> datetime:
        """What is asked for, next: what came since the last answer, and a little of what came before.

        The last week of a request that was never answered, or last by a clock that was ahead of this one.
        """
        now = self._clock.now()
        known = state.last_success is not None and state.last_success <= now
        return state.last_success - OVERLAP if state.last_success and known else now - LOOK_BACK

    def missed_polls(self, request: SourceRequest, state: SourceState) -> bool:
        """Whether it went unanswered for longer than usual; a long line before its server is usual."""
        if state.last_success is None:
            return request.edition != THREAD  # a thread is asked for as soon as it is known
        waits = self._waits.get((request.source, request.edition), timedelta())
        longest = 2 * max(self.min_interval(state.source), timedelta(seconds=state.interval)) + OVERLAP
        return self._clock.now() - state.last_success > longest + waits

    def overflows(self, mentions: Iterable[Mention], state: SourceState) -> bool:
        """Whether a list of the latest entries changes so fast that some may come and go unread."""
        last = state.last_success
        if last is None or not self._sources[state.source].is_rolling_list:
            return False
        new = [mention.dated and mention.created_at > last for mention in mentions]
        return sum(new) > TURNED_OVER * len(new)

    def interval(self, state: SourceState, *, news: bool, fresh: timedelta = timedelta()) -> float:
        """Seconds until an answered request is polled again: sooner after news, later after none.

        Not before what it brought is stale, which a server may say of its answer; it is believed for an hour.
        """
        min_interval = self.min_interval(state.source).total_seconds()
        stale = min(fresh.total_seconds(), LONGEST_INTERVAL)
        hurried = 0 < state.interval < min_interval and self._may_hurry(state.source)
        if news or not state.interval:
            return max(state.interval if hurried else float(min_interval), stale)
        slower = state.interval * SLOWER
        if hurried:
            return max(min(slower, min_interval), stale)
        return max(min_interval, min(slower, min_interval * SLOWEST, LONGEST_INTERVAL), stale)

    def hurried(self, state: SourceState) -> float:
        """Seconds until a list is read again that overran: half of what it was, down to a minute."""
        min_interval = self.min_interval(state.source).total_seconds()
        if not self._may_hurry(state.source):
            return min_interval
        return max(SOONEST, min(state.interval or min_interval, min_interval) / 2)

    def _may_hurry(self, name: str) -> bool:
        """Whether a source may be asked more often than usual: not where it counts what it is asked."""
        source = self._sources[name]
        return source.budget is None and source.price is None

    def after(self, state: SourceState, failure: SourceFailure | None, interval: float) -> SourceState:
        """How a request fares that was answered, to be polled again after so many seconds, or that failed."""
        now = self._clock.now()
        if failure is None:
            return state.succeeded(now, interval)
        until = failure.until or now + self._rest(state, failure)
        if isinstance(failure, BudgetSpent):
            return state.rested(failure, now, until)
        return state.failed(failure, now, until)

    def _rest(self, state: SourceState, failure: SourceFailure) -> timedelta:
        """A rest by the kind of failure; passing ones double it from one interval on."""
        rest = rest_after(failure, state.failures)
        if rest is not None:
            return rest
        interval: timedelta = self._sources[state.source].interval
        return min(interval * (1 << min(state.failures, 16)), LONGEST_REST)


def rest_after(failure: SourceFailure, before: int) -> timedelta | None:
    """How long what failed so, and so often before, is left alone; None after what passes by itself."""
    growing = GROWING_RESTS.get(type(failure))
    if growing is None:
        return RESTS.get(type(failure))
    return min(timedelta(hours=1) * (1 << min(max(before, 0), 16)), growing)
