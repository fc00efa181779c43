"""What a watch heard before the time that is told: to say what is new in it, and what is more than usual.

1. What people who show a sure tone now wrote in the last weeks: they may have turned.
2. The latest mentions of the last weeks, a bounded number: which words and places are new.
3. How many people usually speak: the median of the same weekday (`bot.analysis.usual_people`), as far as the
   watch listened then.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.analysis.usual_people import WEEKS, usual_people
from bot.models import Channel, Mention, Person, Watch
from bot.storage.history import WatchHistory

REMEMBERED: Final = timedelta(days=28)
"""How far back words, places and people's tones are compared."""
MOST: Final = 600
"""Mentions with which words and places are compared, the latest."""
BASE: Final = 20
"""Mentions before, under which nothing is known of which words and places are usual."""
WEEK: Final = timedelta(days=7)
DAYLIKE: Final = (timedelta(hours=20), timedelta(hours=28))
"""Spans that are compared as a day is."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard before: `earlier` by those who may have turned, `before` by anybody, newest first.

    `is_whole` says that `before` is all of the last weeks. `people` spoke now, staff and all, where usually
    `expected` do; both None where that is not known.
    """

    earlier: tuple[Mention, ...] = ()
    before: tuple[Mention, ...] = ()
    is_whole: bool = False
    people: int | None = None
    expected: int | None = None


class PastReader:
    """Reads the past of watches. Blocks."""

    def __init__(self, history: WatchHistory) -> None:
        self._history = history

    def past(
        self, channel: Channel, watch: Watch, people: Collection[Person], since: datetime, until: datetime
    ) -> Past:
        """What a watch heard before an instant; `people` may have turned."""
        begin = since - REMEMBERED
        before = self._history.latest(channel.id, watch.id, begin, since, MOST + 1)
        expected = self._expected(channel, watch, since, until)
        now = self._history.people(channel.id, watch.id, since, until) if expected is not None else None
        return Past(
            earlier=tuple(self._history.by(channel.id, watch.id, people, begin, since)),
            before=tuple(before[:MOST]),
            is_whole=len(before) <= MOST,
            people=now,
            expected=expected,
        )

    def _expected(self, channel: Channel, watch: Watch, since: datetime, until: datetime) -> int | None:
        """How many people usually speak in the same hours of the same weekday."""
        if not DAYLIKE[0] <= until - since <= DAYLIKE[1]:
            return None
        today = until.astimezone(ZoneInfo(channel.zone)).date()
        listened = [week for week in range(1, WEEKS + 1) if since - week * WEEK >= watch.since]
        found: dict[date, int] = {
            today - week * WEEK: self._history.people(
                channel.id, watch.id, since - week * WEEK, until - week * WEEK
            )
            for week in listened
        }
        return usual_people(found, today)


def new_places(said: Sequence[Mention], past: Past) -> tuple[str, ...]:
    """The places in which nothing was heard before; none where too little or not all of that is known."""
    if not past.is_whole or len(past.before) < BASE:
        return ()
    known = {mention.place for mention in past.before}
    return tuple(dict.fromkeys(each.place for each in said if each.place and each.place not in known))
