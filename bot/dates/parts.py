"""The parts of a written date, taken out of its text one by one.

What is left at the end must be months, numbers, weekdays and particles.
"""

import re
from datetime import date, timedelta, tzinfo

import msgspec

from bot.dates import words, zones
from bot.text import fold

_DIGITS = re.compile(r"(?<![\d:.,/-])(\d{1,4})(?:([-/])(\d{1,2})\2|\.\s?(\d{1,2})\.\s?)(\d{1,4})(?![\d:])")
_ZONE = r"(?:UTC?|GMT|Z)?\s?(?P<sign>[+-])(?P<zh>\d{1,2})(?::(?P<zm>\d\d?)|(?P<za>\d\d))?(?![\d/.:-])"
_TIME = re.compile(
    r"(?<![\d+.:-])(?P<h>\d{1,2})(?:"
    r":(?P<m>\d{1,2})(?::(?P<s>\d{1,2})(?:[.,](?P<f>\d+))?)?\s?(?P<half>[ap]m\b)?"
    r"|\s?(?P<alone>[ap]m)\b"
    r"|\s?h(?:eures?\b)?\s?(?:(?P<mh>\d\d)(?:\s?min\b)?)?(?!\w)"
    r"|\.(?P<md>\d\d)(?:\.(?P<sd>\d\d))?\s?(?P<dotted>[ap]m\b|uhr\b|uur\b|$)"
    rf")(?:\s?{_ZONE})?",
    re.IGNORECASE,
)
_ZONE_OF_DAY = re.compile(r"(?P<sign>\+)(?P<zh>\d\d):?(?P<zm>\d\d)$|(?<=\d\d)-(?P<mh>\d\d):(?P<mm>\d\d)$")
_PLACE = re.compile(r"\b[A-Z][A-Za-z]+(?:/[A-Z][\w+-]*)+")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|ème|eme|e|º|ª|\.)(?![\w.])", re.IGNORECASE)
_PART = re.compile(r"[^\W\d_]+|\d+")


class Unreadable(Exception):
    """The text is no date, or could be two."""


class TimeOfDay(msgspec.Struct, frozen=True):
    """The time of the day, None when none was written, and the zone beside it."""

    since_midnight: timedelta | None = None
    zone: tzinfo | None = None


class Parts:
    """What is left of a text while the parts of a date are taken out of it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self._text)
        if found:
            self._text = f"{self._text[: found.start()]} {self._text[found.end() :]}"
        return found

    def day_in_digits(self) -> date | None:
        """The day, if it stands in digits alone. Raises `Unreadable` when it could be two."""
        found = self._take(_DIGITS)
        if not found:
            return None
        days = _possible(found[1], found[3] or found[4], found[5])
        if len(days) != 1:
            raise Unreadable
        return days.pop()

    def time(self) -> TimeOfDay:
        """The time. Raises `Unreadable` for one that no clock shows."""
        found = self._take(_TIME)
        if not found:
            return TimeOfDay()
        zone = zones.offset(found["sign"], found["zh"], found["zm"] or found["za"]) if found["sign"] else None
        if found["sign"] and zone is None:
            raise Unreadable
        return TimeOfDay(_since_midnight(found), zone)

    def zone_of_day(self) -> tzinfo | None:
        """The zone behind a day without a time, as XML Schema has it."""
        found = self._take(_ZONE_OF_DAY)
        if not found:
            return None
        return zones.offset(found["sign"] or "-", found["zh"] or found["mh"], found["zm"] or found["mm"])

    def place(self) -> tzinfo | None:
        """The zone that is named by its place. Raises `Unreadable` for a place that has none."""
        found = self._take(_PLACE)
        zone = zones.named(found[0]) if found else None
        if found and zone is None:
            raise Unreadable
        return zone

    def words(self, day: date | None, zone: tzinfo | None) -> tuple[date, tzinfo | None]:
        """The day and the zone, with what the words add. Raises `Unreadable` for one it cannot place."""
        parts = _PART.findall(_ORDINAL.sub(r"\1 ", self._text))
        numbers = [part for part in parts if part.isdecimal()]
        months, names = _sorted_out([part for part in parts if not part.isdecimal()])
        for name in names:
            beside = zones.abbreviated(name)
            if beside is None:
                raise Unreadable
            zone = zone or beside
        if day is not None and not months and not numbers:
            return day, zone
        if day is not None or len(months) != 1:
            raise Unreadable
        return _day_of(months.pop(), numbers), zone


def _possible(first: str, second: str, third: str) -> set[date]:
    """The days that three numbers can be: year first, or last with the day or the month before it."""
    if len(first) > 2:
        orders = [(first, second, third)]
    else:
        orders = [(third, second, first), (third, first, second)]
        if len(third) <= 2:
            orders.append((first, second, third))
    return {day for order in orders if (day := _day(*order))}


def _day(year: str, month: str, day: str) -> date | None:
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    try:
        return date(_full(year), int(month), int(day))
    except ValueError:
        return None


def _full(year: str) -> int:
    """A year in full; of two digits as RFC 2822 reads it."""
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number < 50 else 1900)


def _since_midnight(found: re.Match[str]) -> timedelta:
    half = found["half"] or found["alone"] or found["dotted"] or ""
    hour = int(found["h"])
    if half.lower() in ("am", "pm") and hour <= 12:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    minute = int(found["m"] or found["mh"] or found["md"] or 0)
    second = int(found["s"] or found["sd"] or 0)
    micro = int((found["f"] or "")[:6].ljust(6, "0"))
    is_end = hour == 24 and not (minute or second or micro)
    if not (hour < 24 or is_end) or minute > 59 or second > 60:
        raise Unreadable
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micro)


def _sorted_out(found: list[str]) -> tuple[set[int], list[str]]:
    """The months among words, and the words that are neither month, weekday nor particle.

    A word that is both a month and a weekday (mar: mars, mardi) is a month where no other word is.
    """
    sure: set[int] = set()
    perhaps: set[int] = set()
    names: list[str] = []
    for name in found:
        word = fold(name).strip()
        number, is_weekday = words.month(word), words.is_weekday(word)
        if number:
            (perhaps if is_weekday else sure).add(number)
        elif name in zones.PLACES or (not is_weekday and not words.is_between(word)):
            names.append(name)
    return sure or perhaps, names


def _day_of(month: int, numbers: list[str]) -> date:
    """The day in a month, from its number and the year. Raises `Unreadable` where either is missing."""
    if len(numbers) != 2:
        raise Unreadable
    first, second = numbers
    if len(first) == 4:
        first, second = second, first
    if len(first) > 2 or len(second) not in (2, 4):
        raise Unreadable
    return date(_full(second), month, int(first))
