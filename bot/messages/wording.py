"""Small turns of phrase: counts, ages, lists, hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.models import Mention

RECENT = timedelta(hours=20)
"""Within this an hour alone is understood."""


def count(number: int, one: str, many: str = "") -> str:
    """`1 person`, `4 people`; `many` is `one` with an s unless given."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def signed(what: str, people: int, unsigned: int) -> str:
    """`3 mentions by 2 people and 1 unsigned` for `3 mentions`; those nobody signed are counted apart."""
    if not people:
        return f"{what}, unsigned" if unsigned else what
    who = count(people, "person", "people")
    return f"{what} by {who} and {unsigned:,} unsigned" if unsigned else f"{what} by {who}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def shortened(names: Sequence[str], most: int, last: str = "and") -> str:
    """`a, b and 3 more` of the names where there are more than `most`."""
    if len(names) <= most:
        return listed(names, last)
    return listed([*names[:most], f"{len(names) - most:,} more"], last)


def age(mention: Mention, now: datetime) -> str:
    """How long ago it was written; the day, past two weeks; `undated` where nobody knows."""
    if not mention.dated:
        return "undated"
    past = max(now - mention.created_at, timedelta())
    if past < timedelta(minutes=1):
        return "just now"
    if past < timedelta(hours=1):
        return f"{past // timedelta(minutes=1)} min ago"
    if past < timedelta(hours=48):
        return f"{past // timedelta(hours=1)} h ago"
    if past < timedelta(days=14):
        return f"{past.days} days ago"
    return f"{mention.created_at.day} {mention.created_at:%b %Y}"


def lasting(span: timedelta) -> str:
    """`4 s`, `12 min`, `7 h`, `2 days`: how long, in the largest unit of which there are two or more."""
    for unit, name in ((timedelta(days=1), "days"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if span >= 2 * unit:
            return f"{span // unit} {name}"
    return f"{max(span, timedelta()).total_seconds():.0f} s"


def hour(instant: datetime, zone: str) -> str:
    """`08:55` in a zone."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(instant: datetime, zone: str) -> str:
    """`Tue 24 Nov, 09:00` in a zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def day(instant: datetime, zone: str) -> str:
    """`24 November` in a zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B}"


def lately(instant: datetime, zone: str, now: datetime) -> str:
    """`08:55` in a zone; with its day where that could be another one than today."""
    return hour(instant, zone) if now - instant < RECENT else moment(instant, zone)


def clipped(text: str, longest: int) -> str:
    """The text, cut at a word and ended with an ellipsis if longer than `longest` characters."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
