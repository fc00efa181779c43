"""What was used of budgets, by account and period."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


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
