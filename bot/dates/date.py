"""One date out of what a stranger wrote: read whole, or not at all.

In this order, each part is taken out of the text: the day in digits, the time with its zone, a zone by its
name; what is left must be a month, a day and a year, a weekday (which is not asked whether it is right), or
particles. A word nobody knows, or a form that could be two days, makes the date unreadable: an entry without
a date is told as new, one with a wrong date may never be told.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import msgspec

from bot.dates import zones
from bot.dates.parts import Parts, Unreadable

_LONGEST = 100
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800  # 1990 and 2100
_MILLISECONDS = 1_000
_COMMON = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_COUNT = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_BASIC = re.compile(r"\b(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?=$|[\s.,Z+-]|T\d\d:)")
_WEEK = re.compile(r"\b(\d{4})(-?)W(\d\d)\2([1-7])(?!\d)")
_DAY_OF_YEAR = re.compile(r"^(\d{4})-?(\d{3})(?=$|[T ])")
_HAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_HAN_TIME = re.compile(r"(\d{1,2})\s*[時时点시]\s*(\d{1,2})\s*[分분]\s*(?:(\d{1,2})\s*[秒초])?")
_HALF_BEFORE = re.compile(r"(?:(오전|上午|午前)|오후|下午|午後)\s*(\d{1,2}(?::\d{1,2}){1,2})")
_DASH = re.compile(r"(?<=\d)[\u2010-\u2013](?=\d)")
_FEIRA = re.compile(r"\b[2-6]\s?[ªa]\.?[\s-]*feira\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HOUR_ALONE = re.compile(r"(?<=\d)[Tt](\d\d)(?=$|[Zz]|[+-])")
_BEFORE_TIME = re.compile(r"(?<=\d)[Tt](?=\d)|(?<=\d{4}):(?=\d\d:)")
_HALF_OF_DAY = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)


class Written(msgspec.Struct, frozen=True, gc=False):
    """An instant in UTC; where only the day was written (or its midnight), the day's first."""

    instant: datetime
    day_only: bool = False


def read_date(text: object) -> Written | None:
    """The date that a text is; in UTC if it names no zone; None when it is none, or could be two."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    try:
        return _common(text.strip()) or _counted(text.strip()) or _read(text)
    except (Unreadable, ValueError, OverflowError):
        return None


def read_seconds(seconds: object) -> datetime | None:
    """The instant so many seconds after 1970; None for what is no count of seconds, and for 0."""
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _common(text: str) -> Written | None:
    """The form that programs write, by the shortest way: streams bring thousands a second."""
    if not _COMMON.fullmatch(text):
        return None
    try:
        return _written(datetime.fromisoformat(text))
    except ValueError:  # an hour of 24, or no such day: for the others to judge
        return None


def _counted(text: str) -> Written | None:
    """Seconds or milliseconds since 1970, as far as they name a year that can be meant."""
    count = _COUNT.fullmatch(text)
    if not count:
        return None
    seconds = int(count[1]) if count[1] else int(count[2]) / _MILLISECONDS
    if not _FIRST_SECOND <= seconds < _LAST_SECOND:
        return None
    return Written(datetime.fromtimestamp(seconds, UTC))


def _written(local: datetime) -> Written:
    is_midnight = local.time().replace(tzinfo=None) == time()
    return Written(local.astimezone(UTC), day_only=is_midnight)


def _read(text: str) -> Written:
    rest = Parts(_plain(text))
    day = rest.day_in_digits()
    at = rest.time()
    zone = at.zone or rest.zone_of_day() or rest.place()
    day, zone = rest.words(day, zone)
    zone = zone or _zone_aside(text)
    local = datetime.combine(day, time(), zone or UTC)
    return (
        _written(local + at.since_midnight)
        if at.since_midnight is not None
        else Written(local.astimezone(UTC), day_only=True)
    )


def _plain(text: str) -> str:
    """One kind of space, nothing in brackets, every way to write a day in digits by one."""
    text = _FEIRA.sub(" ", text)  # before the compatible form, in which the sign of an ordinal is a letter
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    text = _ASIDE.sub(" ", _DASH.sub("-", text)).strip()
    text = _HALF_BEFORE.sub(_halved, _HAN_TIME.sub(_clock, _HAN.sub(r"\1-\2-\3 ", text)))
    text = _DAY_OF_YEAR.sub(_by_year, _WEEK.sub(_by_week, text))
    text = _HALF_OF_DAY.sub(r"\1m", _HOUR_ALONE.sub(r" \1:00", text))
    text = _BASIC.sub(_spread, text)
    return " ".join(_BEFORE_TIME.sub(" ", text).split())


def _zone_aside(text: str) -> tzinfo | None:
    """The zone that stands in brackets behind a date, as in `08:05 (GMT+1)`; None where none does."""
    inside = (aside[0][1:-1].strip() for aside in _ASIDE.finditer(text))
    found = (zones.written(each) or zones.abbreviated(each) or zones.named(each) for each in inside)
    return next((zone for zone in found if zone), None)


def _halved(found: re.Match[str]) -> str:
    """A time behind the half of the day it stands in, as Korean and Chinese have it, with that behind it."""
    return f"{found[2]} {'am' if found[1] else 'pm'}"


def _by_week(found: re.Match[str]) -> str:
    """An ISO week date (`2026-W48-7`) by its month. Raises `ValueError` for a week that its year has not."""
    return f"{date.fromisocalendar(int(found[1]), int(found[3]), int(found[4])):%Y-%m-%d}"


def _by_year(found: re.Match[str]) -> str:
    """An ISO ordinal date (`2026-333`) by its month. Raises `ValueError` for a day that its year has not."""
    year, of_year = int(found[1]), int(found[2])
    day = date(year, 1, 1) + timedelta(days=of_year - 1)
    if day.year != year:
        raise ValueError(f"{year} has no day {of_year}")
    return f"{day:%Y-%m-%d}"


def _clock(found: re.Match[str]) -> str:
    return f" {found[1]}:{found[2]}:{found[3] or '00'}"


def _spread(basic: re.Match[str]) -> str:
    year, month, day, hour, minute, second = basic.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}"
