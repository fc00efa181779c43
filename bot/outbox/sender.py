"""Sends what is owed to Slack, once.

1. A worker a channel sends what is owed to it, one message a second; no channel waits for another.
2. What stands in the channel itself goes before the rest of a thread; otherwise the first owed goes first.
3. Who begins a try holds a lease; a try whose lease ran out is one of which it is not known how it ended.
4. What may stand in Slack is looked for before it is sent again, and sent only once it is known to be absent;
   where it can never be looked for, it is sent, and marked as doubtful.
5. A refusal stops what `refusals` says: a message, a thread, a channel, or all.
6. What fails waits ever longer, and holds up what was owed later for a few minutes at most.
7. What waited for a day is given up; what it told is pending again.
"""

import asyncio
import logging
from collections import defaultdict

from bot.clock import Clock
from bot.outbox.attempts import Attempts
from bot.outbox.outcomes import OnShut, Outcomes
from bot.outbox.patience import LONGEST_WAIT
from bot.outbox.queue import Outbox
from bot.outbox.slack import SlackTransport
from bot.storage.deliveries import Delivery
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

PACE = 1.0
"""Seconds between two messages to one channel (Slack: about one a second)."""
AFTER_A_FAULT = 60.0
"""Seconds before sending goes on after a fault of the bot's own."""


class Sender:
    """Sends what the outbox holds."""

    def __init__(
        self, outbox: Outbox, queue: SendQueue, transport: SlackTransport, clock: Clock, on_shut: OnShut
    ) -> None:
        self._outbox = outbox
        self._holds = outbox.holds
        self._queue = queue
        self._clock = clock
        outcomes = Outcomes(outbox, queue, clock, on_shut)
        self._attempts = Attempts(outbox, queue, transport, outcomes, clock)
        self._free_at: dict[str, float] = defaultdict(float)
        self._workers: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Send for as long as the bot runs; a fault of the database passes."""
        try:
            while True:
                self._outbox.changed.clear()
                try:
                    await self._set_to_work()
                    await self._wait()
                except Exception:  # the disk may have been full, or the server gone for a moment
                    log.exception("Nothing could be sent; it is tried again in %.0f s", AFTER_A_FAULT)
                    await self._clock.sleep(AFTER_A_FAULT)
        finally:
            await self._stop_workers()

    async def recover(self) -> None:
        """Let what was under way when the bot last stopped be looked for, and sent where it is absent."""
        await asyncio.to_thread(self._queue.end_leases)

    async def drain(self) -> None:
        """Send all that may be sent now."""
        while await self._set_to_work() or self._workers:
            if self._workers:
                await asyncio.wait(self._workers.values())

    async def _set_to_work(self) -> bool:
        """Give each channel to which something may be sent a worker; whether there was one."""
        busy = self._workers.keys() | self._holds.held(self._clock.monotonic()).keys()
        if self._holds.is_stopped(self._clock.monotonic()):
            return False
        channels = await asyncio.to_thread(self._queue.channels_due, self._clock.now(), busy)
        if self._holds.token_refused:  # one message finds out whether it is still so
            channels = channels[:1]
        for channel in channels:
            if channel not in self._workers:
                self._workers[channel] = asyncio.create_task(self._work(channel), name=f"sender of {channel}")
        return bool(channels)

    async def _stop_workers(self) -> None:
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _wait(self) -> None:
        """Wait until something is owed, something postponed comes due, or a hold ends."""
        changed = asyncio.ensure_future(self._outbox.changed.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(max(await self._span(), 0.05)))
        try:
            await asyncio.wait([changed, sleeping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
            sleeping.cancel()

    async def _span(self) -> float:
        """Seconds until something may be sent that cannot be now."""
        now, steady = self._clock.now(), self._clock.monotonic()
        held = self._holds.held(steady)
        busy = self._workers.keys() | held.keys()
        spans = [LONGEST_WAIT, *(until - steady for until in held.values())]
        if self._holds.is_stopped(steady):
            return min(LONGEST_WAIT, self._holds.stopped_until - steady)
        if following := await asyncio.to_thread(self._queue.next_at, now, busy):
            spans.append((following - now).total_seconds())
        return min(spans)

    async def _work(self, channel: str) -> None:
        """Send what may be sent to a channel, looking again after each message."""
        try:
            while delivery := await self._next(channel):
                begun = self._clock.monotonic()
                if await self._attempts.handle(delivery):
                    self._free_at[channel] = begun + PACE
        except Exception:  # of the database: what was under way is looked for once its lease ran out
            log.exception("Nothing could be sent to %s; it is tried again in %.0f s", channel, AFTER_A_FAULT)
            self._holds.hold(channel, self._clock.monotonic() + AFTER_A_FAULT)
        finally:
            del self._workers[channel]
            self._outbox.changed.set()

    async def _next(self, channel: str) -> Delivery | None:
        """What is to be sent to a channel, once its pace lets it."""
        delivery = await self._due(channel)
        wait = self._free_at[channel] - self._clock.monotonic()
        if delivery is None or wait <= 0:
            return delivery
        await self._clock.sleep(wait)
        return await self._due(channel)  # what is more urgent may have come meanwhile

    async def _due(self, channel: str) -> Delivery | None:
        steady = self._clock.monotonic()
        if channel in self._holds.held(steady) or self._holds.is_stopped(steady):
            return None
        return await asyncio.to_thread(self._queue.next_due, channel, self._clock.now())
