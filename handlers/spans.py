"""The span of time that a question names: `yesterday`, `depuis lundi`, `the last three days`, `24h`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

DAY: Final = timedelta(days=1)
WEEK: Final = 7 * DAY
_LONGEST: Final = 400 * DAY


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
        return Span(self.now - min(span, _LONGEST), self.now, label)


Reading = Callable[[re.Match[str], Clocked], Span | None]

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_OF: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "mon tue wed thu fri sat sun",
    )
    for number, name in enumerate(names.split())
}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH_OF: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}
_NUMBERS: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "one two three four five six seven eight nine ten",
        "un deux trois quatre cinq six sept huit neuf dix",
        "an couple few",
    )
    for number, name in enumerate(names.split(), 1)
} | {"une": 1, "a": 1, "couple of": 2, "quelques": 3, "quinze": 15, "quarante huit": 48, "vingt quatre": 24}
_UNITS: Final[Mapping[str, tuple[timedelta, str]]] = {
    "h": (timedelta(hours=1), "hours"),
    "d": (DAY, "days"),
    "w": (WEEK, "weeks"),
    "m": (30 * DAY, "months"),
    "y": (365 * DAY, "years"),
}
_UNIT_OF: Final[Mapping[str, str]] = {
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "heure": "h", "heures": "h",
    "d": "d", "day": "d", "days": "d", "j": "d", "jour": "d", "jours": "d", "journee": "d",
    "w": "w", "wk": "w", "week": "w", "weeks": "w", "semaine": "w", "semaines": "w", "sem": "w",
    "m": "m", "month": "m", "months": "m", "mois": "m",
    "y": "y", "year": "y", "years": "y", "an": "y", "ans": "y", "annee": "y", "annees": "y",
}  # fmt: skip
_N: Final = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT: Final = (
    rf"(?P<unit>{'|'.join(sorted((u for u in _UNIT_OF if len(u) > 2), key=len, reverse=True))}|h|hr)"
)
_WEEKDAY: Final = rf"(?P<day>{'|'.join(name for name in _DAY_OF if len(name) > 3)})"
_SINCE: Final = (
    r"(?:ever since|since|from|depuis|a partir de|a partir du|des)(?: le| la| l| the| last| this| ce)?"
)
_EVER_SINCE: Final = r"(?:ever since|since|depuis)(?: le| la| l| the)?"
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})"
_NUMBERED: Final = r"(?P<number>[0-3]?\d)(?:st|nd|rd|th|er)?"


def _back(match: re.Match[str], here: Clocked) -> Span | None:
    """So many hours, days or weeks before now."""
    typed = match.groupdict().get("n") or "1"
    number = int(typed) if typed.isdecimal() else _NUMBERS[typed]
    length, unit = _UNITS[_UNIT_OF[match["unit"]]]
    if not number:
        return None
    label = f"in the last {number} {unit}" if number > 1 else f"in the last {unit[:-1]}"
    return here.last(number * length, label)


def _days_back(match: re.Match[str], here: Clocked) -> Span:
    return here.last(3 * DAY, "in the last 3 days")


def _since_weekday(match: re.Match[str], here: Clocked) -> Span:
    day = _last(match["day"], here)
    return here.since(day, f"since {_WEEKDAYS[day.weekday()]}")


def _on_weekday(match: re.Match[str], here: Clocked) -> Span:
    day = _last(match["day"], here)
    return here.days(day, 1, f"on {_WEEKDAYS[day.weekday()]}")


def _last(name: str, here: Clocked) -> date:
    """The last such day; today is one, if it is named so."""
    return here.today - ((here.today.weekday() - _DAY_OF[name]) % 7) * DAY


def _day_named(match: re.Match[str], here: Clocked) -> date | None:
    """The last such day of the calendar."""
    try:
        if iso := match.groupdict().get("iso"):
            return date(*map(int, iso.split()))
        day = date(here.today.year, _MONTH_OF[match["month"]], int(match["number"]))
    except ValueError:
        return None
    return day if day <= here.today else day.replace(year=day.year - 1, day=min(day.day, 28))


def _since_day(match: re.Match[str], here: Clocked) -> Span | None:
    day = _day_named(match, here)
    return here.since(day, f"since {day.day} {_MONTHS[day.month - 1]}") if day else None


def _on_day(match: re.Match[str], here: Clocked) -> Span | None:
    day = _day_named(match, here)
    return here.days(day, 1, f"on {day.day} {_MONTHS[day.month - 1]}") if day else None


def _monday(here: Clocked) -> date:
    return here.today - here.today.weekday() * DAY


def _first_of_month(here: Clocked) -> date:
    return here.today.replace(day=1)


def _saturday(here: Clocked) -> date:
    """The first day of the weekend that is, or was last."""
    return here.today - ((here.today.weekday() - 5) % 7) * DAY


def _last_month(match: re.Match[str], here: Clocked) -> Span:
    first = _first_of_month(here)
    before = (first - DAY).replace(day=1)
    return here.days(before, (first - before).days, "last month")


def _last_night(match: re.Match[str], here: Clocked) -> Span:
    until = min(here.at(here.today, 8), here.now)
    return Span(here.at(here.today - DAY, 18), until, "last night")


def _fixed(how: Callable[[Clocked], Span]) -> Reading:
    return lambda match, here: how(here)


_RULES: Final[tuple[tuple[re.Pattern[str], Reading], ...]] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), reading)
    for pattern, reading in (
        (
            rf"{_EVER_SINCE} (?:day before yesterday|avant hier)",
            _fixed(lambda here: here.since(here.today - 2 * DAY, "since the day before yesterday")),
        ),
        (
            rf"{_EVER_SINCE} (?:yesterday|hier)(?: morning| evening| matin| soir)?",
            _fixed(lambda here: here.since(here.today - DAY, "since yesterday")),
        ),
        (
            rf"{_SINCE} (?:today|morning|matin|aujourd hui|midnight|minuit)",
            _fixed(lambda here: here.since(here.today, "today")),
        ),
        (
            rf"{_SINCE} (?:night|nuit)",
            _fixed(lambda here: Span(here.at(here.today - DAY, 18), here.now, "since last night")),
        ),
        (
            rf"{_SINCE} (?:week ?end)(?: dernier| passe)?",
            _fixed(lambda here: here.since(_saturday(here), "since the weekend")),
        ),
        (
            rf"{_EVER_SINCE} semaine (?:derniere|passee)|since last week",
            _fixed(lambda here: here.since(_monday(here) - WEEK, "since last week")),
        ),
        (
            rf"{_EVER_SINCE} mois (?:dernier|passe)|since last month",
            _fixed(lambda here: here.since((_first_of_month(here) - DAY).replace(day=1), "since last month")),
        ),
        (
            r"(?:since |depuis )?(?:the |le )?(?:start|beginning|debut) (?:of (?:the|this)|de la|de cette)"
            r" (?:week|semaine)",
            _fixed(lambda here: here.since(_monday(here), "this week")),
        ),
        (
            r"(?:since |depuis )?(?:the |le )?(?:start|beginning|debut) (?:of (?:the|this)|du|de ce)"
            r" (?:month|mois)",
            _fixed(lambda here: here.since(_first_of_month(here), "this month")),
        ),
        (rf"{_SINCE} {_WEEKDAY}(?: dernier| passe)?", _since_weekday),
        (rf"{_SINCE} (?P<iso>20\d\d [01]\d [0-3]\d)", _since_day),
        (rf"{_SINCE} {_NUMBERED} (?:of )?{_MONTH}", _since_day),
        (rf"{_SINCE} {_MONTH} {_NUMBERED}", _since_day),
        (r"(?:on |le |du )?(?P<iso>20\d\d [01]\d [0-3]\d)", _on_day),
        (rf"(?:on |le |du |on the )?{_NUMBERED} (?:of )?{_MONTH}", _on_day),
        (rf"(?:on )?{_MONTH} {_NUMBERED}", _on_day),
        (
            r"(?:the )?day before yesterday|avant hier",
            _fixed(lambda here: here.days(here.today - 2 * DAY, 1, "the day before yesterday")),
        ),
        (r"last night|overnight|hier soir|cette nuit|hier dans la soiree", _last_night),
        (
            r"(?:d |from )?(?:yesterday|hier)(?: morning| afternoon| evening| matin| apres midi)?(?: s)?",
            _fixed(lambda here: here.days(here.today - DAY, 1, "yesterday")),
        ),
        (
            r"(?:last|past|previous) week ?end|(?:this|the|ce|le|du) week ?end(?: dernier| passe)?",
            _fixed(lambda here: here.days(_saturday(here), 2, "at the weekend")),
        ),
        (
            r"(?:the |this |from )?(?:last|previous) week(?: s)?"
            r"|(?:la |de la )?semaine (?:derniere|passee|precedente)",
            _fixed(lambda here: here.days(_monday(here) - WEEK, 7, "last week")),
        ),
        (
            r"(?:the |from )?(?:last|previous) month(?: s)?"
            r"|(?:le |du )?mois (?:dernier|passe|precedent)",
            _last_month,
        ),
        (
            r"(?:this|current) week(?: s)?|(?:de )?cette semaine"
            r"|(?:de|dans|pour) la semaine|la semaine en cours",
            _fixed(lambda here: here.since(_monday(here), "this week")),
        ),
        (
            r"this month(?: s)?|ce mois(?: ci)?|(?:du|dans le) mois",
            _fixed(lambda here: here.since(_first_of_month(here), "this month")),
        ),
        (
            r"this year|cette annee",
            _fixed(lambda here: here.since(here.today.replace(month=1, day=1), "this year")),
        ),
        (
            r"(?:earlier )?today(?: s)?|tonight|this (?:morning|afternoon|evening)|du jour"
            r"|(?:d )?aujourd ?hui"
            r"|ce (?:matin|midi|soir)|cet(?:te)? apres midi|(?:dans|de) la journee",
            _fixed(lambda here: here.since(here.today, "today")),
        ),
        (
            rf"(?:in |over |during |for |within |from )?(?:the |these )?(?:last|past|previous)"
            rf" {_N} {_UNIT}",
            _back,
        ),
        (rf"(?:in |over |during |for |within )?(?:the )?(?:last|past) {_UNIT}", _back),
        (
            rf"(?:ces |les |des |au cours des |dans les |durant les |pendant les |sur les )?{_N}"
            rf" (?:dernieres?|derniers?) {_UNIT}",
            _back,
        ),
        (
            rf"(?:ces |les |des |au cours des |dans les |durant les |pendant les |sur les )?"
            rf"(?:dernieres?|derniers?) {_N} ?{_UNIT}",
            _back,
        ),
        (
            r"(?:the |these |over the |in the )?(?:last|past) (?:few )?days"
            r"|(?:ces|les|des|dans les|sur les) (?:derniers|quelques) jours(?: derniers)?",
            _days_back,
        ),
        (rf"(?:since|for|depuis|pendant|sur|in|within|over) {_N} ?{_UNIT}(?: ago| now)?", _back),
        (rf"il y a {_N} {_UNIT}", _back),
        (rf"{_N} {_UNIT} ago", _back),
        (r"(?P<n>\d{1,3}) ?(?P<unit>h|d|j|w|sem|hours|days|weeks|heures|jours|semaines)", _back),
        (
            rf"(?:on |last |this |le |ce |de |du )?{_WEEKDAY}"
            r"(?: dernier| passe| morning| evening| matin| soir)?(?: s)?",
            _on_weekday,
        ),
        (
            r"(?:since |depuis )?(?:this morning|ce matin)",
            _fixed(lambda here: here.since(here.today, "today")),
        ),
        (
            r"(?:right |just )?now(?:adays)?|maintenant|at the moment|these days|lately|recently|en ce moment"
            r"|ces temps ci|ces jours ci|recemment|dernierement|actuellement|so far|currently|a l instant",
            lambda match, here: None,
        ),
    )
)


def read_span(folded: str, here: Clocked) -> tuple[Span | None, list[tuple[int, int]]]:
    """The span that folded words name (none for none), and where all words of time stand."""
    found: Span | None = None
    places: list[tuple[int, int]] = []
    for pattern, reading in _RULES:
        for match in pattern.finditer(folded):
            if not match[0] or any(start < match.end() and match.start() < end for start, end in places):
                continue
            span = reading(match, here)
            found = found or span
            places.append(match.span())
    return found, places
