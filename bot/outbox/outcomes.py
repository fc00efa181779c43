"""What becomes of a delivery that Slack did not take: retried, held, sent elsewhere, or given up."""

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial

import msgspec

from bot.clock import Clock
from bot.outbox.keys import anew_id
from bot.outbox.outbox import STALE, Outbox
from bot.outbox.refusals import UNCHANGEABLE, Stops, stops
from bot.outbox.retries import HELD_UP, LONGEST_WAIT, LOOKS_OF_A_DAY, look_pause, pause
from bot.outbox.slack import SlackRefusal, is_person
from bot.storage.delivery import DELETED, Delivery, DeliveryKind, Route
from bot.storage.sendqueue import SendQueue

log = logging.getLogger(__name__)

_SAID_ANEW = {DeliveryKind.ANSWER, DeliveryKind.ALERT}
"""What is said once more where it can no longer be changed: somebody waits for it."""


class Outcomes:
    """Records what each refusal stops, and when another try may be made."""

    def __init__(self, outbox: Outbox, queue: SendQueue, clock: Clock) -> None:
        self._backoffs = outbox.backoffs
        self._limits = outbox.limits
        self._refused = outbox.refused
        self._queue = queue
        self._clock = clock

    async def refused(self, delivery: Delivery, refusal: SlackRefusal) -> None:
        code = refusal.code
        to_person = is_person(delivery.channel)
        match stops(code, in_thread=bool(delivery.thread_ts), to_person=to_person):
            case Stops.THREAD:
                await self._reroute(delivery, code)
            case Stops.MESSAGE | Stops.BLOCKS:
                await self.give_up(delivery, code)
            case Stops.CHANNEL:
                await self._close(delivery, code)
            case Stops.TOKEN:
                await self.stop(delivery, code)
            case Stops.LATER if refusal.is_limit:
                await self._rate_limited(delivery, refusal)
            case Stops.LATER:
                reason = f"Slack refused it ({code})"
                await self.failed(delivery, reason, may_be_posted=refusal.may_be_posted)

    async def failed(self, delivery: Delivery, reason: str, *, may_be_posted: bool) -> None:
        """Retry later; where Slack may have posted it, its history is searched before it is sent again."""
        log.warning("%s will be tried again: %s", delivery.id, reason)
        if may_be_posted:
            await self.postpone(delivery, pause(delivery.attempts), reason)
        else:
            await self.postpone(delivery, pause(delivery.attempts), reason, sending_at=None)

    async def _rate_limited(self, delivery: Delivery, refusal: SlackRefusal) -> None:
        """Hold the channel for as long as Slack's `Retry-After` says: a rate limit is no failure."""
        log.info("%s waits: Slack takes no more for now", delivery.id)
        seconds = self.seconds_until_retry(refusal, delivery.attempts)
        self._backoffs.back_off(delivery.channel, self._clock.monotonic() + seconds)
        await self.postpone(delivery, seconds, refusal.code, sending_at=None)

    async def _reroute(self, delivery: Delivery, code: str) -> None:
        """Say elsewhere what Slack will not have in a thread; a reply to a name, nowhere."""
        route = {DeliveryKind.ANSWER: Route.ASKER, DeliveryKind.REPLY: None}.get(delivery.kind, Route.CHANNEL)
        if route is None or (route is Route.ASKER and not delivery.asker):
            await self.give_up(delivery, code)
            return
        log.info("%s goes elsewhere than in its thread (%s)", delivery.id, code)
        await asyncio.to_thread(self._queue.reroute, delivery.id, route)

    async def _close(self, delivery: Delivery, code: str) -> None:
        await asyncio.to_thread(self._queue.absent, delivery.id)
        await self.close_channel(delivery.channel, code)

    async def close_channel(self, channel: str, code: str) -> None:
        """Keep all that is owed to a channel until somebody acts: a row, and a wake-up for the task that
        tells the channel's people.
        """
        now = self._clock.now()
        log.warning("%s takes no messages until somebody acts: %s", channel, code)
        await asyncio.to_thread(self._queue.hold, channel, now + STALE, code, now)
        self._refused.set()

    async def stop(self, delivery: Delivery, code: str) -> None:
        """Keep all that is owed: the token is refused. From time to time one message is tried."""
        self.say_stopped(code)
        await asyncio.to_thread(self._queue.absent, delivery.id)

    async def change_refused(self, delivery: Delivery, refusal: SlackRefusal) -> None:
        """Try a change again, or not, as far as its refusal reaches."""
        code = refusal.code
        reach = stops(code, in_thread=True, to_person=is_person(delivery.channel))
        if code in UNCHANGEABLE or reach is Stops.THREAD:
            await self.cannot_change(delivery, code)
        elif reach is Stops.TOKEN:
            self.say_stopped(code)
            await self._retry_change(delivery, 0.0, delivery.looks)
        elif reach is Stops.CHANNEL:
            await self._retry_change(delivery, 0.0, delivery.looks)
            await self.close_channel(delivery.channel, code)
        elif refusal.is_limit:
            seconds = self.seconds_until_retry(refusal, 1)
            self._limits.changes.hold(seconds)
            await self._retry_change(delivery, seconds, delivery.looks)
        elif reach is Stops.LATER:
            await self.change_later(delivery, code, certainly=not refusal.may_be_posted)
        else:  # this change in every form: the next may be another
            log.error("Slack will not have what %s is to say by now (%s)", delivery.id, code)
            await asyncio.to_thread(self._queue.updated, delivery.id, delivery.revision)

    async def change_later(self, delivery: Delivery, reason: str, *, certainly: bool) -> None:
        """Retry a change, ever more rarely, for about a day: made twice, it is the same.

        `certainly` says that Slack did not make it.
        """
        if delivery.looks >= LOOKS_OF_A_DAY:
            await self.cannot_change(delivery, reason)
            return
        log.warning("%s will be changed in Slack later: %s", delivery.id, reason)
        await self._retry_change(
            delivery, look_pause(delivery.looks), delivery.looks + 1, certainly=certainly
        )

    async def _retry_change(
        self, delivery: Delivery, seconds: float, looks: int, *, certainly: bool = True
    ) -> None:
        now = self._clock.now()
        later = partial(self._queue.unchanged, delivery.id, now + timedelta(seconds=seconds), now, looks)
        await asyncio.to_thread(partial(later, certainly=certainly))

    async def cannot_change(self, delivery: Delivery, code: str) -> None:
        """Leave a message as it stands; where somebody waits for what it is to say, say that beside it."""
        log.warning("%s cannot be changed in Slack (%s)", delivery.id, code)
        anew = delivery.kind in _SAID_ANEW and code != DELETED
        instead = said_anew(delivery, self._clock.now()) if anew else None
        await asyncio.to_thread(self._queue.finish, delivery.id, code, instead)

    def say_stopped(self, code: str) -> None:
        if self._backoffs.token_refused != code:
            log.critical("Slack refuses the bot's token (%s): nothing is sent until that is mended", code)
        self._backoffs.stop(code, self._clock.monotonic() + LONGEST_WAIT)

    async def give_up(self, delivery: Delivery, reason: str) -> None:
        log.error("%s is given up: %s", delivery.id, reason)
        await asyncio.to_thread(self._queue.give_up, delivery.id, reason, self._clock.now())

    def seconds_until_retry(self, refusal: SlackRefusal, attempts: int) -> float:
        """Seconds until Slack may be asked again: as it says, or as long as after any failure."""
        if refusal.retry_at:
            return max((refusal.retry_at - self._clock.now()).total_seconds(), 0.0)
        return pause(attempts)

    def seconds_until_look(self, delivery: Delivery, refusal: SlackRefusal | None) -> float:
        """Seconds until Slack's history may be searched for the delivery again."""
        seconds = look_pause(delivery.looks)
        if refusal and refusal.retry_at:
            return max(seconds, (refusal.retry_at - self._clock.now()).total_seconds())
        return seconds

    async def postpone(self, delivery: Delivery, seconds: float, reason: str, **more: object) -> None:
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        await asyncio.to_thread(self._queue.postpone, delivery.id, until, reason, now, now + HELD_UP, **more)


def said_anew(delivery: Delivery, now: datetime) -> Delivery:
    """What a message is to say and can no longer be made to: to the asker again, or in its thread."""
    new = Delivery(
        id=anew_id(delivery),
        channel=delivery.channel,
        kind=DeliveryKind.NOTICE,
        about=delivery.about,
        payload=delivery.payload,
        asker=delivery.asker,
        route=delivery.route,
        thread_ts=delivery.thread_ts,
        created_at=now,
    )
    if delivery.route == Route.ASKER or delivery.thread_ts:
        return new
    return msgspec.structs.replace(new, root=delivery.root or delivery.id)
