"""Small turns of phrase: counts, ages, lists, hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.locale import _, _n, spoken
from bot.locale.days import first_as_said
from bot.models import Mention

RECENT = timedelta(hours=20)
"""Within this an hour alone is understood."""
Last = Literal["and", "or"]
"""What stands before the last of several names."""


def signed(what: str, people: int, unsigned: int) -> str:
    """`3 mentions by 2 people and 1 unsigned` for `3 mentions`; those nobody signed are counted apart."""
    if not people:
        return _("{what}, unsigned", what=what) if unsigned else what
    who = people_named(people)
    if unsigned:
        return _n(
            "{what} by {who} and {n} unsigned",
            "{what} by {who} and {n} unsigned",
            unsigned,
            what=what,
            who=who,
        )
    return _("{what} by {who}", what=what, who=who)


def people_named(number: int) -> str:
    """`1 person`, `4 people`."""
    return _n("{n} person", "{n} people", number)


def mentions_named(number: int) -> str:
    """`1 mention`, `4 mentions`."""
    return _n("{n} mention", "{n} mentions", number)


def listed(names: Sequence[str], last: Last = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    first = ", ".join(names[:-1])
    if last == "or":
        return _("{names} or {last}", names=first, last=names[-1])
    return _("{names} and {last}", names=first, last=names[-1])


def shortened(names: Sequence[str], most: int, last: Last = "and") -> str:
    """`a, b and 3 more` of the names where there are more than `most`."""
    if len(names) <= most:
        return listed(names, last)
    return listed([*names[:most], more(len(names) - most)], last)


def capital(label: str) -> str:
    """`Since Monday` of `since Monday`, where it begins a sentence."""
    return label[:1].upper() + label[1:]


def more(number: int) -> str:
    """`3 more`."""
    return _n("{n} more", "{n} more", number)


def age(mention: Mention, now: datetime) -> str:
    """How long ago it was written; the day, past two weeks; `undated` where nobody knows."""
    if not mention.dated:
        return _("undated")
    past = max(now - mention.created_at, timedelta())
    if past < timedelta(minutes=1):
        return _("just now")
    if past < timedelta(hours=1):
        return _("{n} min ago", n=past // timedelta(minutes=1))
    if past < timedelta(hours=48):
        return _("{n} h ago", n=past // timedelta(hours=1))
    if past < timedelta(days=14):
        return _("{n} days ago", n=past.days)
    return _dated(mention.created_at, "UTC", _("d MMM y"))


def lasting(span: timedelta) -> str:
    """`4 s`, `12 min`, `7 h`, `2 days`: how long, in the largest unit of which there are two or more."""
    if span >= 2 * timedelta(days=1):
        return _("{n} days", n=span.days)
    if span >= 2 * timedelta(hours=1):
        return _("{n} h", n=span // timedelta(hours=1))
    if span >= 2 * timedelta(minutes=1):
        return _("{n} min", n=span // timedelta(minutes=1))
    return _("{n} s", n=round(max(span, timedelta()).total_seconds()))


def hour(instant: datetime, zone: str) -> str:
    """`08:55` in a zone."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(instant: datetime, zone: str) -> str:
    """`Tue 24 Nov, 09:00` in a zone."""
    return _dated(instant, zone, _("EEE d MMM, HH:mm"))


def weekday_and_hour(instant: datetime, zone: str) -> str:
    """`Tue 09:00` in a zone: of the last days that is enough."""
    return _dated(instant, zone, _("EEE HH:mm"))


def in_marks(quoted: str, lang: str) -> str:
    """Words in the quotation marks of their own language: “so”, « ainsi »."""
    return f"«\u00a0{quoted}\u00a0»" if lang == "fr" else f"“{quoted}”"


def day_of_year(instant: datetime, zone: str) -> str:
    """`24 Nov 2025` in a zone."""
    return _dated(instant, zone, _("d MMM y"))


def day(instant: datetime, zone: str) -> str:
    """`24 November` in a zone."""
    return _dated(instant, zone, _("d MMMM"))


def _dated(instant: datetime, zone: str, pattern: str) -> str:
    """An instant in a zone by a pattern of CLDR, in the language spoken; French has a first, then a 2."""
    return first_as_said(format_datetime(instant.astimezone(ZoneInfo(zone)), pattern, locale=spoken()))


def lately(instant: datetime, zone: str, now: datetime) -> str:
    """`08:55` in a zone; with its day where that could be another one than today."""
    return hour(instant, zone) if now - instant < RECENT else moment(instant, zone)


def clipped(text: str, longest: int) -> str:
    """The text, cut at a word and ended with an ellipsis if longer than `longest` characters."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
