"""How one request to one source fares: a value, and the ways in which it changes.

1. An answer ends every failure and every rest.
2. A failure counts, unless the budget is spent: then the request rests, and nothing is at fault.
3. People are to know of an outage after five failures in a row, over ten minutes at least: the first tries of
   a stream are a second apart.
4. Of what people know, they are to know the end, after one answer.
5. Whether people know is for the notices alone to say: no answer and no failure changes it.
"""

from datetime import datetime, timedelta
from typing import Self

import msgspec

from bot.errors import Curtailed, SourceFailure
from bot.locale import Sentence

REPORTED_AFTER = 5
"""Failures in a row after which people are told."""
OUTAGE = timedelta(minutes=10)
"""How long a source must fail before people are told."""


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """How one request to one source fares. Polls and streams alike change it by its methods alone.

    `request` is the key of the request, empty for the source as a whole. `last_new` is when it last brought
    something new. `interval` is seconds between polls, 0 for the source's own. `label` and `reason` say why
    it was not answered last, or not wholly, and are empty if it was. `failures` counts those in a row that
    are a fault of the source or of the way to it, `failing_since` is when the first of them came (None of a
    row that began before that was kept). `reported` says whether people know of the outage. `cursor` is where
    a stream is to go on from.
    """

    source: str
    request: str = ""
    last_asked: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    interval: float = 0.0
    failures: int = 0
    failing_since: datetime | None = None
    label: str = ""
    reason: str = ""
    resting_until: datetime | None = None
    reported: bool = False
    cursor: str = ""

    @property
    def text(self) -> str:
        """What is searched, or the address of a feed: the key of the request without its edition."""
        return self.request.partition(" ")[2]

    def is_resting(self, now: datetime) -> bool:
        """Whether the request is left alone for now."""
        return self.resting_until is not None and self.resting_until > now

    def should_report(self, now: datetime) -> bool:
        """Whether people do not know yet of an outage, or of its end."""
        if self.reported:
            return not self.failures
        return self.failures >= REPORTED_AFTER and _lasted(self.failing_since, now)

    def succeeded(self, now: datetime, interval: float | None = None) -> Self:
        """After an answer; with an `interval`, polled again after so many seconds."""
        return msgspec.structs.replace(
            self,
            last_asked=now,
            last_success=now,
            interval=self.interval if interval is None else interval,
            failures=0,
            failing_since=None,
            label="",
            reason="",
            resting_until=None,
        )

    def with_news(self, now: datetime) -> Self:
        """After an answer that brought something new, be it cut short by a failure or not."""
        return msgspec.structs.replace(self, last_new=now)

    def failed(self, failure: SourceFailure, now: datetime, until: datetime) -> Self:
        """After one more failure, left alone until an instant."""
        since = self.failing_since
        if not self.failures or (since is not None and since > now):  # else the clock was set back
            since = now
        rested = self.rested(failure, now, until)
        return msgspec.structs.replace(rested, failures=self.failures + 1, failing_since=since)

    def rested(self, why: SourceFailure, now: datetime, until: datetime) -> Self:
        """Left alone until an instant, for what is nobody's fault: a budget that is spent."""
        return msgspec.structs.replace(
            self, last_asked=now, label=why.label, reason=why.sentence.stored(), resting_until=until
        )

    def overran(self, reason: Sentence) -> Self:
        """After an answer that left something unread."""
        return msgspec.structs.replace(self, label=Curtailed.label, reason=reason.stored())

    def followed(self, cursor: str, now: datetime, *, connected: bool, new: bool) -> Self:
        """After a while on a stream: read as far as `cursor`, and connected still or not."""
        return msgspec.structs.replace(
            self,
            cursor=cursor,
            last_success=now if connected else self.last_success,
            last_new=now if new else self.last_new,
        )


def _lasted(failing_since: datetime | None, now: datetime) -> bool:
    return failing_since is None or now - failing_since >= OUTAGE
