"""The timers: APScheduler, and no logic. What is due is decided from what was recorded."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.models import Channel, DigestHours
from bot.runtime.rooms import Rooms
from bot.wakeups import Wakeup

log = logging.getLogger(__name__)

GRACE = timedelta(hours=12)
"""How late a job may still run: a machine that slept catches up."""
SWEEP = timedelta(minutes=5)
"""How often all rooms look whether something is to be done, whatever the clock did meanwhile."""
MINUTE = timedelta(minutes=1)
"""How often it is looked whether something is to be told at once."""
LOOK = 30.0
"""Seconds, by the event loop's steady clock, after which it is looked whether somebody set the machine's."""
SET = 5.0
"""Seconds by which the machine's clock must have been set to be heeded."""
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Schedule:
    """A job a channel's digest, a sweep, and a look at what rings."""

    def __init__(self, hour_come: Wakeup, alerts: Wakeup, clock: Clock) -> None:
        self._hour_come = hour_come
        self._alerts = alerts
        self._clock = clock
        self._was_ahead = self._ahead()
        self._watching: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": int(GRACE.total_seconds()),
            },
        )
        self._scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def start(self, rooms: Rooms) -> None:
        """Begin, on the running loop; every few minutes all rooms look, every minute that of alerts."""
        trigger = IntervalTrigger(seconds=int(SWEEP.total_seconds()))
        self._scheduler.add_job(_wake, trigger, [*rooms.wakeups], id="sweep")
        minute = IntervalTrigger(seconds=int(MINUTE.total_seconds()))
        self._scheduler.add_job(_wake, minute, [self._alerts], id="alerts")
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch_clock(), name="watching the clock")

    def stop(self) -> None:
        """Begin nothing more; harmless when it was not started."""
        if self._watching:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def heed_clock(self) -> None:
        """Begin the sweep's interval anew if somebody set the machine's clock.

        APScheduler counts by that clock: set back by a day, nothing would be swept until it is where it was.
        """
        ahead = self._ahead()
        if abs(ahead - self._was_ahead) < SET:
            return
        log.warning("The machine's clock was set by %+.0f s.", ahead - self._was_ahead)
        self._was_ahead = ahead
        for job in self._scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):
                job.modify(next_run_time=self._clock.now() + job.trigger.interval)

    def _ahead(self) -> float:
        """By how many seconds the machine's clock is ahead of the steady one."""
        return self._clock.now().timestamp() - self._clock.monotonic()

    async def _watch_clock(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self.heed_clock()

    def renew(self, channels: Iterable[Channel]) -> None:
        """Exactly the jobs that these channels need."""
        wanted = {
            f"digest:{channel.id}": channel
            for channel in channels
            if channel.digests and not channel.digest_off and not channel.stopped
        }
        standing = {job.id for job in self._scheduler.get_jobs()}
        for gone in standing - wanted.keys() - {"sweep", "alerts"}:
            self._scheduler.remove_job(gone)
        for job_id, channel in wanted.items():
            self._scheduler.add_job(
                _wake, _digest_trigger(channel), [self._hour_come], id=job_id, replace_existing=True
            )


async def _wake(*wakeups: Wakeup) -> None:
    """A coroutine, so that it is done on the loop and not in a thread."""
    for wakeup in wakeups:
        wakeup.set()


def _digest_trigger(channel: Channel) -> OrTrigger:
    return OrTrigger([_hours_trigger(hours, channel.zone) for hours in channel.digests])


def _hours_trigger(hours: DigestHours, zone: str) -> CronTrigger:
    hour, minute = map(int, hours.at.split(":"))
    days = ",".join(DAYS[day - 1] for day in hours.days)
    last = hours.until.partition(":")[0]
    at = f"{hour}-{last}/{hours.every}" if hours.every else hour
    return CronTrigger(day_of_week=days, hour=at, minute=minute, timezone=zone)


def _report(event: JobExecutionEvent) -> None:
    """A job that failed or was missed is never silent."""
    log.error(
        "Job %s did not run well: %s",
        event.job_id,
        event.exception or "it was missed",
        exc_info=event.exception,
    )
