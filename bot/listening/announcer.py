"""Who is woken for the rows that listening writes. A row first, a wake-up second.

1. A hit that is no history: `alerts.room` judges its watch (`Baselines.heard`, `Archive.due_instant`).
2. A mention that was erased or reworded: `alerts.redelivery` (`Amendments`).
3. A state that says of an outage, or of its end, what people do not know: `notices.outages` (`SourceStates`).
4. A gap: `notices.gaps` (`Gaps`).
5. A hit that was not read: `watches.reading_room` (`ReadingRows.heard`).

Whoever was asleep, was killed or is another process finds the rows; a wake-up says only that some may be
there.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from bot.clock import Clock
from bot.storage.gaps import Gap
from bot.storage.hits import Hit
from bot.storage.source_state import SourceState
from bot.wakeups import Wakeup


class Announcer(msgspec.Struct, frozen=True):
    """The wake-ups of those who read what listening writes."""

    alerts: Wakeup
    redelivery: Wakeup
    outages: Wakeup
    gaps: Wakeup
    readings: Wakeup

    @classmethod
    def by(cls, clock: Clock) -> "Announcer":
        """One whose wake-ups nobody has heard of yet."""
        return cls(*(Wakeup(name, clock) for name in ("alerts", "redelivery", "outages", "gaps", "readings")))

    @property
    def all(self) -> tuple[Wakeup, ...]:
        """Every wake-up."""
        return self.alerts, self.redelivery, self.outages, self.gaps, self.readings

    def kept(self, new: Iterable[Hit]) -> None:
        """Hits were kept: all are to be read, and what is no history may ring."""
        kept = list(new)
        if kept:
            self.readings.set()
        if any(not hit.look_back for hit in kept):
            self.alerts.set()

    def amended(self, mentions: Iterable[str]) -> None:
        """Mentions were erased or reworded, if any."""
        if any(True for _ in mentions):
            self.redelivery.set()

    def recorded(self, state: SourceState, gap: Gap | None, now: datetime) -> None:
        """It was recorded how a request fares, with a gap, if there was one."""
        if state.should_report(now):
            self.outages.set()
        if gap is not None:
            self.gaps.set()
