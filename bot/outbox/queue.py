"""All that is owed to Slack: a delivery is recorded before it is sent."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.clock import Clock
from bot.messages.message import Message
from bot.outbox.holds import Holds
from bot.storage.deliveries import Deliveries, Delivery, DeliveryState

T = TypeVar("T")

STALE = timedelta(hours=24)
"""After this a message is not sent any more."""
LATELY = timedelta(days=7)
"""How long it is told that a message was given up."""


class Outbox:
    """The queue of deliveries; `changed` is set whenever the sender has to look at it again."""

    def __init__(self, deliveries: Deliveries, clock: Clock) -> None:
        self.deliveries = deliveries
        self.changed = asyncio.Event()
        self.holds = Holds()
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def enqueue(
        self, deliveries: Sequence[Delivery], notified: Iterable[str] = (), event: str = ""
    ) -> bool:
        """Record what is owed, the mentions it tells, and that an event of Slack's was seen: one transaction.

        False if it was owed already. The sender wakes once it is recorded, even if the caller is
        cancelled meanwhile.
        """
        return await self._record(partial(self.deliveries.owe, deliveries, list(notified), event))

    async def _record(self, change: Callable[[], T]) -> T:
        """Change the queue in a thread, and wake the sender once that is done, whoever waits for it."""
        recording = asyncio.get_running_loop().run_in_executor(None, copy_context().run, change)
        recording.add_done_callback(lambda _: self.changed.set())
        return await asyncio.shield(recording)

    def channel_lock(self, channel: str) -> asyncio.Lock:
        """Lock held between reading a channel's pending hits and enqueueing a message with them.

        So two composers never send the same mention.
        """
        return self._locks[channel]

    async def settle_composing(self) -> None:
        """Wait until what is being composed for a channel is owed: it may tell what was taken back since."""
        for lock in [lock for lock in self._locks.values() if lock.locked()]:
            async with lock:
                pass

    async def notified(self, channel: str, mentions: Iterable[str]) -> set[str]:
        """Those of the mentions that a channel was told, or is owed."""
        return await asyncio.to_thread(self.deliveries.told, channel, list(mentions))

    async def unsent(self, mentions: Iterable[str]) -> list[Delivery]:
        """The first messages of what is owed, tells one of these mentions, and did not go yet."""
        return await asyncio.to_thread(self.deliveries.unsent, list(mentions))

    async def waiting(self, channel: str, kind: str, about: str) -> Delivery | None:
        """The first message of what is owed of a kind about a watch, if Slack certainly lacks it still."""
        return await asyncio.to_thread(self.deliveries.waiting, channel, kind, about)

    async def replace(self, deliveries: Sequence[Delivery], notified: Iterable[str] = ()) -> bool:
        """Owe these in the place of what is owed under the same ids; False if all of it went meanwhile.

        Those of them that stand in Slack by then are changed there.
        """
        return await self._record(partial(self.deliveries.replace, deliveries, list(notified)))

    async def merge(self, deliveries: Sequence[Delivery], notified: Iterable[str]) -> bool:
        """Owe these, which tell more, in the place of what is owed; False once Slack may have that."""
        return await self._record(partial(self.deliveries.merge, deliveries, list(notified)))

    async def update(self, delivery_id: str, message: Message) -> bool:
        """Let a message say something else, in Slack too if it stands there; False if it was never owed.

        The newest message wins, whatever the order in which they go out.
        """
        change = partial(self.deliveries.change, delivery_id, message.payload(), message.mentions)
        return await self._record(change)

    async def withdraw(self, delivery: Delivery) -> None:
        """Owe a message and its thread no more, unless it went meanwhile."""
        await self._record(partial(self.deliveries.withdraw, delivery.id))

    async def knows(self, delivery_id: str) -> bool:
        """Whether this was ever owed."""
        return await asyncio.to_thread(self.deliveries.exists, delivery_id)

    async def latest(
        self, channel: str, kind: str, about: str | None = None, before: datetime | None = None
    ) -> Delivery | None:
        """The last delivery of a kind (about a watch, if named) owed to a channel (before an instant)."""
        return await asyncio.to_thread(self.deliveries.latest, channel, kind, about, before)

    async def latest_kept(self, channel: str, kind: str, before: datetime) -> Delivery | None:
        """The last delivery of a kind before an instant that was sent, or is owed and none was given up."""
        kept = (DeliveryState.OWED, DeliveryState.SENDING, DeliveryState.SENT)
        by_states = [
            await asyncio.to_thread(self.deliveries.latest, channel, kind, None, before, states)
            for states in (kept, (DeliveryState.REFUSED,), (DeliveryState.SENT,))
        ]
        last, given_up, sent = by_states
        if sent and given_up and given_up.created_at > sent.created_at:
            return sent
        return last

    async def troubles(self, channel: str) -> dict[str, int]:
        """How many messages were given up lately, or may stand twice, by reason."""
        since = self._clock.now() - LATELY
        return await asyncio.to_thread(self.deliveries.troubles, channel, since)

    async def subjects(self, channel: str, kind: str) -> set[str]:
        """The watches that what was ever owed of a kind to a channel is about."""
        return await asyncio.to_thread(self.deliveries.subjects, channel, kind)

    async def release(self, channel: str) -> None:
        """Send again to a channel that was shut."""
        self.holds.release(channel)
        await asyncio.to_thread(self.deliveries.release, channel)
        self.changed.set()


def delivery_rows(
    kind: str,
    key: str,
    channel: str,
    messages: Sequence[Message],
    now: datetime,
    about: str = "",
    thread_ts: str = "",
    asker: str = "",
    root: str = "",
) -> list[Delivery]:
    """Messages as deliveries: the first by itself (or in a thread), the others in its thread.

    `asker` is the person whose question they answer, if they do. With `root`, an earlier delivery, all of
    them go into that one's thread.
    """
    return [
        Delivery(
            id=f"{key}:{i}",
            channel=channel,
            kind=kind,
            about=about,
            payload=message.payload(),
            root=root or (f"{key}:0" if i else ""),
            thread_ts=thread_ts,
            asker=asker,
            created_at=now,
            mentions=tuple(sorted(message.mentions)),
        )
        for i, message in enumerate(messages)
    ]
