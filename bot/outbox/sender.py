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
from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.outbox.patience import CERTAIN, HELD_UP, LONGEST_WAIT, SETTLED, look_pause, pause
from bot.outbox.queue import STALE, Outbox
from bot.outbox.refusals import SHUT, UNSEARCHABLE, Stops, stops
from bot.outbox.slack import NoAnswer, Refused, SlackTransport, is_person
from bot.storage.deliveries import UNVERIFIED, Delivery, DeliveryState, Route
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

PACE = 1.0
"""Seconds between two messages to one channel (Slack: about one a second)."""
LEASE = timedelta(minutes=2)
"""How long a try may take; Slack's client gives up after 30 s."""
AFTER_A_FAULT = 60.0
"""Seconds before sending goes on after a fault of the bot's own."""
SOON = 2.0
"""Seconds between two looks, where the first came late."""
LOST = "lost"
"""The error of what could not be looked up for a day."""
LATE = "late"
"""The error of what could not be sent for a day."""

OnShut = Callable[[str, str], Awaitable[None]]
"""Called with a channel and a reason when Slack no longer takes messages for it."""


class Sender:
    """Sends what the outbox holds; the transport's client must not retry by itself."""

    def __init__(
        self, outbox: Outbox, queue: SendQueue, transport: SlackTransport, clock: Clock, on_shut: OnShut
    ) -> None:
        self._outbox = outbox
        self._holds = outbox.holds
        self._queue = queue
        self._transport = transport
        self._clock = clock
        self._on_shut = on_shut
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
                await self._handle(delivery)
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

    async def _handle(self, delivery: Delivery) -> None:
        """Take a delivery one step on."""
        if delivery.state is DeliveryState.SENT:
            await self._update(delivery)
        elif delivery.sending_at is not None:
            await self._look(delivery)
        elif delivery.withdrawn:
            await asyncio.to_thread(self._queue.absent, delivery.id)
        elif self._is_stale(delivery):
            await self._give_up(delivery, LATE)
        else:
            await self._send(delivery)

    def _is_stale(self, delivery: Delivery) -> bool:
        return self._clock.now() - delivery.created_at > STALE

    # Sending

    async def _send(self, delivery: Delivery, doubt: str = "") -> None:
        now = self._clock.now()
        claimed = await asyncio.to_thread(self._queue.claim, delivery.id, now, now + LEASE)
        if claimed is None:  # withdrawn since it was looked up
            return
        self._free_at[delivery.channel] = self._clock.monotonic() + PACE
        to_send = _as_routed(delivery, claimed)
        try:
            ts = await self._transport.post(to_send, now)
        except Refused as refusal:
            await self._refused(to_send, refusal)
        except NoAnswer as failure:
            await self._failed(to_send, str(failure), perhaps_taken=failure.perhaps_taken)
        else:
            self._holds.go_on()
            await asyncio.to_thread(self._queue.sent, delivery.id, ts, self._clock.now(), doubt)

    async def _update(self, delivery: Delivery) -> None:
        """Let what stands in Slack say what it is to say by now."""
        self._free_at[delivery.channel] = self._clock.monotonic() + PACE
        try:
            await self._transport.update(delivery, self._clock.now())
        except Refused as refusal:
            reach = stops(refusal.code, to_person=is_person(delivery.channel))
            if reach is Stops.TOKEN:
                await self._stop(delivery, refusal.code)
                return
            if reach is Stops.LATER:
                await self._postpone(delivery, self._span_of(refusal, delivery), refusal.code)
                return
            log.warning("%s cannot be changed in Slack (%s)", delivery.id, refusal.code)
        except NoAnswer as failure:
            await self._postpone(delivery, SETTLED, str(failure))
            return
        await asyncio.to_thread(self._queue.updated, delivery.id, delivery.revision)

    # What failed

    async def _refused(self, delivery: Delivery, refusal: Refused) -> None:
        code = refusal.code
        to_person = is_person(delivery.channel)
        match stops(code, in_thread=bool(delivery.thread_ts), to_person=to_person):
            case Stops.THREAD:
                await self._reroute(delivery, code)
            case Stops.MESSAGE | Stops.BLOCKS:
                await self._give_up(delivery, code)
            case Stops.CHANNEL:
                await self._shut(delivery, code)
            case Stops.TOKEN:
                await self._stop(delivery, code)
            case Stops.LATER if refusal.is_limit:
                await self._limited(delivery, refusal)
            case Stops.LATER:
                reason = f"Slack refused it ({code})"
                await self._failed(delivery, reason, perhaps_taken=refusal.perhaps_taken)

    async def _failed(self, delivery: Delivery, reason: str, *, perhaps_taken: bool) -> None:
        """Try again later; what may stand in Slack is looked for first."""
        log.warning("%s will be tried again: %s", delivery.id, reason)
        if perhaps_taken:
            await self._postpone(delivery, pause(delivery.attempts), reason)
        else:
            await self._postpone(delivery, pause(delivery.attempts), reason, sending_at=None)

    async def _limited(self, delivery: Delivery, refusal: Refused) -> None:
        log.info("%s waits: Slack takes no more for now", delivery.id)
        seconds = self._span_of(refusal, delivery)
        self._holds.hold(delivery.channel, self._clock.monotonic() + seconds)
        await self._postpone(delivery, seconds, refusal.code, sending_at=None)

    async def _reroute(self, delivery: Delivery, code: str) -> None:
        """Say elsewhere what Slack will not have in a thread; a reply to a name, nowhere."""
        route = {"answer": Route.ASKER, "reply": None}.get(delivery.kind, Route.CHANNEL)
        if route is None or (route is Route.ASKER and not delivery.asker):
            await self._give_up(delivery, code)
            return
        log.info("%s goes elsewhere than in its thread (%s)", delivery.id, code)
        await asyncio.to_thread(self._queue.reroute, delivery.id, route)

    async def _shut(self, delivery: Delivery, code: str) -> None:
        """Keep all that is owed to a channel until somebody acts."""
        now = self._clock.now()
        log.warning("%s takes no messages until somebody acts: %s", delivery.channel, code)
        if await asyncio.to_thread(self._queue.absent, delivery.id):
            await asyncio.to_thread(self._queue.hold, delivery.channel, now + STALE, code, now)
        await self._on_shut(delivery.channel, SHUT[code])

    async def _stop(self, delivery: Delivery, code: str) -> None:
        """Keep all that is owed: the token is refused. From time to time one message is tried."""
        self._say_stopped(code)
        if delivery.state is not DeliveryState.SENT:
            await asyncio.to_thread(self._queue.absent, delivery.id)

    def _say_stopped(self, code: str) -> None:
        if self._holds.token_refused != code:
            log.critical("Slack refuses the bot's token (%s): nothing is sent until that is mended", code)
        self._holds.stop(code, self._clock.monotonic() + LONGEST_WAIT)

    async def _give_up(self, delivery: Delivery, reason: str) -> None:
        log.error("%s is given up: %s", delivery.id, reason)
        await asyncio.to_thread(self._queue.refuse, delivery.id, reason, self._clock.now())

    # What may stand in Slack already

    async def _look(self, delivery: Delivery) -> None:
        """Find out whether Slack has it: then its record is completed; else it is owed as before."""
        assert delivery.sending_at is not None
        if delivery.route == Route.ASKER:  # nobody can look up what one person alone was shown
            await self._send_in_doubt(delivery, "it was for one person alone")
            return
        try:
            ts = await self._transport.find(delivery, delivery.sending_at, self._clock.now())
        except Refused as refusal:
            await self._not_looked_up(delivery, refusal)
        except NoAnswer as failure:
            await self._look_again(delivery, str(failure))
        else:
            await self._looked_up(delivery, ts)

    async def _looked_up(self, delivery: Delivery, ts: str) -> None:
        assert delivery.sending_at is not None
        now = self._clock.now()
        age = (now - delivery.sending_at).total_seconds()
        if ts:
            await asyncio.to_thread(self._queue.sent, delivery.id, ts, now)
        elif age >= CERTAIN or (delivery.absent and not 0 <= age < SETTLED):
            await asyncio.to_thread(self._queue.absent, delivery.id)
        else:
            wait = SOON if age >= SETTLED else SETTLED - max(age, 0.0)
            await self._postpone(delivery, wait, delivery.error, absent=True, looks=0)

    async def _not_looked_up(self, delivery: Delivery, refusal: Refused) -> None:
        code = refusal.code
        if code in UNSEARCHABLE:
            await self._send_in_doubt(delivery, code)
        elif stops(code, in_thread=True) is Stops.THREAD:  # its thread is gone, and it with that
            await asyncio.to_thread(self._queue.absent, delivery.id)
        elif stops(code) is Stops.CHANNEL and not is_person(delivery.channel):
            await self._look_again(delivery, code)
            await self._on_shut(delivery.channel, SHUT[code])
        elif stops(code) is Stops.TOKEN:
            await self._look_again(delivery, code)
            self._say_stopped(code)
        else:
            await self._look_again(delivery, code, refusal)

    async def _look_again(self, delivery: Delivery, reason: str, refusal: Refused | None = None) -> None:
        """Look again later, ever more rarely, for a day."""
        if self._is_stale(delivery):
            await self._give_up(delivery, LOST)
            return
        log.warning("Cannot look for %s in its channel yet (%s)", delivery.id, reason)
        seconds = look_pause(delivery.looks)
        if refusal and refusal.retry_at:
            seconds = max(seconds, (refusal.retry_at - self._clock.now()).total_seconds())
        await self._postpone(delivery, seconds, reason, looks=delivery.looks + 1)

    async def _send_in_doubt(self, delivery: Delivery, why: str) -> None:
        """Send what can never be looked for, and let it be known that it may stand twice."""
        log.warning("Cannot look for %s in its channel (%s); it is sent under the same id", delivery.id, why)
        if self._is_stale(delivery):
            await self._give_up(delivery, LOST)
        elif await asyncio.to_thread(self._queue.absent, delivery.id):
            await self._send(delivery, UNVERIFIED)

    # Waiting

    def _span_of(self, refusal: Refused, delivery: Delivery) -> float:
        """Seconds until Slack may be asked again: as it says, or as long as after any failure."""
        if refusal.retry_at:
            return max((refusal.retry_at - self._clock.now()).total_seconds(), 0.0)
        return pause(delivery.attempts)

    async def _postpone(self, delivery: Delivery, seconds: float, reason: str, **more: object) -> None:
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        await asyncio.to_thread(self._queue.postpone, delivery.id, until, reason, now, now + HELD_UP, **more)


def _as_routed(delivery: Delivery, claimed: Delivery) -> Delivery:
    """What was claimed, in the thread in which it is to go."""
    return msgspec.structs.replace(claimed, thread_ts=delivery.thread_ts)
