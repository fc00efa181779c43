"""What people do with alerts: take one, call it normal, mute it, take that back, ask for fewer."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.alerts.room import AlertRoom
from bot.clock import Clock
from bot.errors import Refusal, Refused
from bot.models import AlertSettings, Channel, Sensitivity
from bot.storage.alert_mutes import AlertMute, AlertMutes
from bot.storage.alerts import Alert, AlertRows
from bot.storage.claims import Claim, Claims
from bot.watches.channel_settings import ChannelSettings

NORMAL_FOR: Final = timedelta(days=14)
"""How long a raised bar lasts: two weeks show whether it was normal."""
MORNING: Final = 9
"""The hour, in the channel's zone, until which a watch is muted."""
WEEK: Final = timedelta(days=7)


class AlertChoices:
    """What people of a channel choose about its alerts; each is seen by all in the message itself."""

    def __init__(
        self,
        rows: AlertRows,
        mutes: AlertMutes,
        claims: Claims,
        settings: ChannelSettings,
        room: AlertRoom,
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._mutes = mutes
        self._claims = claims
        self._settings = settings
        self._room = room
        self._clock = clock

    async def take(self, channel: str, user: str, alert: str) -> Claim:
        """Take an alert in hand, unless somebody has it; who has it then."""
        known = await self._alert(channel, alert)
        claim = Claim(known.id, user, self._clock.now())
        taken = await asyncio.to_thread(self._claims.take, channel, claim)
        await self._refresh(channel, user, known)
        return taken

    async def call_normal(self, channel: str, user: str, alert: str) -> None:
        """Let it take more of this kind to ring for its watch, for two weeks."""
        known = await self._alert(channel, alert)
        await self._put(user, known, known.kind, "", self._clock.now() + NORMAL_FOR, is_normal=True)
        await self._refresh(channel, user, known)

    async def not_normal(self, channel: str, user: str, alert: str) -> None:
        """Take back that a kind is normal."""
        known = await self._alert(channel, alert)
        await asyncio.to_thread(self._mutes.forget, known.watch, known.kind)
        await self._refresh(channel, user, known)

    async def mute_story(self, channel: str, user: str, alert: str) -> None:
        """Tell no more of this story, in whatever way it rings."""
        known = await self._alert(channel, alert)
        await self._put(user, known, "", known.story, self._clock.now() + WEEK)
        await self._refresh(channel, user, known)

    async def mute_watch(self, channel: str, user: str, alert: str) -> None:
        """Ring for nothing of its watch but safety until the next morning."""
        known = await self._alert(channel, alert)
        held = await self._settings.of(channel, user)
        await self._put(user, known, "", "", _next_morning(self._clock.now(), held))
        await self._refresh(channel, user, known)

    async def mute_kind(self, channel: str, user: str, alert: str) -> None:
        """Ring for nothing of this kind of its watch for a week."""
        known = await self._alert(channel, alert)
        await self._put(user, known, known.kind, "", self._clock.now() + WEEK)
        await self._refresh(channel, user, known)

    async def fewer(self, channel: str, user: str) -> Channel:
        """Ring less readily in a channel."""
        fewer = {Sensitivity.MORE: Sensitivity.BALANCED}
        return await self.change(
            channel,
            user,
            lambda held: msgspec.structs.replace(
                held, sensitivity=fewer.get(held.sensitivity, Sensitivity.FEWER)
            ),
        )

    async def change(self, channel: str, user: str, how: Callable[[AlertSettings], AlertSettings]) -> Channel:
        """Change when a channel is told at once, and of what."""
        return await self._settings.set_alerts(channel, user, how)

    async def _alert(self, channel: str, alert: str) -> Alert:
        """An alert of this channel. Raises `Refused` for one that it does not have."""
        known = await asyncio.to_thread(self._rows.of, alert)
        if known is None or known.channel != channel:
            raise Refused(Refusal.ALERT_GONE)
        return known

    async def _put(
        self, user: str, alert: Alert, kind: str, story: str, until: datetime, *, is_normal: bool = False
    ) -> None:
        mute = AlertMute(
            watch=alert.watch,
            kind=kind,
            story=story,
            is_normal=is_normal,
            until=until,
            person=user,
            at=self._clock.now(),
        )
        await asyncio.to_thread(self._mutes.put, mute)

    async def _refresh(self, channel: str, user: str, alert: Alert) -> None:
        held = await self._settings.of(channel, user)
        await self._room.refresh(held, alert.root)


def _next_morning(now: datetime, channel: Channel) -> datetime:
    local = now.astimezone(ZoneInfo(channel.zone))
    return (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
