"""Words of time with an end: `between Monday and Wednesday`, `du 20 au 25 mai`, `before Monday`, `in May`.

They are read before a day alone, so that no part of one is taken for the whole. What is still to come is
no span: nothing was said then. A date in numbers that could be two days is none either.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from bot.commands.calendar_words import (
    DAY,
    DAY_OF,
    LONGEST,
    MONTH_OF,
    WEEK,
    Clocked,
    Span,
    last_date,
    last_weekday,
)
from bot.locale import _
from bot.locale.days import dated, weekday
from bot.locale.days import month as month_named

Reading = Callable[[re.Match[str], Clocked], Span | None]

_WEEKDAY: Final = "|".join(name for name in DAY_OF if len(name) > 3)
_MONTH: Final = "|".join(sorted((name for name in MONTH_OF if len(name) > 3), key=len, reverse=True))
_MAY: Final = "may|mai|mars"
_NUMBER: Final = r"[0-3]?\d(?:st|nd|rd|th|er)?"
_DATE: Final = (
    rf"20\d\d [01]\d [0-3]\d|{_NUMBER} (?:of )?(?:{_MONTH}|{_MAY})|(?:{_MONTH}|{_MAY}) {_NUMBER}"
    rf"|{_WEEKDAY}|yesterday|hier|avant hier|today|aujourd ?hui"
)
_THE: Final = r"(?:the |le |la |l )?"
_YEAR: Final = r"20[0-4]\d"


def _day(words: str, here: Clocked) -> date | None:
    """The last day that is called so."""
    if words in DAY_OF:
        return last_weekday(words, here.today)
    if words in {"yesterday", "hier"}:
        return here.today - DAY
    if words == "avant hier":
        return here.today - 2 * DAY
    if words.startswith(("today", "aujourd")):
        return here.today
    if re.fullmatch(r"20\d\d [01]\d [0-3]\d", words):
        try:
            return date(*map(int, words.split()))
        except ValueError:
            return None
    month = next(MONTH_OF[word] for word in words.split() if word in MONTH_OF)
    return last_date(month, int(re.findall(r"\d+", words)[0]), here.today)


def _called(words: str, day: date, here: Clocked) -> str:
    """The name of a day that is no date; empty for a date."""
    if words in DAY_OF:
        return weekday(day.isoweekday())
    return {here.today: _("today"), here.today - DAY: _("yesterday")}.get(day, "")


def _from_to(first: str, begins: date, last: str, ends: date, here: Clocked) -> Span:
    """The days from one to another."""
    names = [
        _called(words, day, here) or _("{date}", date=dated(day, here.today))
        for words, day in ((first, begins), (last, ends))
    ]
    return here.days(
        begins, (ends - begins).days + 1, _("from {first} to {last}", first=names[0], last=names[1])
    )


def _between(match: re.Match[str], here: Clocked) -> Span | None:
    """From the first day named to the end of the last."""
    first, last = match["first"], match["last"]
    if re.fullmatch(_NUMBER, first):  # the month is named once: from 20 to 25 May
        first = f"{first} {next(word for word in last.split() if word in MONTH_OF)}"
    begins, ends = _day(first, here), _day(last, here)
    if begins is None or ends is None:
        return None
    if first in DAY_OF and begins > ends:
        begins -= WEEK
    if begins > ends:
        return None
    return _from_to(first, begins, last, ends, here)


def _between_in_month(match: re.Match[str], here: Clocked) -> Span | None:
    """From one day to another of one month: May 20 to 25."""
    month = MONTH_OF[match["month"]]
    begins, ends = (
        last_date(month, int(re.sub(r"\D", "", match[each])), here.today) for each in ("first", "last")
    )
    if begins is None or ends is None or begins > ends:
        return None
    return _from_to("", begins, "", ends, here)


def _before(match: re.Match[str], here: Clocked) -> Span | None:
    """All up to the beginning of a day."""
    day = _day(match["day"], here)
    if day is None:
        return None
    named = _called(match["day"], day, here) or _("{date}", date=dated(day, here.today))
    return Span(here.now - LONGEST, min(here.at(day), here.now), _("before {day}", day=named))


def _until(match: re.Match[str], here: Clocked) -> Span | None:
    """All up to the end of a day."""
    day = _day(match["day"], here)
    if day is None:
        return None
    named = _called(match["day"], day, here)
    label = _("until {day}", day=named) if named else _("until {date}", date=dated(day, here.today))
    return Span(here.now - LONGEST, min(here.at(day + DAY), here.now), label)


def _month(match: re.Match[str], here: Clocked) -> Span | None:
    """The last such month, or that of a year; as far as it is over."""
    month, year = MONTH_OF[match["month"]], match.groupdict().get("year")
    first = date(int(year) if year else here.today.year, month, 1)
    if first > here.today and not year:
        first = first.replace(year=first.year - 1)
    if first > here.today:
        return None
    following = (first + 31 * DAY).replace(day=1)
    named = month_named(first, here.today)
    if match.groupdict().get("since"):
        return here.since(first, _("since {month}", month=named))
    return here.days(first, (following - first).days, _("in {month}", month=named))


def _year(match: re.Match[str], here: Clocked) -> Span | None:
    first = date(int(match["year"]), 1, 1)
    return here.days(first, 365, _("in {year}", year=str(first.year))) if first <= here.today else None


def _numbered(match: re.Match[str], here: Clocked) -> Span | None:
    """A date in numbers, where only one day can be meant: 25/11, 11/25."""
    number, month = sorted((int(match["one"]), int(match["other"])), reverse=True)
    day = last_date(month, number, here.today) if number > 12 >= month > 0 else None
    if day and match["year"]:
        day = day.replace(year=int(match["year"]))
    if day is None or day > here.today:
        return None
    named = dated(day, here.today)
    if match["since"]:
        return here.since(day, _("since {date}", date=named))
    return here.days(day, 1, _("on {date}", date=named))


def _days_ago(match: re.Match[str], here: Clocked) -> Span:
    day = here.today - int(match["ago"] or match["since"]) * DAY
    return here.days(day, 1, _("on {date}", date=dated(day, here.today)))


def _since_hour(match: re.Match[str], here: Clocked) -> Span | None:
    """From an hour of today on, or of yesterday where it is still to come."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["half"] or match["only"]
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    if hour > 23:
        return None
    since = here.at(here.today, hour) + timedelta(minutes=minute)
    since -= DAY * (since > here.now)
    return Span(since, here.now, _("since {hour}", hour=f"{hour:02}:{minute:02}"))


def _to_come(match: re.Match[str], here: Clocked) -> None:
    """Words of time, of which nothing is known yet."""


def _quarter(match: re.Match[str], here: Clocked) -> Span:
    first = here.today.replace(month=(here.today.month - 1) // 3 * 3 + 1, day=1)
    if not match.groupdict().get("last"):
        return here.since(first, _("this quarter"))
    before = (first - DAY).replace(day=1)
    before = before.replace(month=(before.month - 1) // 3 * 3 + 1)
    return here.days(before, (first - before).days, _("last quarter"))


def _week_before_last(match: re.Match[str], here: Clocked) -> Span:
    monday = here.today - here.today.weekday() * DAY
    return here.days(monday - 2 * WEEK, 7, _("the week before last"))


RANGES: Final[tuple[tuple[re.Pattern[str], Reading], ...]] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), reading)
    for pattern, reading in (
        (
            rf"(?:between|entre|from|de|du|d) {_THE}(?P<first>{_DATE}|{_NUMBER})"
            rf" (?:and|et|to|until|till|through|au|a|jusqu au|jusqu a) {_THE}(?P<last>{_DATE})",
            _between,
        ),
        (rf"(?:from )?(?P<first>{_WEEKDAY}) (?:to|through|till|until|a|au) (?P<last>{_WEEKDAY})", _between),
        (
            rf"(?:from |between )?(?P<month>{_MONTH}|{_MAY}) (?P<first>{_NUMBER}) (?:to|and|through)"
            rf" (?P<last>{_NUMBER})",
            _between_in_month,
        ),
        (rf"(?:(?<!day )before|prior to|avant(?! hier)) {_THE}(?P<day>{_DATE})", _before),
        (rf"(?:until|till|up to|jusqu a|jusqu au) {_THE}(?P<day>{_DATE})", _until),
        (
            rf"(?P<since>since|depuis|from)(?: le mois d| le mois de)? (?P<month>{_MONTH}|{_MAY})"
            rf"(?: (?P<year>{_YEAR}))?(?! \d)",
            _month,
        ),
        (
            rf"(?:in|during|throughout|en|au mois d|au mois de|pendant|last) (?P<month>{_MONTH}|{_MAY})"
            rf"(?: dernier)?(?: (?P<year>{_YEAR}))?(?! \d)",
            _month,
        ),
        (rf"(?P<month>{_MONTH}) (?P<year>{_YEAR})", _month),
        (rf"(?:in|during|en|pendant) (?P<year>{_YEAR})", _year),
        (r"(?P<ago>\d{1,2}) days ago|il y a (?P<since>\d{1,2}) jours", _days_ago),
        (
            r"(?P<since>since |depuis )?(?:le |du |on |the )(?P<one>\d\d?) (?P<other>\d\d?)"
            r"(?: (?P<year>20\d\d))?(?! \d)",
            _numbered,
        ),
        (r"(?P<since>since |depuis )?(?P<one>\d\d?) (?P<other>\d\d?) (?P<year>20\d\d)", _numbered),
        (
            r"(?:since|depuis|from) (?P<hour>\d{1,2})"
            r"(?:(?:h| )(?P<minute>[0-5]\d)(?: ?(?P<half>am|pm))?| ?(?P<only>am|pm))",
            _since_hour,
        ),
        (
            rf"(?:next|coming) (?:{_WEEKDAY}|week|month|year|week ?end)"
            rf"|(?:{_WEEKDAY}|semaine|mois) prochaine?",
            _to_come,
        ),
        (r"tomorrow|demain|apres demain", _to_come),
        (r"(?:the )?week before last|la semaine d avant la derniere", _week_before_last),
        (r"(?:this|the current) quarter|ce trimestre", _quarter),
        (r"(?P<last>last|previous) quarter|(?:le )?trimestre (?:dernier|passe|precedent)", _quarter),
        (
            r"(?:since|from) the (?:very )?(?:beginning|start)(?! of)|(?:of )?all time|depuis toujours"
            r"|depuis le debut(?! d[eu]\b)|de tout temps",
            lambda match, here: here.last(LONGEST, _("since the beginning")),
        ),
    )
)
