"""A hot thread: many people within an hour who were not in it before."""

from datetime import timedelta

import pytest

from bot.alerts.detectors.backlash import Gathering, Voice, gathered
from bot.alerts.detectors.hot_thread import hot_thread
from tests.alerts.detectors.test_backlash import MINUTE, NOON, told


def test_ten_new_people_within_an_hour_make_a_thread_hot() -> None:
    assert hot_thread(told(10, places=1, apart=5 * MINUTE), NOON, Gathering(), 10)


@pytest.mark.parametrize(
    "voices",
    [
        pytest.param(told(9, places=1, apart=5 * MINUTE), id="nine people"),
        pytest.param(told(10, places=1, apart=10 * MINUTE), id="an hour and a half"),
        pytest.param(told(2, places=1, apart=MINUTE) * 20, id="two people, forty posts"),
        pytest.param(
            [
                *told(10, places=1, apart=5 * MINUTE),
                *(Voice(f"person {n}", "place 0", NOON - timedelta(hours=3)) for n in range(10)),
            ],
            id="people who were in it before",
        ),
        pytest.param(
            [
                *told(10, places=1, apart=5 * MINUTE),
                *(Voice(f"earlier {n}", "place 0", NOON - timedelta(hours=3)) for n in range(30)),
            ],
            id="a thread that goes on as it went",
        ),
    ],
)
def test_what_is_no_hot_thread(voices: list[Voice]) -> None:
    assert not hot_thread(voices, NOON, Gathering(), 10)


def test_where_threads_are_always_long_none_is_hot_for_that() -> None:
    busy = Gathering()
    for _ in range(60):
        busy = gathered(busy, 20)
    assert not hot_thread(told(12, places=1, apart=4 * MINUTE), NOON, busy, 10)
