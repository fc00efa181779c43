from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.world.sample import load
from bot.world.week import Week, week_of

PARIS = "Europe/Paris"


@pytest.mark.parametrize("day", range(23, 30))
def test_the_week_is_the_one_in_which_the_instant_lies(day: int) -> None:
    assert week_of(datetime(2026, 11, day, 15, 10, tzinfo=UTC), PARIS) == Week(
        datetime(2026, 11, 23, 7, 0, tzinfo=UTC), datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    )


def test_days_are_those_of_the_zone() -> None:
    late_on_sunday = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert week_of(late_on_sunday, PARIS).opens == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert week_of(late_on_sunday, "UTC").opens == datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


def test_it_opens_and_is_at_its_worst_at_eight_by_the_clocks_of_a_zone_that_changed_them_meanwhile() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # summer time there begins on the last Friday of April
    week = week_of(datetime(2026, 4, 22, tzinfo=UTC), "Africa/Cairo")
    assert week.opens.astimezone(cairo).hour == week.worst.astimezone(cairo).hour == 8
    assert week.worst - week.opens != 4 * (week.opens - week.opens.replace(day=week.opens.day - 1))


def test_what_the_sample_says_of_the_worst_days_is_said_on_those_days() -> None:
    week = week_of(datetime(2026, 11, 25, tzinfo=UTC), PARIS)
    sample = load(week.worst)
    opening = next(
        post for post in sample.posts("roue-libre", week.worst) if "elle s’éteint" in post.item.title
    )
    assert f"{opening.at.astimezone(ZoneInfo(PARIS)):%a %H:%M}" == "Wed 10:40"
