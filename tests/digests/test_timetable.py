"""When a channel's digest is due, on every day of every zone."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.timetable import GRACE, Slot, due, left_out, upcoming
from bot.models import Channel, DigestHours
from tests.storage.samples import WORKSPACE

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WEEK = (1, 2, 3, 4, 5, 6, 7)
ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name))
HOURS = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59))
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def channel(
    zone: str = "Europe/Paris",
    at: str = "09:00",
    days: tuple[int, ...] = WEEK,
    since: datetime = LONG_AGO,
    off: bool = False,
) -> Channel:
    return Channel(
        workspace=WORKSPACE,
        id="C1",
        zone=zone,
        set_up_by="U1",
        digest_since=since,
        digests=(DigestHours(at=at, days=days),),
        digest_off=off,
    )


@settings(deadline=None, max_examples=60)
@given(ZONES, HOURS, INSTANTS)
def test_every_local_day_has_exactly_one_digest(zone: str, at: str, start: datetime) -> None:
    served = channel(zone, at)
    instants, now = [], start
    for _ in range(6):
        slot = upcoming(served, now)
        assert slot is not None
        instants.append(slot)
        now = slot.instant
    days = [slot.day for slot in instants]
    assert days == [days[0] + timedelta(days=n) for n in range(6)]
    assert all(later.instant > sooner.instant for sooner, later in itertools.pairwise(instants))


@settings(deadline=None, max_examples=60)
@given(ZONES, HOURS, INSTANTS)
def test_what_is_due_is_the_last_that_came_and_no_more_than_a_day_late(
    zone: str, at: str, now: datetime
) -> None:
    slot = due(channel(zone, at), now)
    if slot is not None:
        assert now - GRACE <= slot.instant <= now
        following = upcoming(channel(zone, at), now)
        assert following is not None
        assert following.day == slot.day + timedelta(days=1)


@settings(deadline=None, max_examples=60)
@given(ZONES, HOURS, INSTANTS, st.sets(st.integers(1, 7), min_size=1))
def test_digests_come_on_the_chosen_weekdays_alone(zone: str, at: str, now: datetime, days: set[int]) -> None:
    slot = upcoming(channel(zone, at, tuple(sorted(days))), now)
    assert slot is not None
    assert slot.day.isoweekday() in days


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Europe/Paris", date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Europe/Paris", date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_that_is_skipped_comes_later_and_one_that_comes_twice_comes_first(
    zone: str, day: date, instant: datetime
) -> None:
    slot = due(channel(zone, "02:30"), datetime.combine(day, time(12), UTC))
    assert slot is not None
    assert (slot.day, slot.instant) == (day, instant)


def hourly(zone: str, begin: str = "00:00", until: str = "23:59", step: int = 1) -> Channel:
    hours = DigestHours(at=begin, days=WEEK, every=step, until=until)
    return Channel(
        workspace=WORKSPACE,
        id="C1",
        zone=zone,
        set_up_by="U1",
        digest_since=LONG_AGO,
        digests=(hours,),
    )


def slots_of(served: Channel, day: date) -> list[Slot]:
    """The slots of one local day, found as the bot finds them: one after the other."""
    now = datetime.combine(day, time(), ZoneInfo(served.zone)).astimezone(UTC) - timedelta(seconds=1)
    found = []
    while (slot := upcoming(served, now)) and slot.day == day:
        found.append(slot)
        now = slot.instant
    return found


@pytest.mark.parametrize(
    ("zone", "day", "number"),
    [
        ("Europe/Paris", date(2026, 11, 23), 24),
        ("Europe/Paris", date(2026, 3, 29), 23),
        ("Europe/Paris", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Asia/Kolkata", date(2026, 11, 1), 24),
    ],
)
def test_an_hourly_digest_has_a_slot_for_every_hour_that_passes(zone: str, day: date, number: int) -> None:
    found = slots_of(hourly(zone), day)
    assert len(found) == number
    assert {later.instant - sooner.instant for sooner, later in itertools.pairwise(found)} == {
        timedelta(hours=1)
    }
    assert len({slot.key for slot in found}) == number
    assert all(slot.with_news_alone for slot in found)


def test_a_digest_every_few_hours_keeps_to_its_hours() -> None:
    found = slots_of(hourly("Europe/Paris", "09:30", "18:00", 2), date(2026, 11, 23))
    assert [slot.at for slot in found] == ["0930", "1130", "1330", "1530", "1730"]


HOURS_OF_A_CHANNEL = st.lists(
    st.builds(
        lambda at, days: DigestHours(at=at, days=tuple(sorted(days))),
        HOURS,
        st.sets(st.integers(1, 7), min_size=1),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(ZONES, HOURS_OF_A_CHANNEL, INSTANTS)
def test_of_several_hours_each_comes_once_and_what_is_due_is_the_last_of_them(
    zone: str, hours: list[DigestHours], start: datetime
) -> None:
    served = msgspec.structs.replace(channel(zone), digests=tuple(hours))
    now, found = start, []
    for _ in range(8):
        slot = upcoming(served, now)
        assert slot is not None
        assert due(served, slot.instant) == slot
        assert any(slot.day.isoweekday() in each.days for each in hours)
        found.append(slot)
        now = slot.instant
    assert len({slot.key for slot in found}) == len(found)
    assert all(later.instant > sooner.instant for sooner, later in itertools.pairwise(found))


def test_two_hours_that_fall_on_one_instant_are_one_digest() -> None:
    served = msgspec.structs.replace(
        channel(), digests=(DigestHours(at="02:30", days=WEEK), DigestHours(at="03:30", days=WEEK))
    )
    assert [slot.at for slot in slots_of(served, date(2026, 3, 29))] == ["0230"]


def test_an_hour_that_is_fixed_and_hourly_comes_with_or_without_news() -> None:
    fixed = DigestHours(at="09:00", days=WEEK)
    served = msgspec.structs.replace(hourly("Europe/Paris"), digests=(*hourly("UTC").digests, fixed))
    at_nine = next(slot for slot in slots_of(served, date(2026, 11, 23)) if slot.at == "0900")
    assert not at_nine.with_news_alone


def test_a_digest_between_two_that_did_not_come_is_left_out() -> None:
    nine = datetime(2026, 11, 23, 8, tzinfo=UTC)
    day = timedelta(days=1)
    weekdays = channel(days=(1, 2, 3, 4, 5))
    assert not left_out(weekdays, nine, nine + day)
    assert not left_out(weekdays, nine + 4 * day, nine + 7 * day), "a weekend"
    assert left_out(weekdays, nine, nine + 2 * day)
    assert left_out(weekdays, nine, nine + 2 * day + timedelta(hours=5)), "however late it is"
    assert not left_out(weekdays, nine + timedelta(hours=9), nine + day), "the one before was late"
    assert left_out(weekdays, nine - 60 * day, nine)


def test_of_digests_that_come_with_news_alone_none_is_left_out() -> None:
    nine = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert not left_out(hourly("Europe/Paris"), nine - timedelta(days=3), nine)


def test_an_hour_set_after_it_passed_is_not_owed_today() -> None:
    ten = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert due(channel(since=ten), ten) is None
    tomorrow = due(channel(since=ten), ten + timedelta(days=1))
    assert tomorrow is not None
    assert tomorrow.day == date(2026, 11, 24)


def test_nothing_is_due_where_the_digest_is_off() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert due(channel(off=True), now) is None
    assert upcoming(channel(off=True), now) is None


def test_the_next_digest_is_in_the_channels_own_zone() -> None:
    slot = upcoming(channel("Asia/Tokyo"), datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert slot is not None
    assert slot.instant.astimezone(ZoneInfo("Asia/Tokyo")).hour == 9
    assert slot.day == date(2026, 11, 24)
