"""Sends what is owed to Slack, once.

A delivery carries a message id and metadata made from its own id, so
that after a crash or a cut between Slack's yes and our record it is recognised in the channel's history
instead of said twice. One message a second goes to a channel, and `Retry-After` is obeyed.
"""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.outbox.queue import STALE, Outbox
from bot.outbox.refusals import SHUT
from bot.outbox.slack import MALFORMED, SlackTransport, reason_of
from bot.storage.deliveries import Delivery

log = logging.getLogger(__name__)

PACE = 1.0
"""Seconds between two messages to one channel (Slack: about one a second)."""
LONGEST_WAIT = 300.0
"""Seconds between two tries, at most."""
AFTER_A_FAULT = 60.0
"""Seconds before sending goes on after a fault of the bot's own."""
HOPELESS = {*MALFORMED, "no_text"}
"""Refusals of the text: no later try will fare better."""

OnShut = Callable[[str, str], Awaitable[None]]
"""Called with a channel and a reason when Slack no longer takes messages for it."""


class Sender:
    """Sends what is owed, in order a channel; the transport's client must not retry by itself."""

    def __init__(self, outbox: Outbox, transport: SlackTransport, clock: Clock, on_shut: OnShut) -> None:
        self._outbox = outbox
        self._transport = transport
        self._deliveries = outbox.deliveries
        self._clock = clock
        self._on_shut = on_shut
        self._free_at: dict[str, float] = defaultdict(float)
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Send for as long as the bot runs, once it has recovered; a fault of the database passes."""
        while True:
            self._outbox.pending.clear()
            try:
                await self.drain()
                await self._wait()
            except Exception:  # the disk may have been full, or the server gone for a moment
                log.exception("Nothing could be sent; it is tried again in %.0f s", AFTER_A_FAULT)
                await self._clock.sleep(AFTER_A_FAULT)
                await self._recover_if_possible()

    async def _recover_if_possible(self) -> None:
        async with self._sending:
            try:
                await self.recover()
            except Exception:
                log.exception("What was under way is not known yet")

    async def recover(self) -> None:
        """Owe again what was under way when the bot last stopped; each looks for itself before it is sent."""
        for delivery in await asyncio.to_thread(self._deliveries.interrupted):
            await asyncio.to_thread(self._deliveries.reopen, delivery.id)

    async def drain(self) -> None:
        """Send all that may be sent now."""
        async with self._sending:
            while by_channel := await self._due():
                await asyncio.gather(*map(self._send_all, by_channel.values()))

    async def _due(self) -> dict[str, list[Delivery]]:
        """What may be sent now, by channel; channels that Slack told to wait are left alone."""
        steady = self._clock.monotonic()
        self._outbox.held = {channel: until for channel, until in self._outbox.held.items() if until > steady}
        by_channel: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in await asyncio.to_thread(self._deliveries.due, self._clock.now()):
            if delivery.channel not in self._outbox.held:
                by_channel[delivery.channel].append(delivery)
        return by_channel

    async def _wait(self) -> None:
        """Until something new is owed, something postponed comes due, or a channel's hold ends."""
        following = await asyncio.to_thread(self._deliveries.next_at)
        spans = [LONGEST_WAIT, *(until - self._clock.monotonic() for until in self._outbox.held.values())]
        if following and not self._outbox.held:
            spans.append((following - self._clock.now()).total_seconds())
        try:
            async with asyncio.timeout(max(min(spans), 0.05)):
                await self._outbox.pending.wait()
        except TimeoutError:
            return

    async def _send_all(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            if not await self._send(delivery):
                return

    async def _send(self, delivery: Delivery) -> bool:
        """Whether it went; the rest of its channel waits for it where it did not."""
        try:
            if await self._was_said(delivery):
                return True
            if self._clock.now() - delivery.created_at > STALE:
                return await self._give_up(delivery, "it is too late for it")
            await self._keep_pace(delivery.channel)
            if not await asyncio.to_thread(self._deliveries.sending, delivery.id, self._clock.now()):
                return True
            payload = await asyncio.to_thread(self._deliveries.payload, delivery.id)
            if payload is None:  # withdrawn since it was looked up
                return True
            ts = await self._transport.post(msgspec.structs.replace(delivery, payload=payload))
        except SlackApiError as error:
            return await self._refused(delivery, error)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            reason = f"no answer from Slack ({type(error).__name__})"
            return await self._try_again(delivery, reason)
        await self._sent(delivery, ts)
        return True

    async def _keep_pace(self, channel: str) -> None:
        wait = self._free_at[channel] - self._clock.monotonic()
        if wait > 0:
            await self._clock.sleep(wait)
        self._free_at[channel] = self._clock.monotonic() + PACE

    async def _sent(self, delivery: Delivery, ts: str) -> None:
        await asyncio.to_thread(self._deliveries.sent, delivery.id, ts, self._clock.now())

    async def _refused(self, delivery: Delivery, error: SlackApiError) -> bool:
        reason = reason_of(error)
        if error.response.status_code == 429:
            log.info("%s waits: Slack takes no more for now", delivery.id)
            await self._postpone(delivery, float(error.response.headers.get("Retry-After", 1)), "ratelimited")
        elif reason in SHUT:
            await self._postpone(delivery, STALE.total_seconds(), reason)
            await self._on_shut(delivery.channel, SHUT[reason])
        elif reason in HOPELESS:
            return await self._give_up(delivery, f"Slack refused it ({reason})")
        else:
            return await self._try_again(delivery, f"Slack refused it ({reason})")
        return False

    async def _give_up(self, delivery: Delivery, reason: str) -> bool:
        log.error("%s is given up: %s", delivery.id, reason)
        await asyncio.to_thread(self._deliveries.refuse, delivery.id, reason, self._clock.now())
        return True

    async def _try_again(self, delivery: Delivery, reason: str) -> bool:
        log.warning("%s will be tried again: %s", delivery.id, reason)
        await self._postpone(delivery, self._pause(delivery), reason)
        return False

    async def _postpone(self, delivery: Delivery, seconds: float, reason: str) -> None:
        until = self._clock.now() + timedelta(seconds=seconds)
        self._outbox.held[delivery.channel] = self._clock.monotonic() + seconds
        await asyncio.to_thread(self._deliveries.postpone, delivery.id, until, reason)

    @staticmethod
    def _pause(delivery: Delivery) -> float:
        """Seconds, doubling with each try, and no two bots alike."""
        return float(min(LONGEST_WAIT, 2.0**delivery.attempts)) * random.uniform(0.8, 1.2)

    async def _was_said(self, delivery: Delivery) -> bool:
        """Whether Slack has it already: then its record is completed."""
        if delivery.sending_at is None:
            return False
        try:
            ts = await self._transport.find(delivery, delivery.sending_at)
        except SlackApiError as error:
            if error.response.status_code != 200:  # it may be looked for again, and only then sent
                raise
            log.warning(
                "Cannot look for %s in its channel (%s); it is sent under the same id", delivery.id, error
            )
            return False
        if ts:
            await self._sent(delivery, ts)
        return bool(ts)
