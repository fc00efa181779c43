"""The span of time that a question names: `yesterday`, `depuis lundi`, `the last three days`, `24h`."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from bot.commands.calendar_words import (
    DAY,
    DAY_OF,
    MONTH_OF,
    WEEK,
    Clocked,
    Span,
    last_date,
    last_weekday,
)
from bot.commands.ranges import RANGES, Reading
from bot.commands.tokens import Token
from bot.locale import _, _n
from bot.locale.days import dated, weekday

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
_WEEKDAY: Final = rf"(?P<day>{'|'.join(name for name in DAY_OF if len(name) > 3)})"
_SINCE: Final = (
    r"(?:ever since|since|from|depuis|a partir de|a partir du|des)(?: le| la| l| the| last| this| ce)?"
)
_EVER_SINCE: Final = r"(?:ever since|since|depuis)(?: le| la| l| the)?"
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(MONTH_OF, key=len, reverse=True))})"
_NUMBERED: Final = r"(?P<number>[0-3]?\d)(?:st|nd|rd|th|er)?"


def _back(match: re.Match[str], here: Clocked) -> Span | None:
    """So many hours, days or weeks before now."""
    typed = match.groupdict().get("n") or "1"
    number = int(typed) if typed.isdecimal() else _NUMBERS[typed]
    length, unit = _UNITS[_UNIT_OF[match["unit"]]]
    if not number:
        return None
    return here.last(number * length, _in_the_last(number, unit))


def _in_the_last(number: int, unit: str) -> str:
    match unit:
        case "hours":
            return _n("in the last hour", "in the last {n} hours", number)
        case "days":
            return _n("in the last day", "in the last {n} days", number)
        case "weeks":
            return _n("in the last week", "in the last {n} weeks", number)
        case "months":
            return _n("in the last month", "in the last {n} months", number)
    return _n("in the last year", "in the last {n} years", number)


def _days_back(match: re.Match[str], here: Clocked) -> Span:
    return here.last(3 * DAY, _in_the_last(3, "days"))


def _since_weekday(match: re.Match[str], here: Clocked) -> Span:
    day = last_weekday(match["day"], here.today)
    return here.since(day, _("since {day}", day=weekday(day.isoweekday())))


def _on_weekday(match: re.Match[str], here: Clocked) -> Span:
    day = last_weekday(match["day"], here.today)
    return here.days(day, 1, _("on {day}", day=weekday(day.isoweekday())))


def _day_named(match: re.Match[str], here: Clocked) -> date | None:
    """The last such day of the calendar, or the one with that year."""
    if iso := match.groupdict().get("iso"):
        try:
            return date(*map(int, iso.split()))
        except ValueError:
            return None
    return last_date(MONTH_OF[match["month"]], int(match["number"]), here.today)


def _since_day(match: re.Match[str], here: Clocked) -> Span | None:
    day = _day_named(match, here)
    return here.since(day, _("since {date}", date=dated(day, here.today))) if day else None


def _on_day(match: re.Match[str], here: Clocked) -> Span | None:
    day = _day_named(match, here)
    return here.days(day, 1, _("on {date}", date=dated(day, here.today))) if day else None


def _monday(here: Clocked) -> date:
    return here.today - here.today.weekday() * DAY


def _first_of_month(here: Clocked) -> date:
    return here.today.replace(day=1)


def _month_before(here: Clocked) -> date:
    return (_first_of_month(here) - DAY).replace(day=1)


def _saturday(here: Clocked) -> date:
    """The first day of the weekend that is, or was last."""
    return here.today - ((here.today.weekday() - 5) % 7) * DAY


def _last_month(match: re.Match[str], here: Clocked) -> Span:
    first, before = _first_of_month(here), _month_before(here)
    return here.days(before, (first - before).days, _("last month"))


def _last_night(match: re.Match[str], here: Clocked) -> Span:
    until = min(here.at(here.today, 8), here.now)
    return Span(here.at(here.today - DAY, 18), until, _("last night"))


def _fixed(how: Callable[[Clocked], Span]) -> Reading:
    return lambda match, here: how(here)


_RULES: Final[tuple[tuple[re.Pattern[str], Reading], ...]] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), reading)
    for pattern, reading in (
        (rf"(?:in|over|during|for|within) the (?:last|past) {_UNIT}", _back),
        (
            rf"{_EVER_SINCE} (?:day before yesterday|avant hier)",
            _fixed(lambda here: here.since(here.today - 2 * DAY, _("since the day before yesterday"))),
        ),
        (
            rf"{_EVER_SINCE} (?:yesterday|hier)(?: morning| evening| matin| soir)?",
            _fixed(lambda here: here.since(here.today - DAY, _("since yesterday"))),
        ),
        (
            rf"{_SINCE} (?:today|morning|matin|aujourd hui|midnight|minuit)",
            _fixed(lambda here: here.since(here.today, _("today"))),
        ),
        (
            rf"{_SINCE} (?:night|nuit)",
            _fixed(lambda here: Span(here.at(here.today - DAY, 18), here.now, _("since last night"))),
        ),
        (
            rf"{_SINCE} (?:week ?end)(?: dernier| passe)?",
            _fixed(lambda here: here.since(_saturday(here), _("since the weekend"))),
        ),
        (
            rf"{_EVER_SINCE} semaine (?:derniere|passee)|since last week",
            _fixed(lambda here: here.since(_monday(here) - WEEK, _("since last week"))),
        ),
        (
            rf"{_EVER_SINCE} mois (?:dernier|passe)|since last month",
            _fixed(
                lambda here: here.since((_first_of_month(here) - DAY).replace(day=1), _("since last month"))
            ),
        ),
        (
            r"(?:since |depuis )?(?:the |le )?(?:start|beginning|debut) (?:of (?:the|this)|de la|de cette)"
            r" (?:week|semaine)",
            _fixed(lambda here: here.since(_monday(here), _("this week"))),
        ),
        (
            r"(?:since |depuis )?(?:the |le )?(?:start|beginning|debut) (?:of (?:the|this)|du|de ce)"
            r" (?:month|mois)",
            _fixed(lambda here: here.since(_first_of_month(here), _("this month"))),
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
            _fixed(lambda here: here.days(here.today - 2 * DAY, 1, _("the day before yesterday"))),
        ),
        (r"last night|overnight|hier soir|cette nuit|hier dans la soiree", _last_night),
        (
            r"(?:d |from )?(?:yesterday|hier)(?: morning| afternoon| evening| matin| apres midi)?(?: s)?",
            _fixed(lambda here: here.days(here.today - DAY, 1, _("yesterday"))),
        ),
        (
            r"(?:last|past|previous) week ?end|(?:this|the|ce|le|du) week ?end(?: dernier| passe)?",
            _fixed(lambda here: here.days(_saturday(here), 2, _("at the weekend"))),
        ),
        (
            r"(?:the |this |from )?(?:last|previous) week(?: s)?"
            r"|(?:la |de la )?semaine (?:derniere|passee|precedente)",
            _fixed(lambda here: here.days(_monday(here) - WEEK, 7, _("last week"))),
        ),
        (
            r"(?:the |from )?(?:last|previous) month(?: s)?"
            r"|(?:le |du )?mois (?:dernier|passe|precedent)",
            _last_month,
        ),
        (
            r"(?:this|current) week(?: s)?|(?:de )?cette semaine"
            r"|(?:de|dans|pour) la semaine|la semaine en cours",
            _fixed(lambda here: here.since(_monday(here), _("this week"))),
        ),
        (
            r"this month(?: s)?|ce mois(?: ci)?|(?:du|dans le) mois",
            _fixed(lambda here: here.since(_first_of_month(here), _("this month"))),
        ),
        (
            r"this year|cette annee",
            _fixed(lambda here: here.since(here.today.replace(month=1, day=1), _("this year"))),
        ),
        (
            r"(?:earlier )?today(?: s)?|tonight|this (?:morning|afternoon|evening)|du jour"
            r"|(?:d )?aujourd ?hui"
            r"|ce (?:matin|midi|soir)|cet(?:te)? apres midi|(?:dans|de) la journee",
            _fixed(lambda here: here.since(here.today, _("today"))),
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
        (r"(?:(?:dans|sur|pendant) )?(?:la |cette )?derniere (?P<unit>heure)", _back),
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
            _fixed(lambda here: here.since(here.today, _("today"))),
        ),
        (
            r"(?:right |just )?now(?:adays)?|maintenant|at the moment|these days|lately|recently|en ce moment"
            r"|ces temps ci|ces jours ci|recemment|dernierement|actuellement|so far|currently|a l instant",
            lambda match, here: None,
        ),
    )
)


_ALL_RULES: Final = (*RANGES, *_RULES)


def read_span(folded: str, here: Clocked) -> tuple[Span | None, list[tuple[int, int]]]:
    """The span that folded words name (none for none), and where all words of time stand."""
    found: Span | None = None
    places: list[tuple[int, int]] = []
    for pattern, reading in _ALL_RULES:
        for match in pattern.finditer(folded):
            if not match[0] or any(start < match.end() and match.start() < end for start, end in places):
                continue
            span = reading(match, here)
            found = found or span
            places.append(match.span())
    return found, places


def within(tokens: Sequence[Token], places: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The ranks of the tokens that stand at places of their folded words joined by spaces."""
    found, start = set(), 0
    for rank, token in enumerate(tokens):
        end = start + len(token.folded)
        if any(begin < end and start < stop for begin, stop in places):
            found.add(rank)
        start = end + 1
    return frozenset(found)
