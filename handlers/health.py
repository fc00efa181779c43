"""The status: how the sources are, and what became of what they sent."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from bot.errors import BudgetSpent, Curtailed
from bot.locale import _, restored
from bot.messages.answers import SourceLine, status_messages
from bot.messages.message import Message
from bot.messages.outbox import outbox_lines
from bot.models import Channel
from bot.storage.source_states import SourceState
from handlers.reach import reach_notes
from handlers.services import Request, Services
from handlers.watch_lookup import channel_watches


async def status(services: Services, call: Request) -> list[Message]:
    """How the sources of this channel are, what was dropped and why, when the next digest comes."""
    place = await channel_watches(services, call.channel)
    channel = place.channel
    now = services.clock.now()
    asked = [(question.source, question.key) for question in services.registry.asked_by(channel.id)]
    states = await asyncio.to_thread(services.hearing.states, asked)
    drops = await asyncio.to_thread(services.hearing.drops, channel.id, (now - timedelta(days=1)).date())
    dropped: Counter[tuple[str, str]] = Counter()
    for drop in drops:
        dropped[services.sources[drop.source].title, drop.reason] += drop.count
    troubles = outbox_lines(await services.outbox.troubles(channel.id), services.outbox.holds.token_refused)
    deaf = "\n".join(reach_notes(services, channel, place.watches))
    lines = _lines(services, channel, states, now)
    return status_messages(
        channel, place.watches, lines, dropped, now, [*([deaf] if deaf else []), *troubles]
    )


def _lines(
    services: Services, channel: Channel, states: list[SourceState], now: datetime
) -> list[SourceLine]:
    """A line a source, and a line a feed."""
    named: dict[str, list[SourceState]] = {}
    for state in states:
        named.setdefault(_name(services, channel, state), []).append(state)
    lags = {name: stream.lag for name, stream in services.followed.items()}
    return [_line(name, held, lags.get(held[0].source), now) for name, held in named.items()]


def _name(services: Services, channel: Channel, state: SourceState) -> str:
    title = services.sources[state.source].title
    feed = channel.feed_name(state.text)
    return _("{name}: {said}", name=title, said=feed) if feed else title


def _line(name: str, states: list[SourceState], lag: timedelta | None, now: datetime) -> SourceLine:
    """The best of what is known: when last read at all, and what ails it, if something does."""
    ill = [state for state in states if state.failures or state.rests(now) or state.label == Curtailed.label]
    read = [state.last_well for state in states if state.last_well]
    worst = max(ill, key=lambda state: state.failures, default=None)
    return SourceLine(
        name,
        lag,
        max(read, default=None),
        worst.resting_until if worst else None,
        str(restored(worst.reason)) if worst else "",
        worst.failures if worst and worst.label != BudgetSpent.label else 0,
        len(states) if worst and worst.label == BudgetSpent.label else len(ill),
        len(states),
    )
