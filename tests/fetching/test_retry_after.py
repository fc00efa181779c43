"""When servers say they may be asked again."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fetching import retry_after
from tests.clock import START as NOW

NEVER = ("0001-01-01T00:00:00+10:00", "Mon, 31 Dec 9999 23:59:59 -2300")
"""Dates that are none in UTC."""


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("90", 90),
        (" 1.5 ", 1.5),
        ("0", 30),
        ("Mon, 23 Nov 2026 08:02:00 GMT", 120),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 30),
        ("999999999", 24 * 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 24 * 3600),
        ("253402300800", 24 * 3600),
        ("999999999999", 24 * 3600),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_reason(value: str, seconds: float) -> None:
    assert retry_after.retry_at({"retry-after": value}, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "tomorrow at noon", "1e9", "²", *NEVER])
def test_nonsense_is_no_hint(value: str) -> None:
    assert retry_after.retry_at({"retry-after": value}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 40)}, timedelta(seconds=40)),
        ({"x-ratelimit-reset": str((int(NOW.timestamp()) + 40) * 1000)}, timedelta(seconds=40)),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 40)}, timedelta(seconds=40)),
        ({"x-ratelimit-reset": "412.0"}, timedelta(seconds=412)),
        ({"ratelimit-reset": "55"}, timedelta(seconds=55)),
        ({"x-ratelimit-reset": "2026-11-23T08:05:00.336319Z"}, timedelta(minutes=5, microseconds=336319)),
        ({"x-ratelimit-reset": "2026-11-23T07:55:00.000000Z"}, retry_after.SHORTEST),
    ],
)
def test_rate_headers_come_as_epoch_seconds_or_a_date_even_a_past_one(
    headers: dict[str, str], expected: timedelta
) -> None:
    assert retry_after.reset(headers, NOW) == NOW + expected


@pytest.mark.parametrize(
    ("remaining", "spent"),
    [("0", True), ("0.0", True), ("1", False), ("599.0", False), ("", False), ("?", False)],
)
def test_nothing_remaining_means_spent(remaining: str, spent: bool) -> None:
    assert retry_after.is_exhausted({"x-ratelimit-remaining": remaining}) is spent


@given(st.text(max_size=60) | st.integers(0, 10**13).map(str) | st.datetimes().map(datetime.isoformat))
def test_any_hint_lies_within_a_day(value: str) -> None:
    until: datetime | None = retry_after.retry_at({"retry-after": value}, NOW)
    assert until is None or NOW <= until <= NOW + retry_after.LONGEST
