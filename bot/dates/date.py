"""One date out of what a stranger wrote: read whole, or not at all.

In this order, each part is taken out of the text: the day in digits, the time with its zone, a zone by its
name; what is left must be a month, a day and a year, a weekday (which is not asked whether it is right), or
particles. A word nobody knows, or a form that could be two days, makes the date unreadable: an entry without
a date is told as new, one with a wrong date may never be told.
"""

import re
import unicodedata
from datetime import UTC, datetime, time

import msgspec

from bot.dates.parts import Parts, Unreadable

_LONGEST = 100
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800  # 1990 and 2100
_MILLISECONDS = 1_000
_COMMON = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_COUNT = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_BASIC = re.compile(r"\b(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?=$|[\s.,Z+-])")
_HAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HOUR_ALONE = re.compile(r"(?<=\d)T(\d\d)(?=$|Z|[+-])")
_BEFORE_TIME = re.compile(r"(?<=\d)T(?=\d)|(?<=\d{4}):(?=\d\d:)")
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
    local = datetime.combine(day, time(), zone or UTC)
    return (
        _written(local + at.since_midnight)
        if at.since_midnight is not None
        else Written(local.astimezone(UTC), day_only=True)
    )


def _plain(text: str) -> str:
    """One kind of space, nothing in brackets, every way to write a day in digits by one."""
    text = _ASIDE.sub(" ", unicodedata.normalize("NFKC", text).replace("\u2212", "-"))
    text = _HAN.sub(r"\1-\2-\3 ", text)
    text = _HALF_OF_DAY.sub(r"\1m", _HOUR_ALONE.sub(r" \1:00", text))
    text = _BASIC.sub(_spread, text)
    return " ".join(_BEFORE_TIME.sub(" ", text).split())


def _spread(basic: re.Match[str]) -> str:
    year, month, day, hour, minute, second = basic.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}"
