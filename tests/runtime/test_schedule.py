"""The schedule: jobs at their hour, in the channel's zone, by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Self
from unittest.mock import Mock

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest
from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_EXECUTED,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobExecutionEvent,
    JobSubmissionEvent,
)

from bot.models import Channel, DigestHours
from bot.runtime.rooms import Room, Rooms
from bot.runtime.schedule import SWEEP, Schedule
from bot.tasks import Tasks
from bot.wakeups import Wakeup
from tests.clock import START, FakeClock
from tests.storage.samples import WORKSPACE

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Runner:
    """A schedule, what it ran, and the clock it looks at."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.ran: list[str] = []
        self.sweeps = 0
        self.rooms = Rooms([Room(Wakeup("the room", clock), self._sweep)])
        self.hour_come = Wakeup("due digests", clock)
        self.alerts = Wakeup("alerts", clock)
        self.schedule = Schedule(self.hour_come, self.alerts, clock)
        self._under_way = 0
        self._ended = asyncio.Condition()
        self._tasks = Tasks()
        scheduler = self.schedule._scheduler
        scheduler.add_listener(self._submitted, EVENT_JOB_SUBMITTED)
        ended = EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED
        scheduler.add_listener(lambda event: self._tasks.start(self._end(event), "its end"), ended)

    async def on(self, span: timedelta) -> list[str]:
        """Go on, have the scheduler look at the clock, and say what it ran."""
        self.clock.pass_time(span)
        self.ran.clear()
        self.schedule._scheduler._process_jobs()
        async with asyncio.timeout(20), self._ended:
            await self._ended.wait_for(lambda: not self._under_way)
        await self.rooms.wait_idle()
        return list(self.ran)

    def _submitted(self, event: JobSubmissionEvent) -> None:
        self._under_way += len(event.scheduled_run_times)

    async def _end(self, event: JobExecutionEvent) -> None:
        """Note the channel whose job has run."""
        async with self._ended:
            if event.code != EVENT_JOB_MISSED and event.job_id not in ("sweep", "alerts"):
                self.ran.append(event.job_id.removeprefix("digest:"))
            self._under_way -= 1
            self._ended.notify_all()

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
    runner.rooms.start()
    runner.schedule.start(runner.rooms)
    await runner.rooms.wait_idle()
    runner.sweeps = 0
    yield runner
    runner.schedule.stop()
    await runner.rooms.stop()
    await asyncio.sleep(0)


def channel(id_: str = "C1", at: str = "09:00", zone: str = "Europe/Paris", **more: Any) -> Channel:
    return Channel(
        workspace=WORKSPACE,
        id=id_,
        zone=zone,
        set_up_by="U1",
        digest_since=START,
        **{"digests": (DigestHours(at=at),), **more},
    )


async def test_a_digest_is_told_at_its_hour_in_the_zone_of_its_channel(runner: Runner) -> None:
    runner.schedule.renew([channel("C1", "10:00"), channel("C2", "10:00", "Europe/London")])
    assert await runner.on(HOUR - MINUTE) == []
    assert await runner.on(MINUTE) == ["C1"]
    assert await runner.hour_come.wait()
    assert await runner.on(HOUR) == ["C2"]


async def test_a_new_hour_takes_the_place_of_the_old_one(runner: Runner) -> None:
    runner.schedule.renew([channel(at="10:00")])
    runner.schedule.renew([channel(at="11:00")])
    assert await runner.on(HOUR) == []
    assert await runner.on(HOUR) == ["C1"]


@pytest.mark.parametrize("change", [{"digest_off": True}, {"digests": ()}, {"stopped": "archived"}])
async def test_a_channel_without_a_digest_has_no_job(runner: Runner, change: dict[str, Any]) -> None:
    runner.schedule.renew([channel(at="10:00")])
    runner.schedule.renew([channel(at="10:00", **change)])
    assert await runner.on(2 * HOUR) == []


async def test_a_digest_comes_on_its_days_alone(runner: Runner) -> None:
    runner.schedule.renew([channel(digests=(DigestHours(at="10:00", days=(2,)),))])
    assert START.isoweekday() == 1
    assert await runner.on(HOUR) == []
    assert await runner.on(24 * HOUR) == ["C1"]


async def test_a_machine_that_slept_catches_up_once(runner: Runner) -> None:
    runner.schedule.renew([channel(at="10:00")])
    assert await runner.on(6 * HOUR) == ["C1"]
    assert await runner.on(MINUTE) == []


async def test_all_channels_are_looked_at_every_few_minutes(runner: Runner) -> None:
    for _ in range(6):
        await runner.on(SWEEP)
    assert runner.sweeps == 6


async def test_a_job_that_fails_is_reported_and_the_others_go_on(
    runner: Runner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.schedule.renew([channel(at="10:00")])
    monkeypatch.setattr(runner.hour_come, "set", Mock(side_effect=RuntimeError("the roof fell in")))
    await runner.on(HOUR)
    assert "Job digest:C1 did not run well: the roof fell in" in caplog.text
    runner.sweeps = 0
    await runner.on(SWEEP)
    assert runner.sweeps == 1


async def test_a_job_missed_by_more_than_half_a_day_is_reported(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    runner.schedule.renew([channel(at="10:00")])
    assert await runner.on(15 * HOUR) == []
    assert "it was missed" in caplog.text


def test_the_clock_of_the_tests_is_in_utc() -> None:
    assert START.tzinfo is UTC


@pytest.mark.parametrize("span", [-timedelta(days=2), timedelta(days=2)], ids=["back", "forward"])
async def test_a_clock_that_somebody_sets_keeps_no_sweep_waiting(runner: Runner, span: timedelta) -> None:
    await runner.on(MINUTE)
    runner.clock.jump(span)
    runner.schedule.heed_clock()
    await runner.on(timedelta())
    runner.sweeps = 0
    for _ in range(10):
        await runner.on(MINUTE)
    assert runner.sweeps == 10 * MINUTE // SWEEP


async def test_a_clock_that_goes_right_is_left_alone(runner: Runner) -> None:
    for _ in range(20):
        runner.schedule.heed_clock()
        await runner.on(MINUTE / 2)
    assert runner.sweeps == 10 * MINUTE // SWEEP
