"""When something was written: as Slack's own date, which each reader sees as an age by their own clock."""

from datetime import datetime, timedelta
from typing import Final

from bot.digests.digest_story import StoryAge
from bot.locale import N_, _, _n
from bot.messages.blocks import ago, link
from bot.messages.message import Block
from bot.messages.wording import RECENT, day, day_of_year, hour, weekday_and_hour
from bot.models import Mention

_WEEK: Final = timedelta(days=6)
_DAYS: Final = (
    N_("second day"),
    N_("third day"),
    N_("fourth day"),
    N_("fifth day"),
    N_("sixth day"),
    N_("seventh day"),
)


def written(mention: Mention, zone: str, now: datetime) -> Block:
    """How long ago a mention was written, as a link to it; *undated* where nobody knows."""
    if not mention.dated:
        return link(mention.url, _("undated"))
    return ago(mention.created_at, instant(mention.created_at, zone, now), mention.url)


def instant(at: datetime, zone: str, now: datetime) -> str:
    """`10:40`, `Wed 10:40` or `24 November` in a zone: as much as says which one it is."""
    if now - at < RECENT:
        return hour(at, zone)
    return weekday_and_hour(at, zone) if now - at < _WEEK else _day(at, zone, now)


def _day(at: datetime, zone: str, now: datetime) -> str:
    """`24 November`; `24 Nov 2025` of another year."""
    return day(at, zone) if at.year == now.year else day_of_year(at, zone)


def since(at: datetime, zone: str, now: datetime) -> str:
    """`since Wed 10:40`, `since 24 November`."""
    if now - at < _WEEK:
        return _("since {instant}", instant=instant(at, zone, now))
    return _("since {date}", date=_day(at, zone, now))


def over(last: datetime, zone: str, now: datetime) -> str:
    """`over: nobody since Fri 08:50`."""
    return _("over: nobody {since}", since=since(last, zone, now))


def story_age(age: StoryAge, zone: str, now: datetime) -> str:
    """`since Wed 10:40, third day, 4 new voices`; `since Wed 10:40, over: nobody since Fri 08:50`."""
    told = [since(age.begun, zone, now)]
    if age.over_since:
        return f"{told[0]}, {over(age.over_since, zone, now)}"
    if age.new_voices is not None:
        if age.day > 1:
            told.append(_(_DAYS[age.day - 2]) if age.day - 2 < len(_DAYS) else _("day {n}", n=age.day))
        told.append(
            _n("{n} new voice", "{n} new voices", age.new_voices) if age.new_voices else _("no new voice")
        )
    return ", ".join(told)
