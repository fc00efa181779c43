"""What requests use of what all of them share: by account and period, and on average.

1. Budgets are accounts in a ledger, which outlives the process where what is used costs money.
2. Nine tenths of a budget are planned for; the rest is for look-backs and searches by people.
3. How often each request may go out follows from what an answer took so far, the latest by a tenth.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

SPARED = 0.9
"""How much of a budget is planned for; the rest is for look-backs and searches by people."""
LEARNT = 0.1
"""How much the latest answer weighs in what an answer takes on average."""


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


class UsageAverage:
    """What one answer takes: requests, and microdollars."""

    def __init__(self, requests: float = 0.0, microdollars: float = 0.0) -> None:
        self.requests = requests
        self.microdollars = microdollars

    def mean(self, latest: "UsageAverage") -> "UsageAverage":
        """This average, with one more answer in it."""
        return UsageAverage(
            self.requests + LEARNT * (latest.requests - self.requests),
            self.microdollars + LEARNT * (latest.microdollars - self.microdollars),
        )


def fair_interval(interval: timedelta, wanted: float, allowed: float, period: timedelta) -> timedelta:
    """How often each request may be polled so that all of them have their turn.

    `wanted` is what all of them take when each is asked once, `allowed` what there is in a period. The
    more is wanted, the slower each; never faster than the interval.
    """
    return max(interval, period * wanted / (allowed * SPARED)) if allowed > 0 else interval
