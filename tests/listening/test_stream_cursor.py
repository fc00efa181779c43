"""Where in a stream one is, and where one goes on."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decoding import AHEAD
from bot.listening.stream_cursor import REWIND, StreamCursor
from bot.sources.bluesky import Bluesky
from tests.clock import START, FakeClock

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def stream(clock: FakeClock) -> Bluesky:
    return Bluesky(clock)


@pytest.fixture
def position(stream: Bluesky, clock: FakeClock) -> StreamCursor:
    return StreamCursor(stream, clock)


def test_one_goes_on_a_little_before_where_one_was(position: StreamCursor, stream: Bluesky) -> None:
    cursor, gap = position.resumed(stream.cursor_at(START - HOUR))
    assert stream.moment(cursor) == START - HOUR - REWIND
    assert gap is None


def test_what_the_source_no_longer_keeps_is_a_gap(position: StreamCursor, stream: Bluesky) -> None:
    cursor, gap = position.resumed(stream.cursor_at(START - 3 * DAY))
    assert stream.moment(cursor) == START - stream.keeps
    assert gap is not None
    assert (gap.since, gap.until) == (START - 3 * DAY, START - stream.keeps)


def test_a_cursor_of_the_future_leads_to_now_and_is_not_kept(position: StreamCursor, stream: Bluesky) -> None:
    future = stream.cursor_at(START + DAY)
    assert not position.is_past(future)
    assert stream.moment(position.resumed(future)[0]) == START - REWIND


def test_where_there_is_no_cursor_one_begins_with_what_is_said_now(position: StreamCursor) -> None:
    assert position.resumed("") == ("", None)
    assert position.is_past("")
    assert position.lag is None


def test_the_lag_is_the_age_of_what_was_read_last(position: StreamCursor, clock: FakeClock) -> None:
    assert position.pass_on(START.timestamp())
    clock.pass_time(3 * SECOND)
    assert position.lag == 3 * SECOND


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_one_never_goes_back_nor_into_the_future(offsets: list[float]) -> None:
    clock = FakeClock()
    stream = Bluesky(clock)
    position = StreamCursor(stream, clock)
    position.begin(stream.cursor_at(START - HOUR))
    instants = [START.timestamp() + offset for offset in offsets]
    passed = [at for at in instants if position.pass_on(at)]
    assert passed == sorted(passed)
    assert all(-3600 <= at - START.timestamp() <= AHEAD.total_seconds() for at in passed)
