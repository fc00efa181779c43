"""Takes one delivery one step on: looks for it, sends it, changes it, or gives it up."""

import asyncio
import logging
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.outbox.outcomes import Outcomes
from bot.outbox.patience import CERTAIN, SETTLED
from bot.outbox.queue import STALE, Outbox
from bot.outbox.refusals import UNSEARCHABLE, Stops, stops
from bot.outbox.slack import NoAnswer, Refused, SlackTransport, is_person
from bot.storage.deliveries import UNVERIFIED, Delivery, DeliveryState, Route
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long a try may take; Slack's client gives up after 30 s."""
SOON = 2.0
"""Seconds between two looks, where the first came late."""
LOST = "lost"
"""The error of what could not be looked up for a day."""
LATE = "late"
"""The error of what could not be sent for a day."""


class Attempts:
    """Tries to send deliveries; the transport's client must not retry by itself."""

    def __init__(
        self, outbox: Outbox, queue: SendQueue, transport: SlackTransport, outcomes: Outcomes, clock: Clock
    ) -> None:
        self._holds = outbox.holds
        self._queue = queue
        self._transport = transport
        self._outcomes = outcomes
        self._clock = clock
        self._tried: dict[str, float] = {}
        """By delivery, the steady seconds when its last try began, or when this process found it tried.

        The instant on record does not say how long ago that was: clocks are set.
        """

    async def handle(self, delivery: Delivery) -> bool:
        """Take a delivery one step on; whether Slack was to show something, and its pace is to be kept."""
        if delivery.state is DeliveryState.SENT:
            await self._update(delivery)
            return True
        if delivery.sending_at is not None:
            await self._look(delivery)
        elif delivery.withdrawn:
            await asyncio.to_thread(self._queue.absent, delivery.id)
        elif self._is_stale(delivery):
            await self._outcomes.give_up(delivery, LATE)
        else:
            await self._send(delivery)
            return True
        return False

    def _is_stale(self, delivery: Delivery) -> bool:
        return self._clock.now() - delivery.created_at > STALE

    async def _send(self, delivery: Delivery, doubt: str = "") -> None:
        now = self._clock.now()
        claimed = await asyncio.to_thread(self._queue.claim, delivery.id, now, now + LEASE)
        if claimed is None:  # withdrawn since it was looked up
            return
        to_send = _as_routed(delivery, claimed)
        self._tried[delivery.id] = self._clock.monotonic()
        try:
            ts = await self._transport.post(to_send, now)
        except Refused as refusal:
            await self._outcomes.refused(to_send, refusal)
        except NoAnswer as failure:
            await self._outcomes.failed(to_send, str(failure), perhaps_taken=failure.perhaps_taken)
        else:
            self._holds.go_on()
            await asyncio.to_thread(self._queue.sent, delivery.id, ts, self._clock.now(), doubt)
            del self._tried[delivery.id]

    async def _update(self, delivery: Delivery) -> None:
        """Let what stands in Slack say what it is to say by now."""
        try:
            await self._transport.update(delivery, self._clock.now())
        except Refused as refusal:
            reach = stops(refusal.code, to_person=is_person(delivery.channel))
            if reach is Stops.TOKEN:
                await self._outcomes.stop(delivery, refusal.code)
                return
            if reach is Stops.LATER:
                await self._change_again(delivery, refusal.code, refusal)
                return
            log.warning("%s cannot be changed in Slack (%s)", delivery.id, refusal.code)
        except NoAnswer as failure:
            await self._change_again(delivery, str(failure))
            return
        await asyncio.to_thread(self._queue.updated, delivery.id, delivery.revision)

    async def _change_again(self, delivery: Delivery, reason: str, refusal: Refused | None = None) -> None:
        """Change it later, ever more rarely: made twice, a change is the same."""
        log.warning("%s will be changed in Slack later: %s", delivery.id, reason)
        seconds = self._outcomes.look_span(delivery, refusal)
        await self._outcomes.postpone(delivery, seconds, reason, looks=delivery.looks + 1)

    async def _look(self, delivery: Delivery) -> None:
        """Find out whether Slack has it: then its record is completed; else it is owed as before."""
        assert delivery.sending_at is not None
        if delivery.route == Route.ASKER:  # nobody can look up what one person alone was shown
            await self._send_in_doubt(delivery, "it was for one person alone")
            return
        tried = self._tried.setdefault(delivery.id, self._clock.monotonic())
        try:
            ts = await self._transport.find(delivery, delivery.sending_at, self._clock.now())
        except Refused as refusal:
            await self._not_looked_up(delivery, refusal)
        except NoAnswer as failure:
            await self._look_again(delivery, str(failure))
        else:
            await self._looked_up(delivery, ts, self._clock.monotonic() - tried)

    async def _looked_up(self, delivery: Delivery, ts: str, age: float) -> None:
        """Complete a record, or believe that Slack lacks it, once its last try is so many seconds old."""
        if ts:
            await asyncio.to_thread(self._queue.sent, delivery.id, ts, self._clock.now())
            del self._tried[delivery.id]
        elif age >= CERTAIN or (delivery.absent and age >= SETTLED):
            await asyncio.to_thread(self._queue.absent, delivery.id)
            del self._tried[delivery.id]
        else:
            wait = SOON if age >= SETTLED else SETTLED - age
            await self._outcomes.postpone(delivery, wait, delivery.error, absent=True, looks=0)

    async def _not_looked_up(self, delivery: Delivery, refusal: Refused) -> None:
        code = refusal.code
        if code in UNSEARCHABLE:
            await self._send_in_doubt(delivery, code)
        elif stops(code, in_thread=True) is Stops.THREAD:  # its thread is gone, and it with that
            await asyncio.to_thread(self._queue.absent, delivery.id)
        elif stops(code) is Stops.CHANNEL and not is_person(delivery.channel):
            await self._look_again(delivery, code)
            await self._outcomes.on_shut(delivery.channel, code)
        elif stops(code) is Stops.TOKEN:
            await self._look_again(delivery, code)
            self._outcomes.say_stopped(code)
        else:
            await self._look_again(delivery, code, refusal)

    async def _look_again(self, delivery: Delivery, reason: str, refusal: Refused | None = None) -> None:
        """Look again later, ever more rarely, for a day."""
        if self._is_stale(delivery):
            await self._outcomes.give_up(delivery, LOST)
            return
        log.warning("Cannot look for %s in its channel yet (%s)", delivery.id, reason)
        seconds = self._outcomes.look_span(delivery, refusal)
        await self._outcomes.postpone(delivery, seconds, reason, looks=delivery.looks + 1)

    async def _send_in_doubt(self, delivery: Delivery, why: str) -> None:
        """Send what can never be looked for, and let it be known that it may stand twice."""
        log.warning("Cannot look for %s in its channel (%s); it is sent under the same id", delivery.id, why)
        if self._is_stale(delivery):
            await self._outcomes.give_up(delivery, LOST)
        elif await asyncio.to_thread(self._queue.absent, delivery.id):
            await self._send(delivery, UNVERIFIED)


def _as_routed(delivery: Delivery, claimed: Delivery) -> Delivery:
    """What was claimed, in the thread in which it is to go."""
    return msgspec.structs.replace(claimed, thread_ts=delivery.thread_ts)
