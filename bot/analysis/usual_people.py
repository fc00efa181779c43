"""How many people usually speak on a day of the week."""

import statistics
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

LEAST: Final = 4
"""Such days from which on something is usual."""
WEEKS: Final = 13
"""Weeks that are looked at: what was usual a season ago is not now."""


def usual_people(people_by_day: Mapping[date, int], today: date) -> int | None:
    """The median of the same weekday before today; None where too few were listened to.

    A day that is missing was not listened to; one on which nobody spoke is 0. Half a person is rounded up.
    """
    days = (today - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    counts = [people_by_day[day] for day in days if day in people_by_day]
    return int(statistics.median(counts) + 0.5) if len(counts) >= LEAST else None
