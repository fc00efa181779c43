"""Whose turn it is, among many questions."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.listening.poll_queue import AT_ONCE, Lane, PollQueue
from bot.sources.source import Question
from tests.clock import FakeClock

MINUTE = timedelta(minutes=1)
LANE = ("hackernews", "")
ACME = Question("hackernews", "Acme")
ZORBLAX = Question("hackernews", "Zorblax")
FAR = Question("lemmy", "Acme", "far.example")
NEAR = Question("lemmy", "Acme", "near.example")


class Asker:
    """Is asked, and says each time to come back in ten minutes; `closed` questions never answer."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.asked: list[Question] = []
        self.waited: dict[Question, timedelta] = {}
        self.gate = asyncio.Event()
        self.closed: set[Question] = set()
        self.broken: set[Question] = set()
        self.rounds = PollQueue(self._poll, lambda _: 10 * MINUTE, clock, chance=lambda: 0.0)

    async def on(self, span: timedelta, *lanes: Lane) -> list[Question]:
        """Go on, have a turn of each lane, and say what was asked."""
        self.clock.pass_time(span)
        self.asked.clear()
        for lane in lanes or (LANE,):
            await self.rounds.go(lane)
        for _ in range(50):
            await asyncio.sleep(0)
        return list(self.asked)

    async def _poll(self, question: Question, waited: timedelta) -> datetime:
        self.asked.append(question)
        self.waited[question] = waited
        if question in self.closed:
            await self.gate.wait()
        if question in self.broken:
            raise OSError("the disk is full")
        return self.clock.now() + 10 * MINUTE


@pytest.fixture
def asker() -> Asker:
    return Asker(FakeClock())


async def test_a_question_is_asked_again_when_its_answer_said_so(asker: Asker) -> None:
    await asker.rounds.renew([ACME])
    asked = [len(await asker.on(MINUTE)) for _ in range(60)]
    assert sum(asked) in (5, 6)
    assert max(asked) == 1


async def test_a_question_that_nobody_asks_any_more_is_not_asked(asker: Asker) -> None:
    await asker.rounds.renew([ACME, ZORBLAX])
    await asker.rounds.renew([ZORBLAX])
    asked = Counter([each for _ in range(30) for each in await asker.on(MINUTE)])
    assert set(asked) == {ZORBLAX}
    await asker.rounds.renew([])
    assert await asker.on(60 * MINUTE) == []


async def test_new_questions_are_spread_over_the_interval(asker: Asker) -> None:
    await asker.rounds.renew([Question("hackernews", f"name{number}") for number in range(60)])
    asked = [len(await asker.on(MINUTE)) for _ in range(10)]
    assert sum(asked) == 60
    assert max(asked) <= 2 * 60 / 10


async def test_renewing_does_not_put_off_what_stays(asker: Asker) -> None:
    asked = 0
    for _ in range(30):
        await asker.rounds.renew([ACME])
        asked += len(await asker.on(MINUTE))
    assert asked == 3


async def test_a_question_taken_out_and_put_in_again_is_asked_once_in_its_interval(asker: Asker) -> None:
    for _ in range(3):
        await asker.rounds.renew([ACME])
        await asker.rounds.renew([])
    await asker.rounds.renew([ACME])
    assert await asker.on(10 * MINUTE) == [ACME]


async def test_a_few_of_a_lane_are_under_way_at_once_and_the_rest_waits(asker: Asker) -> None:
    many = [Question("hackernews", f"name{number}") for number in range(3 * AT_ONCE)]
    asker.closed = set(many)
    await asker.rounds.renew(many)
    assert len(await asker.on(10 * MINUTE)) == AT_ONCE
    assert await asker.on(10 * MINUTE) == []
    await asker.rounds.stop()


async def test_a_question_is_told_how_long_others_kept_it_waiting(asker: Asker) -> None:
    many = [Question("hackernews", f"name{number}") for number in range(2 * AT_ONCE)]
    asker.closed = set(many)
    await asker.rounds.renew(many)
    first = await asker.on(60 * MINUTE)
    assert {asker.waited[question] for question in first} == {timedelta()}, "it waited for nobody"
    asker.gate.set()
    later = await asker.on(7 * MINUTE)
    assert {asker.waited[question] for question in later} == {7 * MINUTE}


async def test_where_one_server_does_not_answer_the_others_go_on(asker: Asker) -> None:
    asker.closed = {FAR}
    await asker.rounds.renew([FAR, NEAR])
    lanes = [("lemmy", "far.example"), ("lemmy", "near.example")]
    assert set(asker.rounds.lanes) == set(lanes)
    assert await asker.on(10 * MINUTE, *lanes) == [FAR, NEAR]
    assert await asker.on(10 * MINUTE, *lanes) == [NEAR]
    await asker.rounds.stop()


async def test_those_that_wait_longest_come_first(asker: Asker) -> None:
    many = [Question("hackernews", f"name{number}") for number in range(3 * AT_ONCE)]
    patient = Asker(FakeClock())
    await patient.rounds.renew(many)
    in_order = [question for _ in range(600) for question in await patient.on(timedelta(seconds=1))]
    asker.closed = set(many)
    await asker.rounds.renew(many)
    assert await asker.on(10 * MINUTE) == in_order[:AT_ONCE]
    await asker.rounds.stop()


async def test_a_lane_stays_while_all_its_questions_are_under_way(asker: Asker) -> None:
    asker.closed = {ACME}
    await asker.rounds.renew([ACME])
    await asker.on(10 * MINUTE)
    await asker.rounds.renew([ACME])
    assert set(asker.rounds.lanes) == {LANE}
    await asker.rounds.stop()


async def test_what_fails_is_reported_and_asked_again_an_interval_later(
    asker: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    asker.broken = {ACME}
    await asker.rounds.renew([ACME, ZORBLAX])
    await asker.on(10 * MINUTE)
    assert "asking hackernews failed: the disk is full" in caplog.text
    asker.broken.clear()
    assert sorted(await asker.on(10 * MINUTE)) == [ACME, ZORBLAX]


async def test_a_clock_that_is_set_back_or_forward_stops_nothing(asker: Asker) -> None:
    await asker.rounds.renew([ACME])
    assert await asker.on(10 * MINUTE) == [ACME]
    asker.clock.jump(-timedelta(days=1))
    assert await asker.on(10 * MINUTE) == [ACME]
    asker.clock.jump(timedelta(days=9))
    assert await asker.on(MINUTE) == []
    assert await asker.on(9 * MINUTE) == [ACME]


async def test_a_question_that_is_dropped_while_it_is_asked_is_not_asked_again(asker: Asker) -> None:
    asker.closed = {ACME}
    await asker.rounds.renew([ACME])
    assert await asker.on(10 * MINUTE) == [ACME]
    await asker.rounds.renew([])
    await asker.rounds.stop()
    assert await asker.on(10 * MINUTE) == []
    assert not asker.rounds.lanes
