"""The calendar in words, and what a question's words of time come to: a span in the zone of a channel."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

DAY: Final = timedelta(days=1)
WEEK: Final = 7 * DAY
LONGEST: Final = 400 * DAY


class Span(msgspec.Struct, frozen=True):
    """From `since` on and before `until`; `label` says it in a sentence: `yesterday`, `since Monday`."""

    since: datetime
    until: datetime
    label: str


class Clocked(msgspec.Struct, frozen=True):
    """An instant, and the zone in which days are counted."""

    now: datetime
    zone: str

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, hour: int = 0) -> datetime:
        """That hour of a day there."""
        return datetime.combine(day, time(hour), ZoneInfo(self.zone)).astimezone(self.now.tzinfo)

    def since(self, day: date, label: str) -> Span:
        """From a day on."""
        return Span(self.at(day), self.now, label)

    def days(self, first: date, number: int, label: str) -> Span:
        """So many days from the first on, none of them to come."""
        return Span(self.at(first), min(self.at(first + number * DAY), self.now), label)

    def last(self, span: timedelta, label: str) -> Span:
        """Up to now."""
        return Span(self.now - min(span, LONGEST), self.now, label)


DAY_OF: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "mon tue wed thu fri sat sun",
    )
    for number, name in enumerate(names.split())
}
MONTH_OF: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}


def last_weekday(name: str, today: date) -> date:
    """The last such day; today is one, if it is named so."""
    return today - ((today.weekday() - DAY_OF[name]) % 7) * DAY


def last_date(month: int, day: int, today: date) -> date | None:
    """The last such day of the calendar; None for what is no day."""
    try:
        found = date(today.year, month, day)
    except ValueError:
        return None
    if found > today:
        day -= (month, day) == (2, 29)
        found = date(today.year - 1, month, day)
    return found
