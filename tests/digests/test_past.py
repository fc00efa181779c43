"""What a watch heard before."""

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import Engine

from bot.digests.past import MOST, PastReader
from bot.storage.archive import Archive
from bot.storage.history import WatchHistory
from tests.storage.samples import NOON, WORKSPACE, channel, hit, mention, watch

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LISTENED = replace(watch(), since=NOON - 20 * WEEK)


def say(archive: Archive, number: int, ago: timedelta, name: str = "") -> None:
    """Have so many people speak so long ago."""
    at = NOON - ago
    archive.keep(
        hit(mention(f"{name}{at.isoformat()}{n}", f"{name or 'p'}{n}", at), matched_at=at)
        for n in range(number)
    )


def test_what_is_usual_is_the_median_of_the_same_hours_of_the_weeks_before(file_engine: Engine) -> None:
    archive = Archive(file_engine)
    for week, number in enumerate((4, 6, 5, 7, 40), 1):
        say(archive, number, week * WEEK + timedelta(hours=3))
        say(archive, 30, week * WEEK + 2 * DAY)
    say(archive, 9, timedelta(hours=3))
    reader = PastReader(WatchHistory(file_engine, WORKSPACE))
    since_then = replace(LISTENED, since=NOON - 5 * WEEK - 2 * DAY)
    past = reader.past(channel(), since_then, (), NOON - DAY, NOON)
    assert (past.people, past.expected) == (9, 6)


def test_nothing_is_usual_of_a_watch_that_listens_for_some_weeks_only(file_engine: Engine) -> None:
    say(Archive(file_engine), 9, timedelta(hours=3))
    reader = PastReader(WatchHistory(file_engine, WORKSPACE))
    young = replace(LISTENED, since=NOON - 3 * WEEK)
    assert reader.past(channel(), young, (), NOON - DAY, NOON).expected is None


def test_nothing_is_usual_in_a_span_that_is_no_day(file_engine: Engine) -> None:
    reader = PastReader(WatchHistory(file_engine, WORKSPACE))
    assert reader.past(channel(), LISTENED, (), NOON - 3 * DAY, NOON).expected is None
    assert reader.past(channel(), LISTENED, (), NOON - DAY, NOON).expected == 0


def test_of_more_than_is_compared_the_latest_are_and_it_is_not_the_whole(file_engine: Engine) -> None:
    archive = Archive(file_engine)
    say(archive, MOST, 3 * DAY)
    reader = PastReader(WatchHistory(file_engine, WORKSPACE))
    past = reader.past(channel(), LISTENED, (), NOON - DAY, NOON)
    assert (len(past.before), past.is_whole) == (MOST, True)
    say(archive, 1, 2 * DAY, "late")
    past = reader.past(channel(), LISTENED, (), NOON - DAY, NOON)
    assert (len(past.before), past.is_whole) == (MOST, False)
    assert past.before[0].author == "late0"


def test_what_those_wrote_who_may_have_turned_is_read_of_the_last_weeks(file_engine: Engine) -> None:
    archive = Archive(file_engine)
    for ago in (2 * DAY, 27 * DAY, 60 * DAY):
        say(archive, 2, ago)
    reader = PastReader(WatchHistory(file_engine, WORKSPACE))
    past = reader.past(channel(), LISTENED, {("forum", "p1")}, NOON - DAY, NOON)
    assert [(each.author, NOON - each.created_at) for each in past.earlier] == [
        ("p1", 27 * DAY),
        ("p1", 2 * DAY),
    ]
