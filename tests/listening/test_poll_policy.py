"""When a question is asked again."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine

from bot.errors import (
    BlockedFailure,
    GoneFailure,
    RateFailure,
    RefusedAddress,
    SourceFailure,
    TemporaryFailure,
)
from bot.fetching import Fetcher
from bot.listening.poll_policy import LONGEST_INTERVAL, LOOK_BACK, SLOWER, SLOWEST, SOONEST
from tests.clock import FakeClock
from tests.listening.desk import HOUR, MINUTE, Almanac, Desk, Wall


async def test_a_question_that_brings_nothing_is_asked_ever_more_rarely_but_never_given_up(
    desk: Desk,
) -> None:
    await desk.live(5 * HOUR)
    pauses = desk.source.pauses
    min_interval = desk.source.interval.total_seconds()
    assert pauses[0] == min_interval
    assert pauses == sorted(pauses)
    assert 0.85 * SLOWEST * min_interval <= pauses[-1] <= SLOWEST * min_interval


async def test_it_slows_down_step_by_step(desk: Desk) -> None:
    await desk.live(HOUR)
    min_interval = desk.source.interval.total_seconds()
    assert all(
        after <= before * SLOWER + min_interval
        for before, after in zip(desk.source.pauses, desk.source.pauses[1:], strict=False)
    )


async def test_news_makes_it_asked_as_often_as_its_source_allows_again(desk: Desk) -> None:
    await desk.live(5 * HOUR)
    desk.source.news = True
    heard = len(desk.source.asked_at)
    await desk.live(2 * HOUR)
    assert desk.source.pauses[heard] == desk.source.interval.total_seconds()


async def test_a_source_that_wants_long_pauses_is_not_slowed_down_further(
    fetcher: Fetcher, file_engine: Engine, clock: FakeClock
) -> None:
    desk = Desk(Almanac(clock), fetcher, file_engine, clock)
    assert desk.source.interval.total_seconds() > LONGEST_INTERVAL
    await desk.live(timedelta(days=6))
    assert set(desk.source.pauses) == {desk.source.interval.total_seconds()}


async def test_a_name_that_many_channels_add_at_once_is_not_slowed_down_by_their_looking_back(
    desk: Desk,
) -> None:
    for _ in range(20):
        await desk.look_back()
    looked = len(desk.source.asked_at)
    await desk.live(HOUR)
    min_interval = desk.source.interval.total_seconds()
    assert desk.source.pauses[looked - 1 : looked + 1] == [min_interval, min_interval]


async def test_a_source_that_refuses_us_is_left_alone_for_hours(desk: Desk) -> None:
    desk.source.failure = BlockedFailure("guestbook.example refuses to answer this program (403).")
    await desk.live(5 * HOUR)
    assert len(desk.source.asked_at) == 1


async def test_a_passing_failure_is_tried_again_soon_then_more_and_more_rarely(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.live(10 * HOUR)
    pauses = desk.source.pauses
    assert pauses[0] == desk.source.interval.total_seconds()
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 6 * HOUR.total_seconds()


async def test_a_source_that_says_when_to_come_back_is_asked_then(desk: Desk, clock: FakeClock) -> None:
    until = clock.now() + 90 * MINUTE
    desk.source.failure = RateFailure("guestbook.example asks to be asked less often (429).", until=until)
    await desk.live(2 * HOUR)
    assert desk.source.asked_at[1] == until


async def test_a_quiet_question_that_failed_is_asked_again_as_soon_as_its_rest_is_over(desk: Desk) -> None:
    await desk.live(5 * HOUR)
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    first = len(desk.source.asked_at)
    await desk.live(HOUR)
    assert desk.source.pauses[first] == desk.source.interval.total_seconds()


async def test_it_is_known_when_a_question_is_due(desk: Desk) -> None:
    assert await desk.due_in() == timedelta(0)
    await desk.poll()
    assert await desk.due_in() == desk.source.interval
    desk.source.failure = BlockedFailure("guestbook.example refuses to answer this program (403).")
    await desk.live(2 * MINUTE)
    await desk.poll()
    assert await desk.due_in() == 6 * HOUR


async def test_a_question_that_waits_long_for_its_turn_is_not_catching_up(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.poll()
    late = []
    for waited in (3 * HOUR, 3 * HOUR, None, timedelta()):
        clock.pass_time(3 * HOUR)
        asked = await desk.poll(waited)
        assert asked is not None
        late.append(asked.catching_up)
    assert late == [False, False, False, True], "the last had no others before it: nobody asked for it"


async def test_a_clock_that_is_set_back_keeps_no_question_waiting(desk: Desk, clock: FakeClock) -> None:
    await desk.poll()
    clock.jump(-timedelta(days=1))
    assert await desk.due_in() == timedelta(0)
    await desk.poll()
    assert len(desk.source.asked_at) == 2


async def test_a_list_that_turns_over_fast_is_read_often_whatever_it_is_about(
    fetcher: Fetcher, file_engine: Engine, clock: FakeClock
) -> None:
    desk = Desk(Wall(clock), fetcher, file_engine, clock)
    desk.source.entries, desk.intake.wants = 20, False
    await desk.live(HOUR)
    assert set(desk.source.pauses) == {desk.source.interval.total_seconds()}
    desk.source.entries = 0
    await desk.live(5 * HOUR)
    assert desk.source.pauses[-1] > 5 * desk.source.interval.total_seconds()


async def test_a_search_is_not_asked_more_often_for_bringing_what_nobody_wants(desk: Desk) -> None:
    desk.source.entries, desk.intake.wants = 20, False
    await desk.live(5 * HOUR)
    assert desk.source.pauses[-1] > 5 * desk.source.interval.total_seconds()


@pytest.mark.parametrize(
    "failure",
    [GoneFailure("gone"), RefusedAddress("private")],
)
async def test_an_address_with_nothing_at_it_is_told_within_a_day(desk: Desk, failure: SourceFailure) -> None:
    desk.source.failure = failure
    await desk.live(24 * HOUR)
    assert [state.failures for state in desk.reported] == [5]
    await desk.live(5 * 24 * HOUR, every=HOUR / 2)
    assert desk.source.pauses[-1] == 24 * HOUR.total_seconds()


async def test_a_rest_that_a_wrong_clock_noted_is_over_when_the_clock_is_right(
    desk: Desk, clock: FakeClock
) -> None:
    clock.jump(timedelta(days=400))
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.poll()
    clock.jump(-timedelta(days=400))
    assert await desk.due_in() <= timedelta()
    desk.source.failure = None
    assert await desk.poll()


async def test_what_a_wrong_clock_had_answered_is_asked_for_again_a_week_back(
    desk: Desk, clock: FakeClock
) -> None:
    clock.jump(timedelta(days=400))
    await desk.poll()
    clock.jump(-timedelta(days=400))
    await desk.poll()
    assert desk.source.since == clock.now() - LOOK_BACK


async def test_a_list_that_overran_is_read_more_often_until_it_no_longer_does(
    fetcher: Fetcher, file_engine: Engine, clock: FakeClock
) -> None:
    desk = Desk(Wall(clock), fetcher, file_engine, clock)
    min_interval = desk.source.interval.total_seconds()
    desk.intake.wants = False
    overran = desk.policy.hurried(desk.state())
    assert overran == min_interval / 2
    state = msgspec.structs.replace(desk.state(), interval=SOONEST)
    assert desk.policy.hurried(state) == SOONEST
    assert desk.policy.interval(state, news=True) == SOONEST
    assert desk.policy.interval(state, news=False) == SOONEST * SLOWER
    assert desk.policy.next_at(msgspec.structs.replace(state, last_asked=clock.now())) == clock.now() + MINUTE


async def test_what_a_server_says_is_fresh_is_not_asked_for_again_for_an_hour_at_most(desk: Desk) -> None:
    state = desk.state()
    assert desk.policy.interval(state, news=True, fresh=30 * MINUTE) == 1800
    assert desk.policy.interval(state, news=True, fresh=30 * HOUR) == LONGEST_INTERVAL
