"""Takes one delivery one step on: looks for it, sends it, changes it, or gives it up."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

import msgspec

from bot.clock import Clock
from bot.outbox.outbox import STALE, Outbox
from bot.outbox.outcomes import Outcomes
from bot.outbox.refusals import UNSEARCHABLE, Stops, stops
from bot.outbox.retries import CERTAIN, SETTLED
from bot.outbox.slack import Found, NoAnswer, SlackRefusal, SlackTransport, is_person
from bot.storage.delivery import UNVERIFIED, Delivery, DeliveryState, Route
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

T = TypeVar("T")

TRY = 90.0
"""Seconds after which a try is broken off, so that nothing is put to Slack once its lease may run out.

Slack's client gives up after 30 s, and a message may take three requests: the conversation with a person,
the message, and its text alone.
"""
SOON = 2.0
"""Seconds between two looks, at least: where the first came late, or the two clocks differ a little."""
LOST = "lost"
"""The error of what could not be looked up for a day."""
LATE = "late"
"""The error of what could not be sent for a day."""


class Attempts:
    """Tries to send deliveries; the transport's client must not retry by itself."""

    def __init__(
        self, outbox: Outbox, queue: SendQueue, transport: SlackTransport, outcomes: Outcomes, clock: Clock
    ) -> None:
        self._backoffs = outbox.backoffs
        self._limits = outbox.limits
        self._queue = queue
        self._transport = transport
        self._outcomes = outcomes
        self._clock = clock
        self._tried: dict[str, float] = {}
        """By delivery, the steady seconds when its last try began, or when this process found it tried.

        The instant on record does not say how long ago that was: clocks are set.
        """

    async def handle(self, delivery: Delivery) -> None:
        """Take a delivery one step on."""
        if delivery.state is DeliveryState.SENT:
            await self._change(delivery)
        elif delivery.sending_at is not None:
            await self._look(delivery)
        elif delivery.withdrawn:
            await asyncio.to_thread(self._queue.absent, delivery.id)
        elif self._is_stale(delivery):
            await self._outcomes.give_up(delivery, LATE)
        else:
            await self._send(delivery)

    def _is_stale(self, delivery: Delivery) -> bool:
        return self._clock.now() - delivery.created_at > STALE

    async def _send(self, delivery: Delivery, doubt: str = "") -> None:
        now = self._clock.now()
        claimed = await asyncio.to_thread(self._queue.claim, delivery.id, now)
        if claimed is None:  # withdrawn since it was looked up, or another's
            return
        to_send = _as_routed(delivery, claimed)
        self._tried[delivery.id] = self._clock.monotonic()
        try:
            ts = await _within(TRY, self._transport.post(to_send, now))
        except SlackRefusal as refusal:
            await self._outcomes.refused(to_send, refusal)
        except NoAnswer as failure:
            await self._outcomes.failed(to_send, str(failure), may_be_posted=failure.may_be_posted)
        else:
            self._backoffs.go_on()
            at = self._clock.now()
            await asyncio.to_thread(self._queue.sent, delivery.id, ts, at, to_send.revision, doubt)
            del self._tried[delivery.id]

    async def _change(self, delivery: Delivery) -> None:
        """Let what stands in Slack say what it is to say by now."""
        now = self._clock.now()
        claimed = await asyncio.to_thread(self._queue.claim_change, delivery.id, now)
        if claimed is None:
            return
        if claimed.route == Route.ASKER:  # what one person alone is shown cannot be changed
            await self._outcomes.cannot_change(claimed, "ephemeral")
            return
        try:
            await _within(TRY, self._transport.update(claimed, now))
        except SlackRefusal as refusal:
            await self._outcomes.change_refused(claimed, refusal)
        except NoAnswer as failure:
            await self._outcomes.change_later(claimed, str(failure), certainly=not failure.may_be_posted)
        else:
            await asyncio.to_thread(self._queue.updated, claimed.id, claimed.revision)

    async def _look(self, delivery: Delivery) -> None:
        """Find out whether Slack has it: then its record is completed; else it is owed as before."""
        now = self._clock.now()
        claimed = await asyncio.to_thread(self._queue.claim_look, delivery.id, now)
        if claimed is None or claimed.sending_at is None:
            return
        to_find = _as_routed(delivery, claimed)
        if delivery.route == Route.ASKER:  # nobody can look up what one person alone was shown
            await self._send_in_doubt(to_find, "it was for one person alone")
            return
        if wait := self._limits.lookups.wait():
            await self._outcomes.postpone(delivery, wait, delivery.error)
            return
        tried = self._tried.setdefault(delivery.id, self._clock.monotonic())
        try:
            found = await _within(TRY, self._transport.find(to_find, claimed.sending_at, now))
        except SlackRefusal as refusal:
            await self._not_looked_up(to_find, refusal)
        except NoAnswer as failure:
            await self._look_again(to_find, str(failure))
        else:
            await self._looked_up(to_find, found, self._clock.monotonic() - tried)

    async def _looked_up(self, delivery: Delivery, found: Found | None, age: float) -> None:
        """Complete a record, or believe that Slack lacks it, once its last try is so many seconds old."""
        if found:
            at = self._clock.now()
            await asyncio.to_thread(self._queue.sent, delivery.id, found.ts, at, found.revision)
            del self._tried[delivery.id]
        elif age >= CERTAIN or (delivery.absent and age >= SETTLED):
            await asyncio.to_thread(self._queue.absent, delivery.id)
            del self._tried[delivery.id]
        else:
            wait = max(SOON, SETTLED - age)
            await self._outcomes.postpone(delivery, wait, delivery.error, absent=True, looks=0)

    async def _not_looked_up(self, delivery: Delivery, refusal: SlackRefusal) -> None:
        code = refusal.code
        if code in UNSEARCHABLE:
            await self._send_in_doubt(delivery, code)
        elif stops(code, in_thread=True) is Stops.THREAD:  # its thread is gone, and it with that
            await asyncio.to_thread(self._queue.absent, delivery.id)
        elif stops(code) is Stops.CHANNEL and not is_person(delivery.channel):
            await self._look_again(delivery, code)
            await self._outcomes.close_channel(delivery.channel, code)
        elif stops(code) is Stops.TOKEN:
            await self._look_again(delivery, code)
            self._outcomes.say_stopped(code)
        else:
            if refusal.is_limit:
                self._limits.lookups.hold(self._outcomes.seconds_until_look(delivery, refusal))
            await self._look_again(delivery, code, refusal)

    async def _look_again(self, delivery: Delivery, reason: str, refusal: SlackRefusal | None = None) -> None:
        """Look again later, ever more rarely, for a day."""
        if self._is_stale(delivery):
            await self._outcomes.give_up(delivery, LOST)
            return
        log.warning("Cannot look for %s in its channel yet (%s)", delivery.id, reason)
        seconds = self._outcomes.seconds_until_look(delivery, refusal)
        await self._outcomes.postpone(delivery, seconds, reason, looks=delivery.looks + 1)

    async def _send_in_doubt(self, delivery: Delivery, why: str) -> None:
        """Send what can never be looked for, and let it be known that it may stand twice."""
        log.warning("Cannot look for %s in its channel (%s); it is sent under the same id", delivery.id, why)
        if self._is_stale(delivery):
            await self._outcomes.give_up(delivery, LOST)
        elif await asyncio.to_thread(self._queue.absent, delivery.id):
            await self._send(delivery, UNVERIFIED)


async def _within(seconds: float, trying: Awaitable[T]) -> T:
    """What a try brings, unless it takes longer. Raises `NoAnswer` then."""
    try:
        async with asyncio.timeout(seconds):
            return await trying
    except TimeoutError as late:
        raise NoAnswer(f"no answer from Slack in {seconds:.0f} s") from late


def _as_routed(delivery: Delivery, claimed: Delivery) -> Delivery:
    """What was claimed, in the thread in which it is to go."""
    return msgspec.structs.replace(claimed, thread_ts=delivery.thread_ts)
