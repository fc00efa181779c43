"""Putting a question, and the account kept of it."""

from datetime import timedelta

import pytest

from bot.errors import TemporaryFailure
from bot.fetching import Fetcher
from tests.clock import START, FakeClock
from tests.listening.desk import HOUR, MINUTE, Desk


async def test_every_rest_is_kept_whatever_the_answer_was(desk: Desk, fetcher: Fetcher) -> None:
    until = START + HOUR
    desk.source.news = True
    fetcher.manners.rest("guestbook.example", until)
    await desk.live(MINUTE)
    assert desk.rests == [{"guestbook.example": until}]
    await desk.live(2 * HOUR)
    assert desk.rests == [{"guestbook.example": until}, {}]


async def test_people_are_to_be_told_after_five_failures_in_a_row_and_when_it_is_well(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.live(10 * HOUR)
    desk.source.failure = None
    await desk.live(5 * HOUR)
    assert [state.failures for state in desk.changes] == [5, 0]


async def test_what_was_asked_of_days_past_is_not_asked_again_at_once(desk: Desk, clock: FakeClock) -> None:
    for _ in range(50):
        await desk.look_back()
        clock.pass_time(timedelta(seconds=1))
    assert len(desk.source.asked_at) == 1
    clock.pass_time(10 * MINUTE)
    await desk.look_back()
    assert len(desk.source.asked_at) == 2


async def test_an_answer_that_failed_is_asked_for_again(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.look_back()
    desk.source.failure = None
    await desk.look_back()
    assert len(desk.source.asked_at) == 2


async def test_a_fault_in_reading_is_logged_without_what_was_asked(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.source.failure = KeyError("odd")  # type: ignore[assignment]
    await desk.ask()
    assert "guestbook failed" in caplog.text
    assert "acme" not in caplog.text, "the address of a feed may hold a secret"
