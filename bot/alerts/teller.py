"""Tells alerts: a message a story, changed in place while it lasts, what is new in its thread.

1. The row of an alert says that it is told, and by which delivery; then that is owed. A kill between the two
   is made up for by whoever finds the row: the same keys owe nothing twice.
2. While Slack certainly lacks the message, what is new becomes part of it. Afterwards the message is changed,
   which notifies nobody, and what is new goes into its thread.
3. A new step (safety, something graver, twice the people, a place where nobody spoke before, somebody who
   always matters) is broadcast
   from the thread to the channel, once, where the policy lets it.
4. At the end one line says so. A message that somebody deleted is told no more.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.alerts.affair_messages import AffairMessages
from bot.alerts.affairs import Seen, Window
from bot.alerts.posts import HeardPost
from bot.analysis.affair import Affair, Step
from bot.clock import Clock
from bot.listening.intake import NO_NEWS
from bot.messages.message import Message
from bot.models import Channel
from bot.outbox.keys import (
    alert_end_key,
    alert_key,
    alert_news_key,
    alert_step_key,
    first_id,
    held_alerts_key,
)
from bot.outbox.outbox import Outbox, delivery_rows
from bot.storage.alerts import JOINED, UNFOLLOWED, Alert, AlertKind, AlertRows, AlertState
from bot.storage.delivery import FIRST, Delivery, DeliveryKind

TWICE: Final = 2
"""How many times the people of the last step make another."""
FEWEST: Final = 4
"""People under which twice as many are no step."""
IN_PLACE: Final = 2
"""People of a place from which on it is a community that speaks of it."""
BETWEEN: Final = timedelta(hours=1)
"""Between two steps for a new place: places come one after the other."""

RISEN: Final = {AlertKind.SAFETY: Step.SAFETY, AlertKind.VIP: Step.VIP}
"""What is said of an alert that rings as something graver, where that is more than its name."""


class AlertTeller:
    """Owes what alerts say."""

    def __init__(self, rows: AlertRows, messages: AffairMessages, outbox: Outbox, clock: Clock) -> None:
        self._rows = rows
        self._messages = messages
        self._outbox = outbox
        self._clock = clock

    async def ring(
        self, channel: Channel, alerts: Sequence[Alert], seen: Seen, *, asks: bool = False
    ) -> None:
        """Tell these alerts by one message, the gravest first."""
        ids = [alert.id for alert in alerts]
        key = alert_key(ids[0]) if len(ids) == 1 else held_alerts_key(channel.id, ids)
        for alert in alerts:
            await self._open(channel, alert, first_id(key), "", seen)
        await self._owe_root(channel, alerts[0], first_id(key), seen, asks=asks)

    async def join(
        self, channel: Channel, alert: Alert, root: str, seen: Seen, *, may_broadcast: bool
    ) -> None:
        """Tell one in the thread of another alert of its watch, and in the channel; safety whenever it is."""
        opened = await self._open(channel, alert, root, JOINED, seen)
        await self._owe_joined(channel, opened, seen, may_broadcast=may_broadcast)

    async def make_up(self, channel: Channel, alert: Alert, seen: Seen) -> Alert:
        """Owe what the row says is told, if a kill came between; of what is no news, the digest tells."""
        first = first_id(alert_step_key(alert.id, 0)) if alert.is_joined else alert.root
        if await self._outbox.knows(first):
            return alert
        is_news = alert.rung_at is not None and self._clock.now() - alert.rung_at <= NO_NEWS
        if alert.kind is AlertKind.INSTANT and not is_news:
            return await self._keep(alert, state=AlertState.OVER)
        if alert.is_joined:
            await self._owe_joined(channel, alert, seen, may_broadcast=False)
        else:
            await self._owe_root(channel, alert, alert.root, seen)
        return alert

    async def go_on(self, channel: Channel, alert: Alert, seen: Seen, *, may_broadcast: bool) -> Alert:
        """Tell what is new of an alert that lasts; the alert as it is then."""
        window = await seen.of(alert.watch)
        if window is None:
            return await self._keep(alert, state=AlertState.OVER)
        if alert.person or alert.kind is AlertKind.SILENCE:
            return alert
        posts = await self._new(channel, alert, window)
        if not posts and (alert.story or not any(_is_later(post, alert) for post in window.posts)):
            return alert
        told = await self._messages.affair(channel, alert, window, seen)
        step = step_of(alert, told, self._clock.now())
        if step is not Step.SAFETY and _joins_who_matters(posts, window.of(alert)):
            step = Step.VIP
        if not posts and step is None:
            return alert
        if await self._outbox.is_deleted(alert.root):
            return await self._keep(alert, state=AlertState.OVER)
        broadcast = step if may_broadcast or step is Step.SAFETY else None
        if not await self._merge(channel, alert, seen):
            await self.refresh(channel, alert.root, seen)
            await self._owe_news(channel, alert, told, posts, window, broadcast)
        if step is None:
            return await self._keep(alert, last_at=max(alert.last_at, told.last))
        return await self._keep(
            _counted(alert, told), step=alert.step + (broadcast is not None), stepped_at=self._clock.now()
        )

    async def rise(
        self, channel: Channel, alert: Alert, kind: AlertKind, expected: float, seen: Seen
    ) -> Alert:
        """Tell that what was told rings as something graver now, in its thread and in the channel."""
        now, window = self._clock.now(), await seen.of(alert.watch)
        if window is None:
            return alert
        risen = msgspec.structs.replace(alert, kind=kind, expected=expected)
        told = await self._messages.affair(channel, risen, window, seen)
        posts = await self._new(channel, alert, window)
        kept = _counted(risen, told)
        kept = await self._keep(kept, step=alert.step + 1, rung_at=now, stepped_at=now)
        if not await self._merge(channel, kept, seen):
            await self.refresh(channel, alert.root, seen)
            step = RISEN.get(kind, Step.GRAVER)
            await self._owe_news(channel, alert, told, posts, window, step)
        return kept

    async def end(self, channel: Channel, alert: Alert, seen: Seen) -> None:
        """Say that an alert is over, and how it ended."""
        over = await self._keep(alert, state=AlertState.OVER)
        window = await seen.of(alert.watch)
        if alert.kind in UNFOLLOWED or window is None:  # nobody needs to be told that one is over
            return
        message = await self._messages.over(channel, over, window, seen)
        await self._owe(channel, alert, alert_end_key(alert.id), message, root=alert.root)
        await self.refresh(channel, alert.root, seen)

    async def refresh(self, channel: Channel, root: str, seen: Seen) -> bool:
        """Let a message say what its alerts say now; False where Slack changes it no more."""
        message = await self._messages.root(channel, root, seen)
        return message is not None and await self._outbox.update(root, message)

    async def recompose(self, channel: Channel, owed: Delivery, seen: Seen) -> None:
        """Let an alert that is owed say what its mentions say now."""
        message = await self._messages.root(channel, owed.id, seen)
        if message is None:
            await self._outbox.withdraw(owed)
        else:
            rows = self._deliveries(channel, owed.about, owed.id.removesuffix(FIRST), message)
            await self._outbox.replace(rows, message.mentions)

    async def _open(self, channel: Channel, alert: Alert, root: str, reason: str, seen: Seen) -> Alert:
        """Keep that an alert is told, by which delivery, and with what."""
        now = self._clock.now()
        window = await seen.of(alert.watch)
        if window is not None:
            alert = _counted(alert, await self._messages.affair(channel, alert, window, seen))
        return await self._keep(
            alert, state=AlertState.OPEN, reason=reason, root=root, rung_at=now, stepped_at=now
        )

    async def _owe_root(
        self, channel: Channel, alert: Alert, root: str, seen: Seen, *, asks: bool = False
    ) -> None:
        if message := await self._messages.root(channel, root, seen, asks=asks):
            await self._owe(channel, alert, root.removesuffix(FIRST), message)

    async def _owe_joined(self, channel: Channel, alert: Alert, seen: Seen, *, may_broadcast: bool) -> None:
        if (window := await seen.of(alert.watch)) is None:
            return
        told = await self._messages.affair(channel, alert, window, seen)
        step = Step.SAFETY if alert.is_red else Step.STORY if may_broadcast else None
        message = self._messages.news(channel, told, window.of(alert), window, step, 0)
        message = msgspec.structs.replace(message, mentions=told.mentions)
        await self._owe(channel, alert, alert_step_key(alert.id, 0), message, root=alert.root)
        await self.refresh(channel, alert.root, seen)

    async def _owe_news(
        self,
        channel: Channel,
        alert: Alert,
        told: Affair,
        posts: Sequence[HeardPost],
        window: Window,
        step: Step | None,
    ) -> None:
        message = self._messages.news(channel, told, posts, window, step, alert.people)
        key = alert_news_key(alert.id, [post.mention.id for post in posts])
        if step is not None:
            key = alert_step_key(alert.id, alert.step + 1)
        await self._owe(channel, alert, key, message, root=alert.root)

    async def _merge(self, channel: Channel, alert: Alert, seen: Seen) -> bool:
        """Whether the message that Slack certainly lacks tells what is new, too."""
        if not await self._outbox.is_untried(alert.root):
            return False
        message = await self._messages.root(channel, alert.root, seen)
        if message is None:
            return False
        rows = self._deliveries(channel, alert.watch, alert.root.removesuffix(FIRST), message)
        return await self._outbox.merge(rows, message.mentions)

    async def _new(self, channel: Channel, alert: Alert, window: Window) -> list[HeardPost]:
        """The posts of an alert's story that its channel was not told of."""
        posts = window.of(alert) if alert.story else []
        told = await self._outbox.notified(channel.id, [post.mention.id for post in posts])
        return [post for post in posts if post.mention.id not in told]

    async def _owe(self, channel: Channel, alert: Alert, key: str, message: Message, root: str = "") -> None:
        await self._outbox.enqueue(
            self._deliveries(channel, alert.watch, key, message, root), message.mentions
        )

    def _deliveries(
        self, channel: Channel, watch: str, key: str, message: Message, root: str = ""
    ) -> list[Delivery]:
        now = self._clock.now()
        return delivery_rows(DeliveryKind.ALERT, key, channel.id, [message], now, about=watch, root=root)

    async def _keep(self, alert: Alert, **changes: object) -> Alert:
        kept: Alert = msgspec.structs.replace(alert, **changes)
        await asyncio.to_thread(self._rows.keep, kept)
        return kept


def step_of(alert: Alert, told: Affair, now: datetime) -> Step | None:
    """Which new step an alert is at, if it is; a story that is only told as it comes has none."""
    if alert.kind in UNFOLLOWED:
        return None
    if told.dangers and not alert.is_red:
        return Step.SAFETY
    if told.people >= max(FEWEST, TWICE * alert.people):
        return Step.TWICE
    new = {place for place, people in told.places if people >= IN_PLACE} - set(alert.places)
    return Step.PLACE if new and now - alert.stepped_at >= BETWEEN else None


def _joins_who_matters(new: Sequence[HeardPost], posts: Sequence[HeardPost]) -> bool:
    """Whether somebody who always matters speaks for the first time in what an alert tells."""
    ids = {post.mention.id for post in new}
    before = {post.person for post in posts if post.mention.id not in ids}
    return any(post.matters and post.apart is None and post.person not in before for post in new)


def _is_later(post: HeardPost, alert: Alert) -> bool:
    return post.mention.created_at > alert.last_at


def _counted(alert: Alert, told: Affair) -> Alert:
    """The alert with what it tells at this step."""
    return msgspec.structs.replace(
        alert,
        people=told.people,
        places=tuple(place for place, _ in told.places),
        dangers=told.dangers,
        last_at=max(alert.last_at, told.last),
    )
