"""The schedule: jobs at their hour, in the channel's zone, by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Self

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

from bot.models import Channel, DigestHours
from bot.schedule import SWEEP, Schedule
from tests.clock import START, FakeClock

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ACME = ("hackernews", "")
OTHER = ("lemmy", "lemmy.world")


class Runner:
    """A schedule, what it ran, and the clock it looks at."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.ran: list[Any] = []
        self.sweeps = 0
        self.schedule = Schedule(self._note, self._note, clock)

    async def on(self, span: timedelta) -> list[Any]:
        """Go on, have the scheduler look at the clock, and say what it ran."""
        self.clock.pass_time(span)
        self.ran.clear()
        self.schedule._scheduler.wakeup()
        for _ in range(20):
            await asyncio.sleep(0)
        return list(self.ran)

    async def _note(self, what: Any) -> None:
        self.ran.append(what)
        if what == "C-broken":
            raise RuntimeError("the roof fell in")

    async def _sweep(self) -> None:
        self.sweeps += 1


@pytest.fixture
async def runner(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runner]:
    clock = FakeClock()

    class Told(datetime):
        """What APScheduler takes for the machine's clock."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(clock.now().timestamp(), tz)

    modules = (apscheduler.schedulers.base, apscheduler.executors.base, apscheduler.triggers.interval)
    for module in modules:
        monkeypatch.setattr(module, "datetime", Told)
    runner = Runner(clock)
    runner.schedule.start(runner._sweep)
    yield runner
    runner.schedule.stop()
    await asyncio.sleep(0)


def channel(id_: str = "C1", at: str = "09:00", zone: str = "Europe/Paris", **more: Any) -> Channel:
    return Channel(
        id=id_, zone=zone, set_up_by="U1", digest_since=START, **{"digests": (DigestHours(at=at),), **more}
    )


async def test_a_digest_is_told_at_its_hour_in_the_zone_of_its_channel(runner: Runner) -> None:
    runner.schedule.renew([channel("C1", "10:00"), channel("C2", "10:00", "Europe/London")], {})
    assert await runner.on(HOUR - MINUTE) == []
    assert await runner.on(MINUTE) == ["C1"]
    assert await runner.on(HOUR) == ["C2"]


async def test_a_new_hour_takes_the_place_of_the_old_one(runner: Runner) -> None:
    runner.schedule.renew([channel(at="10:00")], {})
    runner.schedule.renew([channel(at="11:00")], {})
    assert await runner.on(HOUR) == []
    assert await runner.on(HOUR) == ["C1"]


@pytest.mark.parametrize("change", [{"digest_off": True}, {"digests": ()}, {"stopped": "archived"}])
async def test_a_channel_without_a_digest_has_no_job(runner: Runner, change: dict[str, Any]) -> None:
    runner.schedule.renew([channel(at="10:00")], {})
    runner.schedule.renew([channel(at="10:00", **change)], {})
    assert await runner.on(2 * HOUR) == []


async def test_a_digest_comes_on_its_days_alone(runner: Runner) -> None:
    runner.schedule.renew([channel(digests=(DigestHours(at="10:00", days=(2,)),))], {})
    assert START.isoweekday() == 1
    assert await runner.on(HOUR) == []
    assert await runner.on(24 * HOUR) == ["C1"]


async def test_a_machine_that_slept_catches_up_once(runner: Runner) -> None:
    runner.schedule.renew([channel(at="10:00")], {})
    assert await runner.on(6 * HOUR) == ["C1"]
    assert await runner.on(MINUTE) == []


async def test_a_lane_is_looked_at_ten_times_in_its_interval(runner: Runner) -> None:
    runner.schedule.renew([], {ACME: 10 * MINUTE, OTHER: 30 * MINUTE})
    looked = [lane for _ in range(30) for lane in await runner.on(MINUTE)]
    assert looked.count(ACME) == 30
    assert looked.count(OTHER) == 10


async def test_a_lane_of_which_nothing_is_asked_is_left_alone(runner: Runner) -> None:
    runner.schedule.renew([], {ACME: 10 * MINUTE, OTHER: 10 * MINUTE})
    runner.schedule.renew([], {OTHER: 10 * MINUTE})
    assert {lane for _ in range(30) for lane in await runner.on(MINUTE)} == {OTHER}


async def test_renewing_does_not_put_off_a_round(runner: Runner) -> None:
    rounds = 0
    for _ in range(30):
        runner.schedule.renew([], {OTHER: 30 * MINUTE})
        rounds += len(await runner.on(MINUTE))
    assert rounds == 10


async def test_all_channels_are_looked_at_every_few_minutes(runner: Runner) -> None:
    for _ in range(6):
        await runner.on(SWEEP)
    assert runner.sweeps == 6


async def test_a_job_that_fails_is_reported_and_the_others_go_on(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    runner.schedule.renew([channel("C-broken", "10:00"), channel("C1", "10:00")], {})
    assert sorted(await runner.on(HOUR)) == ["C-broken", "C1"]
    assert "Job digest:C-broken did not run well: the roof fell in" in caplog.text
    assert await runner.on(24 * HOUR)


async def test_a_job_missed_by_more_than_half_a_day_is_reported(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    runner.schedule.renew([channel(at="10:00")], {})
    assert await runner.on(15 * HOUR) == []
    assert "it was missed" in caplog.text


def test_the_clock_of_the_tests_is_in_utc() -> None:
    assert START.tzinfo is UTC


@pytest.mark.parametrize("span", [-timedelta(days=2), timedelta(days=2)], ids=["back", "forward"])
async def test_a_clock_that_somebody_sets_keeps_no_lane_and_no_sweep_waiting(
    runner: Runner, span: timedelta
) -> None:
    runner.schedule.renew([], {ACME: 10 * MINUTE})
    await runner.on(MINUTE)
    runner.clock.jump(span)
    runner.schedule.heed_clock()
    await runner.on(timedelta())
    runner.sweeps = 0
    looked = [lane for _ in range(10) for lane in await runner.on(MINUTE)]
    assert (looked.count(ACME), runner.sweeps) == (10, 10 * MINUTE // SWEEP)


async def test_a_clock_that_goes_right_is_left_alone(runner: Runner) -> None:
    runner.schedule.renew([], {ACME: 10 * MINUTE})
    looked: list[Any] = []
    for _ in range(20):
        runner.schedule.heed_clock()
        looked += await runner.on(MINUTE / 2)
    assert looked.count(ACME) == 10
