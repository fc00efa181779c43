"""What is polled when, among many requests."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.listening.poll_queue import AT_ONCE, PollQueue
from bot.sources.source import SourceRequest
from tests.clock import NAP, FakeClock

MINUTE = timedelta(minutes=1)
LANE = ("hackernews", "")
ACME = SourceRequest("hackernews", "Acme")
ZORBLAX = SourceRequest("hackernews", "Zorblax")
FAR = SourceRequest("lemmy", "Acme", "far.example")
NEAR = SourceRequest("lemmy", "Acme", "near.example")


class Asker:
    """Is polled, and says each time to come back in ten minutes; `closed` requests are never answered."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.asked: list[SourceRequest] = []
        self.waited: dict[SourceRequest, timedelta] = {}
        self.gate = asyncio.Event()
        self.closed: set[SourceRequest] = set()
        self.broken: set[SourceRequest] = set()
        self.queue = PollQueue(self, clock, chance=lambda: 0.0)

    async def on(self, span: timedelta) -> list[SourceRequest]:
        """Go on, poll what is due, and say what was polled."""
        self.clock.pass_time(span)
        self.asked.clear()
        self.queue.run_due()
        for _ in range(50):
            await asyncio.sleep(0)
        return list(self.asked)

    def min_interval(self, source: str) -> timedelta:
        return 10 * MINUTE

    async def poll(self, request: SourceRequest, waited: timedelta) -> datetime:
        self.asked.append(request)
        self.waited[request] = waited
        if request in self.closed:
            await self.gate.wait()
        if request in self.broken:
            raise OSError("the disk is full")
        return self.clock.now() + 10 * MINUTE


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(nap=NAP)


@pytest.fixture
def asker() -> Asker:
    return Asker(FakeClock())


async def test_a_question_is_asked_again_when_its_answer_said_so(asker: Asker) -> None:
    await asker.queue.renew([ACME])
    asked = [len(await asker.on(MINUTE)) for _ in range(60)]
    assert sum(asked) in (5, 6)
    assert max(asked) == 1


async def test_a_question_that_nobody_asks_any_more_is_not_asked(asker: Asker) -> None:
    await asker.queue.renew([ACME, ZORBLAX])
    await asker.queue.renew([ZORBLAX])
    asked = Counter([each for _ in range(30) for each in await asker.on(MINUTE)])
    assert set(asked) == {ZORBLAX}
    await asker.queue.renew([])
    assert await asker.on(60 * MINUTE) == []


async def test_new_questions_are_spread_over_the_interval(asker: Asker) -> None:
    await asker.queue.renew([SourceRequest("hackernews", f"name{number}") for number in range(60)])
    asked = [len(await asker.on(MINUTE)) for _ in range(10)]
    assert sum(asked) == 60
    assert max(asked) <= 2 * 60 / 10


async def test_renewing_does_not_put_off_what_stays(asker: Asker) -> None:
    asked = 0
    for _ in range(30):
        await asker.queue.renew([ACME])
        asked += len(await asker.on(MINUTE))
    assert asked == 3


async def test_a_question_taken_out_and_put_in_again_is_asked_once_in_its_interval(asker: Asker) -> None:
    for _ in range(3):
        await asker.queue.renew([ACME])
        await asker.queue.renew([])
    await asker.queue.renew([ACME])
    assert await asker.on(10 * MINUTE) == [ACME]


async def test_a_few_of_a_lane_are_under_way_at_once_and_the_rest_waits(asker: Asker) -> None:
    many = [SourceRequest("hackernews", f"name{number}") for number in range(3 * AT_ONCE)]
    asker.closed = set(many)
    await asker.queue.renew(many)
    assert len(await asker.on(10 * MINUTE)) == AT_ONCE
    assert await asker.on(10 * MINUTE) == []
    await asker.queue.stop()


async def test_a_question_is_told_how_long_others_kept_it_waiting(asker: Asker) -> None:
    many = [SourceRequest("hackernews", f"name{number}") for number in range(2 * AT_ONCE)]
    asker.closed = set(many)
    await asker.queue.renew(many)
    first = await asker.on(60 * MINUTE)
    assert {asker.waited[question] for question in first} == {timedelta()}, "it waited for nobody"
    asker.gate.set()
    later = await asker.on(7 * MINUTE)
    assert {asker.waited[question] for question in later} == {7 * MINUTE}


async def test_where_one_server_does_not_answer_the_others_go_on(asker: Asker) -> None:
    asker.closed = {FAR}
    await asker.queue.renew([FAR, NEAR])
    assert asker.queue.lanes == {("lemmy", "far.example"), ("lemmy", "near.example")}
    assert sorted(await asker.on(10 * MINUTE)) == [FAR, NEAR]
    assert await asker.on(10 * MINUTE) == [NEAR]
    await asker.queue.stop()


async def test_those_that_wait_longest_come_first(asker: Asker) -> None:
    many = [SourceRequest("hackernews", f"name{number}") for number in range(3 * AT_ONCE)]
    patient = Asker(FakeClock())
    await patient.queue.renew(many)
    in_order = [question for _ in range(600) for question in await patient.on(timedelta(seconds=1))]
    asker.closed = set(many)
    await asker.queue.renew(many)
    assert await asker.on(10 * MINUTE) == in_order[:AT_ONCE]
    await asker.queue.stop()


async def test_a_lane_stays_while_all_its_questions_are_under_way(asker: Asker) -> None:
    asker.closed = {ACME}
    await asker.queue.renew([ACME])
    await asker.on(10 * MINUTE)
    await asker.queue.renew([ACME])
    assert asker.queue.lanes == {LANE}
    await asker.queue.stop()


async def test_what_fails_is_reported_and_asked_again_an_interval_later(
    asker: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    asker.broken = {ACME}
    await asker.queue.renew([ACME, ZORBLAX])
    await asker.on(10 * MINUTE)
    assert "polling hackernews failed: the disk is full" in caplog.text
    asker.broken.clear()
    assert sorted(await asker.on(10 * MINUTE)) == [ACME, ZORBLAX]


async def test_a_clock_that_is_set_back_or_forward_stops_nothing(asker: Asker) -> None:
    await asker.queue.renew([ACME])
    assert await asker.on(10 * MINUTE) == [ACME]
    asker.clock.jump(-timedelta(days=1))
    assert await asker.on(10 * MINUTE) == [ACME]
    asker.clock.jump(timedelta(days=9))
    assert await asker.on(MINUTE) == []
    assert await asker.on(9 * MINUTE) == [ACME]


async def test_a_question_that_is_dropped_while_it_is_asked_is_not_asked_again(asker: Asker) -> None:
    asker.closed = {ACME}
    await asker.queue.renew([ACME])
    assert await asker.on(10 * MINUTE) == [ACME]
    await asker.queue.renew([])
    await asker.queue.stop()
    assert await asker.on(10 * MINUTE) == []
    assert not asker.queue.lanes


async def test_it_wakes_by_itself_when_the_next_request_is_due(clock: FakeClock) -> None:
    asker = Asker(clock)
    running = asyncio.create_task(asker.queue.run())
    await asker.queue.renew([ACME])
    due = asker.queue.next_due()
    assert due is not None
    await _until_idle()
    assert asker.asked == [], "it is not due yet"
    for _ in range(3):
        clock.pass_time(10 * MINUTE)
        await _until_idle()
    assert asker.asked == [ACME] * 3
    running.cancel()


async def test_while_a_lane_is_full_nothing_of_it_is_due(asker: Asker) -> None:
    many = [SourceRequest("hackernews", f"name{number}") for number in range(2 * AT_ONCE)]
    asker.closed = set(many)
    await asker.queue.renew(many)
    await asker.on(10 * MINUTE)
    assert asker.queue.next_due() is None
    asker.gate.set()
    await _until_idle()
    assert asker.queue.next_due() == asker.clock.monotonic() + 600
    await asker.queue.stop()


async def _until_idle() -> None:
    for _ in range(100):
        await asyncio.sleep(0)
