"""How a channel is served: how its sources are, and what became of what they sent."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.analysis.encoder import is_installed
from bot.clock import Clock
from bot.directory.scopes import Grants
from bot.errors import BudgetSpent, Curtailed
from bot.listening.stream_follower import StreamFollower
from bot.models import Channel
from bot.outbox.outbox import Outbox
from bot.storage.alerts import AlertRows, AlertState
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.watches.lookup import WatchLookup
from bot.watches.registry import WatchRegistry
from bot.watches.results import ChannelStatus, ChannelWatches, HeldAlert, SourceLine
from bot.watches.service import WatchService

LATELY = timedelta(days=1)
"""Since when drops are counted."""
TROUBLED = timedelta(days=7)
"""How long messages are spoken of that were given up, stand unchanged, or perhaps twice."""


class ChannelHealth:
    """Says how channels are served; `followed` are the streams that are read now."""

    def __init__(
        self,
        lookup: WatchLookup,
        watches: WatchService,
        registry: WatchRegistry,
        states: SourceStates,
        alerts: AlertRows,
        deliveries: DeliveryHistory,
        followed: Mapping[str, StreamFollower],
        outbox: Outbox,
        grants: Grants,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._watches = watches
        self._registry = registry
        self._states = states
        self._alerts = alerts
        self._deliveries = deliveries
        self._followed = followed
        self._outbox = outbox
        self._grants = grants
        self._clock = clock

    async def status(self, channel: str) -> ChannelStatus:
        """How a channel is served now. Raises `Refused` where nothing was ever watched."""
        place = await self._lookup.channel(channel)
        now = self._clock.now()
        asked = [(request.source, request.key) for request in self._registry.asked_by(channel)]
        return ChannelStatus(
            channel=place.channel,
            reaching=self._watches.reaching(place.channel, place.watches),
            lines=self._lines(place.channel, await asyncio.to_thread(self._states.states, asked), now),
            dropped=await self._dropped(place.channel, now),
            held=await asyncio.to_thread(self._held, place, now),
            troubles=await asyncio.to_thread(self._deliveries.troubles, channel, now - TROUBLED),
            token_refused=self._outbox.backoffs.token_refused,
            scopes_missing=await self._grants.missing(),
            crosses_languages=is_installed(),
        )

    async def _dropped(self, channel: Channel, now: datetime) -> Counter[tuple[str, str]]:
        """How much was dropped, by the title of a source and the reason."""
        dropped: Counter[tuple[str, str]] = Counter()
        whose, since = (channel.workspace, channel.id), (now - LATELY).date()
        for drop in await asyncio.to_thread(self._states.drops, *whose, since):
            dropped[self._registry.sources[drop.source].title, drop.reason] += drop.count
        return dropped

    def _held(self, place: ChannelWatches, now: datetime) -> tuple[HeldAlert, ...]:
        """What was not told at once since yesterday, with the reason."""
        names = {watch.id: watch.name for watch in place.watches}
        return tuple(
            HeldAlert(names[alert.watch], alert.kind, alert.reason)
            for alert in self._alerts.since(place.channel.id, now - LATELY)
            if alert.watch in names and alert.reason and not alert.is_joined
            if alert.state is not AlertState.OPEN
        )

    def _lines(self, channel: Channel, states: Sequence[SourceState], now: datetime) -> list[SourceLine]:
        """A line a source, and a line a feed."""
        named: dict[tuple[str, str], list[SourceState]] = {}
        for state in states:
            title = self._registry.sources[state.source].title
            named.setdefault((title, channel.feed_name(state.text)), []).append(state)
        lags = {name: stream.lag for name, stream in self._followed.items()}
        return [_line(name, held, lags.get(held[0].source), now) for name, held in named.items()]


def _line(
    name: tuple[str, str], states: Sequence[SourceState], lag: timedelta | None, now: datetime
) -> SourceLine:
    """The best of what is known: when last read at all, and what ails it, if something does."""
    title, feed = name
    ill = [
        state for state in states if state.failures or state.is_resting(now) or state.label == Curtailed.label
    ]
    read = [state.last_success for state in states if state.last_success]
    worst = max(ill, key=lambda state: state.failures, default=None)
    is_spent = worst is not None and worst.label == BudgetSpent.label  # a budget is that of all
    return SourceLine(
        title,
        lag,
        max(read, default=None),
        worst.resting_until if worst else None,
        worst.reason if worst else "",
        worst.failures if worst and not is_spent else 0,
        len(states) if is_spent else len(ill),
        len(states),
        feed,
    )
