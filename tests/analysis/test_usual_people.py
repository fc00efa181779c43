"""How many people usually speak on a day of the week."""

from datetime import date, timedelta

import pytest

from bot.analysis.usual_people import LEAST, WEEKS, usual_people

MONDAY = date(2026, 11, 23)


def mondays(*people: int) -> dict[date, int]:
    """So many people on the Mondays before, the latest first."""
    return {MONDAY - timedelta(weeks=n): count for n, count in enumerate(people, 1)}


@pytest.mark.parametrize(
    ("people", "expected"),
    [((1, 2, 3, 50), 3), ((4, 4, 4, 4, 900), 4), ((0, 0, 0, 0), 0), ((1, 2, 3), None), ((), None)],
)
def test_what_is_usual_is_the_median_of_that_weekday(people: tuple[int, ...], expected: int | None) -> None:
    assert usual_people(mondays(*people), MONDAY) == expected


def test_other_weekdays_today_and_a_season_ago_say_nothing() -> None:
    tuesdays = {day + timedelta(days=1): 90 for day in mondays(1, 1, 1, 1)}
    long_ago = {MONDAY - timedelta(weeks=WEEKS + n): 90 for n in range(1, LEAST + 1)}
    assert usual_people({**mondays(2, 2, 2, 2), **tuesdays, **long_ago, MONDAY: 90}, MONDAY) == 2
    assert usual_people({**tuesdays, **long_ago, MONDAY: 90}, MONDAY) is None
