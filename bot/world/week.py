"""The week of the demo, set so that what is written of days and hours in the sample is true of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

MORNING = time(8)
WORST = timedelta(days=4)
"""From the Monday on which the week opens to the Friday from which the sample counts back."""


class Week(msgspec.Struct, frozen=True):
    """`opens` is eight on Monday morning, `worst` eight on Friday morning, when most has just been said."""

    opens: datetime
    worst: datetime


def week_of(now: datetime, zone: str) -> Week:
    """The week in which an instant lies, by the clocks of a zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    return Week(_morning(monday, zone), _morning(monday + WORST, zone))


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)
