"""What somebody promises to do by a day, in a sentence of their own.

1. The sentence says that it will be done, what, and by when (`words/LANGUAGE/promise.toml`), near each other.
2. It hedges, supposes, denies, asks and reports nothing; and names one day only.
3. A weekday is the next one; that of today may be this one or the next, and is no promise. A week ends on
   Sunday.

A false promise is worse than a missed one: what is not said in these words is none.
"""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from bot.analysis.lexicon import Found, lexicon
from bot.analysis.own_words import own_spans
from bot.analysis.passages import sentences_in, shown
from bot.analysis.standing import is_owned, stands_alone
from bot.analysis.tokens import Token, tokens
from bot.analysis.voices import UNREAD

NEAR: Final = 8
"""Words between what will be done and by when, at most."""
LONGEST: Final = 240
"""Characters of a sentence that may be one promise."""
_DEEDS: Final = frozenset({"will", "deed", "will_do"})
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEK: Final = 7


class Promise(msgspec.Struct, frozen=True):
    """A sentence as it is written, and the last day by which it is to come true."""

    words: str
    due: date


def promises(text: str, lang: str, day: date) -> list[Promise]:
    """What a text that was written on a day promises."""
    found = []
    for start, end in sentences_in(text, own_spans(text)):
        said = shown(text[start:end])
        is_whole = len(said) <= LONGEST and stands_alone(text, (start, end), lang, UNREAD)
        if is_whole and not said.endswith("?") and (due := _due(said, lang, day)):
            found.append(Promise(said, due))
    return found


def _due(said: str, lang: str, day: date) -> date | None:
    """The day by which a sentence promises something; None where it promises nothing by one day."""
    lists = lexicon(lang, "promise")
    if lists is None or not is_owned(said, lang):
        return None
    read = tokens(said)
    hits = lists.find(read)
    if any(hit.list in ("hedges", "unclear") for hit in hits):
        return None
    times = [hit for hit in hits if hit.list not in _DEEDS]
    if len({hit.list for hit in times}) != 1 or not any(_is_near(read, hits, time) for time in times):
        return None
    return _last_day(times[0].list, day)


def _is_near(read: Sequence[Token], hits: Sequence[Found], time: Found) -> bool:
    """Whether something that will be done stands near a time, in as few words."""
    done = [hit for hit in hits if hit.list == "will_do"]
    for will in hits:
        done += [
            Found("", will.first, hit.last)
            for hit in hits
            if will.list == "will" and hit.list == "deed" and 0 <= hit.first - will.last <= NEAR
        ]
    return any(max(hit.first - time.last, time.first - hit.last) <= NEAR for hit in done)


def _last_day(name: str, day: date) -> date | None:
    """The last day of a time that is named on a day."""
    if name in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(name) - day.weekday()) % _WEEK
        return day + timedelta(days=ahead) if ahead else None
    if name.startswith("days_"):
        return day + timedelta(days=int(name.removeprefix("days_")))
    sunday = day + timedelta(days=_WEEK - 1 - day.weekday())
    month = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return {
        "today": day,
        "tomorrow": day + timedelta(days=1),
        "this_week": sunday,
        "next_week": sunday + timedelta(days=_WEEK),
        "this_month": month,
    }.get(name)
