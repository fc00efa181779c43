"""What becomes of a delivery that Slack did not take."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.outbox.patience import HELD_UP, LONGEST_WAIT, look_pause, pause
from bot.outbox.queue import STALE, Outbox
from bot.outbox.refusals import Stops, stops
from bot.outbox.slack import Refused, is_person
from bot.storage.deliveries import Delivery, DeliveryState, Route
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

OnShut = Callable[[str, str], Awaitable[None]]
"""Called with a channel and a reason when Slack no longer takes messages for it."""


class Outcomes:
    """Records what each refusal stops, and when another try may be made."""

    def __init__(self, outbox: Outbox, queue: SendQueue, clock: Clock, on_shut: OnShut) -> None:
        self._holds = outbox.holds
        self._queue = queue
        self._clock = clock
        self.on_shut = on_shut

    async def refused(self, delivery: Delivery, refusal: Refused) -> None:
        code = refusal.code
        to_person = is_person(delivery.channel)
        match stops(code, in_thread=bool(delivery.thread_ts), to_person=to_person):
            case Stops.THREAD:
                await self._reroute(delivery, code)
            case Stops.MESSAGE | Stops.BLOCKS:
                await self.give_up(delivery, code)
            case Stops.CHANNEL:
                await self._shut(delivery, code)
            case Stops.TOKEN:
                await self.stop(delivery, code)
            case Stops.LATER if refusal.is_limit:
                await self._limited(delivery, refusal)
            case Stops.LATER:
                reason = f"Slack refused it ({code})"
                await self.failed(delivery, reason, perhaps_taken=refusal.perhaps_taken)

    async def failed(self, delivery: Delivery, reason: str, *, perhaps_taken: bool) -> None:
        """Try again later; what may stand in Slack is looked for first."""
        log.warning("%s will be tried again: %s", delivery.id, reason)
        if perhaps_taken:
            await self.postpone(delivery, pause(delivery.attempts), reason)
        else:
            await self.postpone(delivery, pause(delivery.attempts), reason, sending_at=None)

    async def _limited(self, delivery: Delivery, refusal: Refused) -> None:
        log.info("%s waits: Slack takes no more for now", delivery.id)
        seconds = self.span_of(refusal, delivery)
        self._holds.hold(delivery.channel, self._clock.monotonic() + seconds)
        await self.postpone(delivery, seconds, refusal.code, sending_at=None)

    async def _reroute(self, delivery: Delivery, code: str) -> None:
        """Say elsewhere what Slack will not have in a thread; a reply to a name, nowhere."""
        route = {"answer": Route.ASKER, "reply": None}.get(delivery.kind, Route.CHANNEL)
        if route is None or (route is Route.ASKER and not delivery.asker):
            await self.give_up(delivery, code)
            return
        log.info("%s goes elsewhere than in its thread (%s)", delivery.id, code)
        await asyncio.to_thread(self._queue.reroute, delivery.id, route)

    async def _shut(self, delivery: Delivery, code: str) -> None:
        """Keep all that is owed to a channel until somebody acts."""
        now = self._clock.now()
        log.warning("%s takes no messages until somebody acts: %s", delivery.channel, code)
        if await asyncio.to_thread(self._queue.absent, delivery.id):
            await asyncio.to_thread(self._queue.hold, delivery.channel, now + STALE, code, now)
        await self.on_shut(delivery.channel, code)

    async def stop(self, delivery: Delivery, code: str) -> None:
        """Keep all that is owed: the token is refused. From time to time one message is tried."""
        self.say_stopped(code)
        if delivery.state is not DeliveryState.SENT:
            await asyncio.to_thread(self._queue.absent, delivery.id)

    def say_stopped(self, code: str) -> None:
        if self._holds.token_refused != code:
            log.critical("Slack refuses the bot's token (%s): nothing is sent until that is mended", code)
        self._holds.stop(code, self._clock.monotonic() + LONGEST_WAIT)

    async def give_up(self, delivery: Delivery, reason: str) -> None:
        log.error("%s is given up: %s", delivery.id, reason)
        await asyncio.to_thread(self._queue.refuse, delivery.id, reason, self._clock.now())

    def span_of(self, refusal: Refused, delivery: Delivery) -> float:
        """Seconds until Slack may be asked again: as it says, or as long as after any failure."""
        if refusal.retry_at:
            return max((refusal.retry_at - self._clock.now()).total_seconds(), 0.0)
        return pause(delivery.attempts)

    def look_span(self, delivery: Delivery, refusal: Refused | None) -> float:
        """Seconds until it may be looked for, or changed, again."""
        seconds = look_pause(delivery.looks)
        if refusal and refusal.retry_at:
            return max(seconds, (refusal.retry_at - self._clock.now()).total_seconds())
        return seconds

    async def postpone(self, delivery: Delivery, seconds: float, reason: str, **more: object) -> None:
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        await asyncio.to_thread(self._queue.postpone, delivery.id, until, reason, now, now + HELD_UP, **more)
