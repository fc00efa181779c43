"""What would have rung in a channel in the last thirty days, at each setting: shown before one chooses."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from bot.alerts.affairs import Window, Windows
from bot.alerts.learning import Learning
from bot.alerts.replay import Past
from bot.alerts.tuning import tuned
from bot.clock import Clock
from bot.models import AlertSettings, Channel, Sensitivity, WatchKind
from bot.watches.alert_results import Rang, SettingsShown
from bot.watches.channel_settings import ChannelSettings
from bot.watches.lookup import WatchLookup

SPAN: Final = timedelta(days=30)


class AlertReplay:
    """Says what would have rung."""

    def __init__(
        self,
        lookup: WatchLookup,
        settings: ChannelSettings,
        windows: Windows,
        learning: Learning,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._settings = settings
        self._windows = windows
        self._learning = learning
        self._clock = clock

    async def shown(self, channel: str, user: str) -> SettingsShown:
        """A channel's settings, and what would have rung at each.

        Raises `Refused` where nothing is watched.
        """
        held = await self._settings.of(channel, user)
        place = await self._lookup.channel(channel)
        now = self._clock.now()
        windows = [
            await self._windows.of(watch, now - SPAN)
            for watch in place.watches
            if not watch.paused and (watch.kind is WatchKind.BRAND or place.channel.vips)
        ]
        unheard = {each.watch.id: (await self._learning.of(each.watch.id)).unheard for each in windows}
        rang = await asyncio.to_thread(self._rang, held, windows, unheard)
        began = min((watch.created_at for watch in place.watches), default=now)
        return SettingsShown(held, rang, is_young=now - began < SPAN)

    def _rang(
        self, channel: Channel, windows: Sequence[Window], unheard: Mapping[str, Sequence[date]]
    ) -> dict[Sensitivity, list[Rang]]:
        found: dict[Sensitivity, list[Rang]] = {each: [] for each in Sensitivity}
        for window in windows:
            watch = window.watch
            past = Past(window.posts, channel.zone, unheard[watch.id], watch.since)
            for sensitivity, rang in found.items():
                settings: AlertSettings = msgspec.structs.replace(channel.alerts, sensitivity=sensitivity)
                for each in past.rung(tuned(settings, watch=watch.kind), self._clock.now()):
                    rang.append(Rang(watch.name, each.ring.kind, each.at))
        return {each: sorted(rang, key=lambda one: one.at, reverse=True) for each, rang in found.items()}
