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
from bot.outbox.backoffs import Backoffs
from bot.outbox.keys import first_id, message_id
from bot.outbox.rate_limits import RateLimits
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DELETED, Delivery, DeliveryKind, DeliveryState
from bot.storage.delivery_history import DeliveryHistory
from bot.wakeups import Wakeup

T = TypeVar("T")

STALE = timedelta(hours=24)
"""Age after which a message that could not be sent is given up."""
ANY = ""
"""No channel's id: whichever it may be."""


class Outbox:
    """The queue of deliveries; `changed` is set whenever the sender has to look at it again."""

    def __init__(self, deliveries: Deliveries, history: DeliveryHistory, clock: Clock) -> None:
        self.deliveries = deliveries
        self._history = history
        self.changed = asyncio.Event()
        self.refused = Wakeup("channels that take no messages", clock)
        """Set when there is a row that says that Slack takes nothing for a channel."""
        self._owed_to: set[str] = set()
        self.backoffs = Backoffs()
        self.limits = RateLimits(clock)
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def enqueue(
        self, deliveries: Sequence[Delivery], notified: Iterable[str] = (), event: str = ""
    ) -> bool:
        """Record what is owed, the mentions it tells, and that an event of Slack's was seen: one transaction.

        False if it was owed already. The sender wakes once it is recorded, even if the caller is
        cancelled meanwhile.
        """
        owing = partial(self.deliveries.owe, deliveries, list(notified), event)
        return await self._record(owing, deliveries[0].channel)

    async def _record(self, change: Callable[[], T], channel: str = ANY) -> T:
        """Change the queue in a thread, and wake the sender once that is done, whoever waits for it."""
        recording = asyncio.get_running_loop().run_in_executor(None, copy_context().run, change)
        recording.add_done_callback(lambda _: self.wake(channel))
        return await asyncio.shield(recording)

    def wake(self, channel: str = ANY) -> None:
        """Let the sender look at what is owed to a channel."""
        self._owed_to.add(channel)
        self.changed.set()

    def owed_to(self) -> set[str]:
        """The channels to look at since this was asked last; `ANY` among them where it may be any."""
        self.changed.clear()
        channels, self._owed_to = self._owed_to, set()
        return channels

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
        return await asyncio.to_thread(self._history.told, channel, list(mentions))

    async def unsent(self, mentions: Iterable[str]) -> list[Delivery]:
        """The first messages of what is owed, tells one of these mentions, and did not go yet."""
        return await asyncio.to_thread(self._history.unsent, list(mentions))

    async def waiting(self, channel: str, kind: DeliveryKind, about: str) -> Delivery | None:
        """The first message of what is owed of a kind about a watch, if Slack certainly lacks it still."""
        return await asyncio.to_thread(self._history.waiting, channel, kind, about)

    async def replace(self, deliveries: Sequence[Delivery], notified: Iterable[str] = ()) -> bool:
        """Owe these in the place of what is owed under the same ids; False if all of it went meanwhile.

        Those of them that stand in Slack by then are changed there.
        """
        replacing = partial(self.deliveries.replace, deliveries, list(notified))
        return await self._record(replacing, deliveries[0].channel)

    async def merge(self, deliveries: Sequence[Delivery], notified: Iterable[str]) -> bool:
        """Owe these, which tell more, in the place of what is owed; False once Slack may have that."""
        merging = partial(self.deliveries.merge, deliveries, list(notified))
        return await self._record(merging, deliveries[0].channel)

    async def update(self, delivery_id: str, message: Message) -> bool:
        """Let a message say something else, in Slack too if it stands there.

        The newest message wins, whatever the order in which they go out. False if it was never owed, was
        given up, or can be changed in Slack no more: what it was to say has to be owed anew.
        """
        change = partial(self.deliveries.change, delivery_id, message.payload(), message.mentions)
        return await self._record(change)

    async def withdraw(self, delivery: Delivery) -> None:
        """Owe a message and its thread no more, unless it went meanwhile."""
        await self._record(partial(self.deliveries.withdraw, delivery.id), delivery.channel)

    async def knows(self, delivery_id: str) -> bool:
        """Whether this was ever owed."""
        return await asyncio.to_thread(self._history.exists, delivery_id)

    async def is_untried(self, delivery_id: str) -> bool:
        """Whether Slack certainly lacks a message that is owed."""
        return await asyncio.to_thread(self._history.is_untried, delivery_id)

    async def is_deleted(self, delivery_id: str) -> bool:
        """Whether somebody deleted a message in Slack, as far as is known."""
        return await asyncio.to_thread(self._history.final, delivery_id) == DELETED

    async def latest(
        self, channel: str, kind: DeliveryKind, about: str | None = None, before: datetime | None = None
    ) -> Delivery | None:
        """The last delivery of a kind (about a watch, if named) owed to a channel (before an instant)."""
        return await asyncio.to_thread(self._history.latest, channel, kind, about, before)

    async def latest_kept(self, channel: str, kind: DeliveryKind, before: datetime) -> Delivery | None:
        """The last delivery of a kind before an instant that was sent, or is owed and none was given up."""
        kept = (DeliveryState.OWED, DeliveryState.SENDING, DeliveryState.SENT)
        by_states = [
            await asyncio.to_thread(self._history.latest, channel, kind, None, before, states)
            for states in (kept, (DeliveryState.GIVEN_UP,), (DeliveryState.SENT,))
        ]
        last, given_up, sent = by_states
        if sent and given_up and given_up.created_at > sent.created_at:
            return sent
        return last

    async def release(self, channel: str) -> None:
        """Send again to a channel that was shut."""
        self.backoffs.resume(channel)
        await self._record(partial(self.deliveries.release, channel), channel)


def delivery_rows(
    kind: DeliveryKind,
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
            id=message_id(key, i),
            channel=channel,
            kind=kind,
            about=about,
            payload=message.payload(),
            root=root or (first_id(key) if i else ""),
            thread_ts=thread_ts,
            asker=asker,
            created_at=now,
            mentions=tuple(sorted(message.mentions)),
        )
        for i, message in enumerate(messages)
    ]
