"""What the messages of alerts say by now: their affairs, with who has them in hand, put into words."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from bot.alerts.affairs import Seen, Window, quoted
from bot.alerts.posts import HeardPost
from bot.alerts.tuning import tuned
from bot.analysis.affair import Affair, Step
from bot.clock import Clock
from bot.locale import speaking
from bot.messages.alert import alert_message, more_message, over_message, step_message
from bot.messages.message import Message
from bot.models import Channel
from bot.storage.alert_mutes import AlertMute, AlertMutes
from bot.storage.alerts import Alert, AlertKind, AlertRows, AlertState
from bot.storage.claims import Claims

EARLY: Final = timedelta(days=7)
"""How long a watch is young: more is asked of a spike then, and that is said."""


class AffairMessages:
    """Makes the messages of alerts."""

    def __init__(self, rows: AlertRows, claims: Claims, mutes: AlertMutes, clock: Clock) -> None:
        self._rows = rows
        self._claims = claims
        self._mutes = mutes
        self._clock = clock

    async def root(self, channel: Channel, root: str, seen: Seen, *, asks: bool = False) -> Message | None:
        """What a message in the channel says now; None where nothing is left of it."""
        affairs = [
            await self.affair(channel, alert, window, seen)
            for alert in await asyncio.to_thread(self._rows.told_by, root)
            if (window := await seen.of(alert.watch))
        ]
        affairs = [told for told in affairs if told.mentions or told.kind is AlertKind.SILENCE]
        if not affairs:
            return None
        with speaking(channel.language):
            return alert_message(affairs, channel.zone, self._clock.now(), asks=asks)

    async def affair(self, channel: Channel, alert: Alert, window: Window, seen: Seen) -> Affair:
        """What an alert tells by now, with who has it and what people called normal."""
        now = self._clock.now()
        told = await seen.affair(alert, window, channel.language)
        claim = await asyncio.to_thread(self._claims.of, channel.id, alert.id)
        mutes = await asyncio.to_thread(self._mutes.of, alert.watch, now)
        bounds = tuned(channel.alerts).bounds
        return msgspec.structs.replace(
            told,
            claim=claim,
            normal=next((each for each in mutes if each.is_normal and each.kind == alert.kind), None),
            muted=next((each for each in mutes if _silences(each, alert)), None),
            is_early=alert.kind is AlertKind.SPIKE and now - window.watch.created_at < EARLY,
            bound_people=bounds.people,
            bound_places=bounds.places,
            is_over=alert.state is AlertState.OVER,
        )

    def news(
        self,
        channel: Channel,
        told: Affair,
        posts: Sequence[HeardPost],
        window: Window,
        step: Step | None,
        before: int,
    ) -> Message:
        """What is new of an alert, for its thread; a step is for the channel, too."""
        new, now = quoted(posts, window.spots), self._clock.now()
        with speaking(channel.language):
            if step is None:
                return more_message(told, new, channel.zone, now)
            return step_message(told, step, before, new, channel.zone, now)

    async def over(self, channel: Channel, alert: Alert, window: Window, seen: Seen) -> Message:
        """That an alert is over."""
        told = await self.affair(channel, alert, window, seen)
        with speaking(channel.language):
            return over_message(told, channel.zone, self._clock.now())


def _silences(mute: AlertMute, alert: Alert) -> bool:
    """Whether a mute is one of an alert."""
    if mute.is_normal:
        return False
    return mute.story == alert.story if mute.story else mute.kind in ("", alert.kind)
