"""Putting a question, and the account kept of it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.errors import DatabaseUnavailable, TemporaryFailure
from bot.fetching import DomainLimiter, Fetcher
from bot.fetching.fetch import Fetch
from bot.listening.poll_policy import LOOK_BACK, OVERLAP
from bot.locale import restored
from bot.models import Mention, MentionKind
from bot.sources.source import SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.listening.desk import HOUR, MINUTE, Desk, Guestbook


async def test_every_rest_is_kept_whatever_the_answer_was(desk: Desk, fetcher: Fetcher) -> None:
    until = START + HOUR
    desk.source.news = True
    fetcher.limiter.cool_down("guestbook.example", until)
    await desk.live(MINUTE)
    assert desk.cooldowns.kept() == {"guestbook.example": until}
    await desk.live(2 * HOUR)
    assert desk.cooldowns.kept() == {}


async def test_people_are_to_be_told_after_five_failures_in_a_row_and_when_it_is_well(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.live(10 * HOUR)
    desk.source.failure = None
    await desk.live(5 * HOUR)
    assert [state.failures for state in desk.reported] == [5, 0]


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
    await desk.poll()
    assert "guestbook failed" in caplog.text
    assert "acme" not in caplog.text, "the address of a feed may hold a secret"


async def test_what_fails_in_our_own_database_is_never_laid_at_the_sources_door(desk: Desk) -> None:
    desk.source.failure = DatabaseUnavailable("nobody answers")  # type: ignore[assignment]
    with pytest.raises(DatabaseUnavailable):
        await desk.poll()
    desk.source.failure = None
    assert desk.state().failures == 0
    await desk.poll()
    assert len(desk.source.asked_at) == 2, "it is not left alone for that"


async def test_a_source_with_more_than_is_read_is_well_and_says_how_far_back_it_was_read(
    desk: Desk, clock: FakeClock
) -> None:
    desk.source.shows = 50 * HOUR
    asked = await desk.look_back()
    assert asked.failure is None
    assert asked.gap is not None
    assert (asked.gap.since, asked.gap.until) == (START - LOOK_BACK, START - 50 * HOUR)
    state = desk.state()
    assert (state.failures, state.last_success) == (0, START)
    said = str(restored(state.reason))
    assert said == "it has more than is read at once; what is older than 21 Nov, 06:00 UTC was left."
    assert desk.lost() == [], "the look-back itself tells it"
    desk.source.shows = None
    clock.pass_time(2 * MINUTE)
    await desk.poll()
    assert desk.state().reason == ""


async def test_what_was_left_between_two_readings_is_a_gap_that_is_told(desk: Desk, clock: FakeClock) -> None:
    await desk.poll()
    clock.pass_time(3 * HOUR)
    desk.source.shows = HOUR
    await desk.poll()
    assert desk.lost() == [(START - OVERLAP, START + 2 * HOUR)]


async def test_what_the_first_reading_left_is_no_gap_between_two(desk: Desk) -> None:
    desk.source.shows = HOUR
    asked = await desk.poll()
    assert asked is not None
    assert asked.gap is not None
    assert (asked.gap.since, asked.gap.until) == (START - LOOK_BACK, START - HOUR)
    assert desk.lost() == []


async def test_a_gap_of_minutes_is_told_to_nobody(desk: Desk, clock: FakeClock) -> None:
    await desk.poll()
    clock.pass_time(HOUR)
    desk.source.shows = HOUR + MINUTE
    await desk.poll()
    assert desk.lost() == []
    assert desk.state().label == ""


async def test_a_place_that_goes_back_for_ever_is_read_as_far_as_people_asked(desk: Desk) -> None:
    desk.source.shows = 8 * 24 * HOUR
    asked = await desk.look_back(1_000 * LOOK_BACK)
    assert asked.gap is None
    assert desk.state().label == ""


async def test_a_look_back_reads_all_that_an_illness_left_unread(desk: Desk, clock: FakeClock) -> None:
    await desk.poll()
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    for _ in range(30):
        clock.pass_time(12 * HOUR)
        await desk.poll()
    desk.source.failure = None
    await desk.look_back()
    assert desk.source.since == START - OVERLAP


class Gazette(Guestbook):
    """Turns two pages over HTTP; `held` says whether it can read the second."""

    is_rolling_list = True
    held = False
    base = ""

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        first = await fetch.get(f"{self.base}/1")
        yield [] if first.unchanged else [_page(1, self.clock.now())]
        second = await fetch.get(f"{self.base}/2")
        if not self.held:
            raise TemporaryFailure("gazette.example broke off its answer.")
        yield [] if second.unchanged else [_page(2, self.clock.now())]


def _page(number: int, at: datetime) -> Mention:
    url = f"https://gazette.example/{number}"
    return Mention(id=url, source="guestbook", kind=MentionKind.POST, url=url, created_at=at)


async def test_what_was_seen_of_addresses_is_kept_only_when_all_pages_were_read(
    file_engine: Engine, clock: FakeClock
) -> None:
    async with (
        Server() as server,
        Fetcher(clock=clock, limiter=DomainLimiter(clock, gap=0), allow_private=True) as ours,
    ):
        gazette = Gazette(clock)
        gazette.base = server.base
        server.answer("*", reply(200, b"x", {"etag": '"1"'}))
        desk = Desk(gazette, ours, file_engine, clock)
        await desk.poll()
        clock.pass_time(HOUR)
        gazette.held = True
        asked = await desk.poll()
        assert asked is not None
        assert len(asked.mentions) == 2
        clock.pass_time(HOUR)
        await desk.poll()
    assert ["if-none-match" in seen.headers for seen in server.seen] == [False] * 4 + [True] * 2


async def test_an_answer_that_could_not_be_kept_is_asked_for_again(
    file_engine: Engine, clock: FakeClock
) -> None:
    async with (
        Server() as server,
        Fetcher(clock=clock, limiter=DomainLimiter(clock, gap=0), allow_private=True) as ours,
    ):
        gazette = Gazette(clock)
        gazette.base, gazette.held = server.base, True
        server.answer("*", reply(200, b"x", {"etag": '"1"'}))
        desk = Desk(gazette, ours, file_engine, clock)
        desk.intake.fault = OSError("the disk is full")
        with pytest.raises(OSError, match="full"):
            await desk.poll()
        desk.intake.fault = None
        await desk.poll()
    assert not any("if-none-match" in seen.headers for seen in server.seen)
