"""How soon a question is asked again: by its news, by its source's failures, and by who else asks."""

from collections.abc import Iterable, Mapping
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
from bot.listening.budgets import Budgets
from bot.models import Mention
from bot.sources.source import THREAD, Question
from bot.storage.source_states import SourceState
from bot.watches.subscriptions import Sources

LOOK_BACK = timedelta(days=7)
"""How far back a question is asked for the first time."""
OVERLAP = timedelta(minutes=10)
"""How much of what was read is read again: sources list things late."""
SLOWER = 1.2
"""How much later a question that brought nothing is asked the next time.

News comes in bursts, one text bringing others: to slow down gently and then to go far costs fewer
requests than the contrary, and half of all news is heard sooner (`bench/README.md`).
"""
SLOWEST = 12
"""Intervals after which even the quietest question is asked."""
LONGEST_INTERVAL = 3600.0
"""Seconds; no question waits longer unless its source's own interval is longer."""
SOONEST = 60.0
"""Seconds; no list is read more often, however fast its entries come and go."""
EARLY = 0.15
"""Share of an interval by which a question may be asked before its time, when a digest is made."""
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
    """Works out, from how a question fared, when it is its turn."""

    def __init__(self, sources: Sources, budgets: Budgets, clock: Clock) -> None:
        self._sources = sources
        self._budgets = budgets
        self._clock = clock
        self._shares: Mapping[str, int] = {}
        self._waits: dict[tuple[str, str], timedelta] = {}

    def share(self, questions: Mapping[str, int]) -> None:
        """How many questions each source has: its budget is shared among them."""
        self._shares = questions

    def sharers(self, name: str) -> int:
        """How many questions share the budget of a source."""
        return self._shares.get(name, 1)

    def min_interval(self, name: str) -> timedelta:
        """How often a question of a source may be asked so that its budget lasts for all of them."""
        return self._budgets.interval(self._sources[name], self.sharers(name))

    def waited(self, question: Question, span: timedelta) -> None:
        """Others of its server kept a question waiting so long; they will keep the next as long."""
        self._waits[question.source, question.edition] = span

    def is_due(self, state: SourceState) -> bool:
        """Whether a question may be asked now."""
        return self.next_at(state, EARLY) <= self._clock.now()

    def next_at(self, state: SourceState, early: float = 0.0) -> datetime:
        """When its rest is over, or its own interval; by now there may be more questions to share with."""
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

        The last week of a question that was never answered, or last by a clock that was ahead of this one.
        """
        now = self._clock.now()
        known = state.last_well is not None and state.last_well <= now
        return state.last_well - OVERLAP if state.last_well and known else now - LOOK_BACK

    def missed_polls(self, question: Question, state: SourceState) -> bool:
        """Whether it went unanswered for longer than usual; a long line before its server is usual."""
        if state.last_well is None:
            return question.edition != THREAD  # a thread is asked for as soon as it is known
        waits = self._waits.get((question.source, question.edition), timedelta())
        longest = 2 * max(self.min_interval(state.source), timedelta(seconds=state.interval)) + OVERLAP
        return self._clock.now() - state.last_well > longest + waits

    def overflows(self, mentions: Iterable[Mention], state: SourceState) -> bool:
        """Whether a list of the latest entries changes so fast that some may come and go unread."""
        last = state.last_well
        if last is None or not self._sources[state.source].latest_alone:
            return False
        new = [mention.dated and mention.created_at > last for mention in mentions]
        return sum(new) > TURNED_OVER * len(new)

    def interval(self, state: SourceState, *, news: bool, fresh: timedelta = timedelta()) -> float:
        """Seconds until an answered question is asked again: sooner after news, later after none.

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

    def after(self, state: SourceState, failure: SourceFailure | None) -> SourceState:
        """How a question fares now that it was answered, or that it failed."""
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
            reason=failure.sentence.stored(),
            resting_until=failure.until or now + self._rest(state, failure),
        )

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
