"""Sends what is owed to Slack, once.

1. A worker a channel sends what is owed to it, one message a second (`rate_limits`), and waits for no other.
   Who owes something wakes the worker of its channel alone; one that has nothing to do says when it will.
2. An alert goes first, then what stands in the channel itself or answers somebody, then changes of what
   stands there, then the rest of threads; otherwise the first owed goes first.
3. Who takes a delivery holds a lease on it. A try whose lease ran out is one of which it is not known how it
   ended; so is one of this sender's own that its dead process had in hand, which is taken over at the start.
4. What may stand in Slack is looked for before it is sent again, and sent only once it is known to be absent;
   where it can never be looked for, it is sent, and marked as doubtful.
5. A change goes to Slack until Slack has the newest. Where it is not known whether one arrived, nothing newer
   goes before it has or never will: two changes never change places. What cannot be changed any more is said
   anew where somebody waits for it.
6. A refusal stops what `refusals` says: a message, a thread, a channel, or all. A channel that takes nothing
   is a row for whoever heeds that, who is woken then.
7. What fails is retried after waits that grow (`retries`), and holds up what was owed later for a few
   minutes at most, an alert never.
8. What waited for a day is given up; the mentions that it held go into the next digest.
"""

import asyncio
import logging
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.outbox.attempts import Attempts
from bot.outbox.outbox import ANY, Outbox
from bot.outbox.outcomes import Outcomes
from bot.outbox.retries import LONGEST_WAIT, SETTLED
from bot.outbox.slack import SlackTransport
from bot.storage.delivery import Delivery
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

AFTER_A_FAULT = 60.0
"""Seconds before sending goes on after a fault of the bot's own."""


class Sender:
    """Sends what the outbox holds."""

    def __init__(self, outbox: Outbox, queue: SendQueue, transport: SlackTransport, clock: Clock) -> None:
        self._outbox = outbox
        self._backoffs = outbox.backoffs
        self._limits = outbox.limits
        self._queue = queue
        self._clock = clock
        self._attempts = Attempts(outbox, queue, transport, Outcomes(outbox, queue, clock), clock)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._due_at: dict[str, float] = {ANY: 0.0}
        """By channel, the steady seconds when it is to be looked at again; by `ANY`, when all are."""

    async def run(self) -> None:
        """Send for as long as the bot runs; a fault of the database passes."""
        try:
            while True:
                try:
                    await self._set_to_work()
                    await self._wait()
                except Exception:  # the disk may have been full, or the server gone for a moment
                    log.exception("Nothing could be sent; it is tried again in %.0f s", AFTER_A_FAULT)
                    self._due_at[ANY] = 0.0
                    await self._clock.sleep(AFTER_A_FAULT)
        finally:
            await self._stop_workers()

    async def recover(self) -> None:
        """Take over what this sender had in hand when the bot last stopped."""
        settled = timedelta(seconds=SETTLED)
        await asyncio.to_thread(self._queue.take_over, self._clock.now(), settled)

    async def drain(self) -> None:
        """Send all that may be sent now."""
        while True:
            self._due_at[ANY] = 0.0
            await self._set_to_work()
            if not self._workers:
                return
            await asyncio.wait(self._workers.values())

    async def _set_to_work(self) -> None:
        """Give each channel whose time has come a worker."""
        now = self._clock.monotonic()
        self._due_at |= dict.fromkeys(self._outbox.owed_to(), now)
        if self._backoffs.stopped_until > now:
            return
        if self._due_at[ANY] <= now:
            await self._look_at_all(now)
        due = [channel for channel, at in self._due_at.items() if at <= now and channel != ANY]
        if self._backoffs.token_refused:  # one message finds out whether it is still so
            due = due[:1] if not self._workers else []
        for channel in due:
            if channel not in self._workers:
                self._workers[channel] = asyncio.create_task(self._work(channel), name=f"sender of {channel}")
                del self._due_at[channel]

    async def _look_at_all(self, steady: float) -> None:
        """Write down which channels may be sent something, and when others may."""
        now, backed_off = self._clock.now(), self._backoffs.backed_off(steady)
        changes_at = max(self._limits.changes.free_at(), steady)
        look = partial(
            self._queue.channels_due, now, [*self._workers, *backed_off], changes=changes_at <= steady
        )
        self._due_at |= dict.fromkeys(await asyncio.to_thread(look), steady) | backed_off
        rest = partial(
            self._queue.next_at, now, [*self._workers, *self._due_at], changes=changes_at <= steady
        )
        following = await asyncio.to_thread(rest)
        at = steady + (following - now).total_seconds() if following else steady + LONGEST_WAIT
        self._due_at[ANY] = min(at, steady + LONGEST_WAIT, changes_at if changes_at > steady else at)

    async def _stop_workers(self) -> None:
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _wait(self) -> None:
        """Wait until something is owed, or the time of a channel has come."""
        now = self._clock.monotonic()
        idle = (at for channel, at in self._due_at.items() if channel not in self._workers)
        until = max(min(idle), self._backoffs.stopped_until)
        if self._backoffs.token_refused and self._workers:
            until = now + LONGEST_WAIT  # the one that tries it wakes us
        changed = asyncio.ensure_future(self._outbox.changed.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(max(until - now, 0.05)))
        try:
            await asyncio.wait([changed, sleeping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
            sleeping.cancel()

    async def _work(self, channel: str) -> None:
        """Send what may be sent to a channel, looking again after each message."""
        try:
            while delivery := await self._next(channel):
                await self._attempts.handle(delivery)
            await self._leave(channel)
        except Exception:  # of the database: what was under way is looked for once its lease ran out
            log.exception("Nothing could be sent to %s; it is tried again in %.0f s", channel, AFTER_A_FAULT)
            self._backoffs.back_off(channel, self._clock.monotonic() + AFTER_A_FAULT)
            self._due_at[channel] = self._clock.monotonic() + AFTER_A_FAULT
        finally:
            del self._workers[channel]
            self._outbox.changed.set()

    async def _next(self, channel: str) -> Delivery | None:
        """What is to be sent to a channel, once its rate limit lets it."""
        now = self._clock.monotonic()
        if self._backoffs.until(channel, now) > now:
            return None
        if (wait := self._limits.channels.free_at(channel) - now) > 0:
            await self._clock.sleep(wait)
            return await self._next(channel)
        changes = self._limits.changes.free_at() <= now
        due = partial(self._queue.next_due, channel, self._clock.now(), changes=changes)
        return await asyncio.to_thread(due)

    async def _leave(self, channel: str) -> None:
        """Write down when a channel is to be looked at again."""
        now, steady = self._clock.now(), self._clock.monotonic()
        changes_at = self._limits.changes.free_at()
        look = partial(self._queue.next_at, now, (), channel, changes=changes_at <= steady)
        following = await asyncio.to_thread(look)
        if changes_at > steady:
            again = now + timedelta(seconds=changes_at - steady)
            following = min(following or again, again)
        if following is None:
            return
        at = max(steady + (following - now).total_seconds(), self._backoffs.until(channel, steady))
        self._due_at[channel] = min(at, self._due_at.get(channel, at))
