"""Two times that a question sets against each other: “compared to last week”, « pire qu'hier ? »."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import regex

from bot.commands.calendar_words import Clocked, Span
from bot.commands.spans import read_span
from bot.locale import _
from bot.locale.days import dated

_AGAINST: Final = regex.compile(
    r"\b(?:compared? (?:to|with|it to|it with)|than(?: in| on)?|from|with|versus|vs|against|to"
    r"|par rapport (?:a|au|aux)|compare[es]* (?:a|au|avec)|que|qu|avec|contre|celui|celle)\s+(?=\w)"
)
"""What stands before the time that another is compared with."""


def compared_times(folded: str, here: Clocked) -> tuple[Span, Span] | None:
    """The time that is asked about, and the one before it, of folded words; None where no past one is named.

    Where only the one before is named, what is asked about is all since.
    """
    for against in _AGAINST.finditer(folded):
        before, places = read_span(folded[against.end() :], here)
        starts_there = any(place[0] == 0 for place in places)
        if before and starts_there and before.until < here.now:
            span = read_span(folded[: against.start()], here)[0]
            return span or _all_since(before.until, here), before
    return None


def _all_since(instant: datetime, here: Clocked) -> Span:
    day = instant.astimezone(ZoneInfo(here.zone)).date()
    return Span(instant, here.now, _("since {date}", date=dated(day, here.today)))
