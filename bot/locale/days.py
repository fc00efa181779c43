"""Days, weekdays and months by their names."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names, get_month_names

from bot.locale.catalogue import _
from bot.locale.language import spoken

_FIRST: Final = re.compile(r"\b1(?= [a-zû])")


def dated(day: date, today: date) -> str:
    """`24 November`; with its year where that is another than today's."""
    return first_as_said(
        format_date(day, _("d MMMM") if day.year == today.year else _("d MMMM y"), locale=spoken())
    )


def month(day: date, today: date) -> str:
    """`November`; with its year where that is another than today's."""
    named = str(get_month_names("wide", locale=spoken())[day.month])
    return named if day.year == today.year else f"{named} {day.year}"


def weekday(day: int) -> str:
    """`Monday` for 1."""
    return str(get_day_names("wide", locale=spoken())[day - 1])


def day_and_hour(instant: datetime, zone: str) -> str:
    """`Wed 17:40` in a zone."""
    return str(format_datetime(instant.astimezone(ZoneInfo(zone)), "EEE HH:mm", locale=spoken()))


def whole_day(day: date) -> str:
    """`Wednesday 3 June`."""
    return first_as_said(format_date(day, "EEEE d MMMM", locale=spoken()))


def first_as_said(shown: str) -> str:
    """A date as it is said: French has a first of the month, then a 2."""
    return _FIRST.sub("1er", shown, count=1) if spoken() == "fr" else shown
