"""Where a channel listens: every source as the channel stands to it, and which are on."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches

import msgspec

from bot.clock import Clock
from bot.errors import BudgetSpent, Refusal, Refused
from bot.messages.sources import SourceRow, Switched
from bot.models import Channel, Switch
from bot.sources.source import Source
from bot.storage.hits import HitRows
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.watches.channel_settings import ChannelSettings
from bot.watches.registry import WatchRegistry
from bot.watches.reloader import Reloader
from bot.watches.subscriptions import heard_sources

LATELY = timedelta(days=1)
"""Of how long the items of a source are counted."""


class SourceChoice:
    """The sources that channels listen to."""

    def __init__(
        self,
        registry: WatchRegistry,
        settings: ChannelSettings,
        hits: HitRows,
        states: SourceStates,
        reloader: Reloader,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._settings = settings
        self._hits = hits
        self._states = states
        self._reloader = reloader
        self._clock = clock

    async def rows(self, channel: Channel) -> list[SourceRow]:
        """Every source, as the channel stands to it."""
        now = self._clock.now()
        asked = [(request.source, request.key) for request in self._registry.asked_by(channel.id)]
        states = await asyncio.to_thread(self._states.states, asked)
        hits = await asyncio.to_thread(self._hits.written_between, channel.id, now - LATELY, now)
        items = Counter(mention.source for mention in {hit.mention.id: hit.mention for hit in hits}.values())
        heard = {hit.mention.source: hit.matched_at for hit in sorted(hits, key=lambda hit: hit.matched_at)}
        switches = {each.source: each.on for each in channel.switches}
        return [
            _row(
                source,
                switches.get(name, source.on),
                [state for state in states if state.source == name],
                items[name],
                heard.get(name),
                now,
            )
            for name, source in sorted(self._registry.sources.items())
        ]

    async def choose(self, channel: str, user: str, chosen: set[str]) -> Switched | None:
        """Listen to exactly these sources of those that can be chosen; None where that is so already."""
        held = await self._settings.of(channel, user)
        wanted = {
            row.name: row.name in chosen
            for row in await self.rows(held)
            if not row.missing and row.on != (row.name in chosen)
        }
        return await self.switch(channel, user, wanted) if wanted else None

    async def switch(self, channel: str, user: str, wanted: Mapping[str, bool]) -> Switched:
        """Turn sources on and off for a channel. Raises `Refused` for a source that there is not."""
        sources = self._registry.sources
        _require_known(wanted, sources)
        now = self._clock.now()
        new = [Switch(source=name, on=on, at=now) for name, on in wanted.items()]

        def switched(known: Channel) -> Channel:
            kept = [each for each in known.switches if each.source not in wanted]
            return msgspec.structs.replace(known, switches=(*kept, *new))

        before = set(heard_sources(await self._settings.of(channel, user), sources))
        changed = await self._settings.update(channel, switched)
        await self._reloader.reload()
        after = set(heard_sources(changed, sources))
        return Switched(
            on=sorted(after - before),
            off=sorted(before - after),
            lacking=[
                (sources[name].title, sources[name].missing)
                for name, on in wanted.items()
                if on and sources[name].missing
            ],
            is_deaf=not after,
        )


def _require_known(wanted: Mapping[str, bool], sources: Mapping[str, Source]) -> None:
    for name in wanted:
        if name not in sources:
            near = next(iter(get_close_matches(name, sources, n=1)), "")
            raise Refused(Refusal.SOURCE_UNKNOWN, name=name, near=near, sources=tuple(sorted(sources)))


def _row(
    source: Source, on: bool, states: Sequence[SourceState], items: int, heard: datetime | None, now: datetime
) -> SourceRow:
    """What its own requests brought counts as heard, and what another channel's brought it."""
    rests = [state.resting_until for state in states if state.resting_until and state.is_resting(now)]
    spent = any(state.label == BudgetSpent.label and state.is_resting(now) for state in states)
    brought = [heard, *(state.last_new for state in states)]
    return SourceRow(
        name=source.name,
        title=source.title,
        on=on,
        missing=tuple(source.missing),
        fragile=source.fragile,
        resting_until=max(rests, default=None),
        resting=len(states) if spent else len(rests),  # a budget is that of all
        asked=len(states),
        last_new=max((instant for instant in brought if instant), default=None),
        items=items,
    )
