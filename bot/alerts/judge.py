"""What rings of one watch by now, with what is known of its past and of what people called normal."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from bot.alerts.affairs import Window, Windows
from bot.alerts.detectors.backlash import FEWEST_CRITICAL, Leaning
from bot.alerts.detectors.silence import silence
from bot.alerts.detectors.spike import deviation
from bot.alerts.detectors.turn import WITHIN, regular_turn
from bot.alerts.judging import WINDOW, Learnt, Ring, gravest, rings, turn_ring
from bot.alerts.learning import Learning
from bot.alerts.tuning import tuned
from bot.analysis.people import speaker
from bot.clock import Clock
from bot.models import Channel, Watch, WatchKind
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import AlertKind

PAST: Final = timedelta(days=14)
"""From which the usual share of critical people is taken, where it is needed."""


class Judged(msgspec.Struct, frozen=True):
    """What rings; `is_normal` would, were it not called normal."""

    ring: Ring
    is_normal: bool = False


class Judge:
    """Judges watches, by what is usual for each."""

    def __init__(self, windows: Windows, learning: Learning, clock: Clock) -> None:
        self._windows = windows
        self._learning = learning
        self._clock = clock

    async def rings(
        self, channel: Channel, watch: Watch, window: Window, mutes: Sequence[AlertMute]
    ) -> list[Judged]:
        """What rings of a watch, the gravest first."""
        if watch.kind is not WatchKind.BRAND and not any(post.matters for post in window.posts):
            return []
        now, learnt = self._clock.now(), await self._learnt(watch, window)
        found = []
        for muted in (mutes, ()):
            by = tuned(channel.alerts, muted, watch.kind)
            found.append(await asyncio.to_thread(rings, window.posts, learnt, by, now, channel.zone))
        turns = await self._turns(channel, watch, window)
        loud, known = found[0], {(ring.kind, ring.story) for ring in found[0]}
        under = [ring for ring in found[1] if (ring.kind, ring.story) not in known] if mutes else []
        return [
            *(Judged(ring) for ring in gravest([*loud, *turns])),
            *(Judged(ring, is_normal=True) for ring in gravest(under)),
        ]

    async def silence(self, channel: Channel, watch: Watch) -> Judged | None:
        """Whether a watch of which people always speak is not heard for a day."""
        by = tuned(channel.alerts, watch=watch.kind)
        if AlertKind.SILENCE not in by.kinds:
            return None
        learnt = await self._learning.of(watch.id)
        missed = await self._windows.days_before(watch, channel, learnt.unheard)
        found = missed and silence(missed[1], deviation(learnt.baseline), by.silence)
        if not missed or not found:
            return None
        since = missed[0]
        return Judged(
            Ring(kind=AlertKind.SILENCE, began=since, last=since, people=0, expected=found.expected)
        )

    async def _turns(self, channel: Channel, watch: Watch, window: Window) -> list[Ring]:
        """The regulars who turned, of those who lately spoke in a sure tone."""
        if AlertKind.TURN not in tuned(channel.alerts, watch=watch.kind).kinds:
            return []
        now = self._clock.now()
        lately = {
            post.mention.id: speaker(post.mention)
            for post in window.posts
            if post.tone and post.apart is None and now - post.mention.created_at < WITHIN
        }
        if not lately:
            return []
        spoken = await self._windows.spoken(watch, set(lately.values()), channel.zone)
        turns = [turn for said in spoken.values() if (turn := regular_turn(said, now))]
        return [turn_ring(turn) for turn in turns if turn.after.id in lately]

    async def _learnt(self, watch: Watch, window: Window) -> Learnt:
        """What is usual for a watch; how many are critical is looked at only where many are."""
        learnt = await self._learning.of(watch.id)
        now = self._clock.now()
        lately = [post for post in window.posts if now - post.mention.created_at < WINDOW]
        against = {post.person for post in lately if post.leaning is Leaning.AGAINST}
        if len(against) < FEWEST_CRITICAL:
            return learnt
        past = await self._windows.of(watch, now - PAST)
        before = [post for post in past.posts if now - post.mention.created_at >= WINDOW]
        critical = {post.person for post in before if post.leaning is Leaning.AGAINST}
        people = {post.person for post in before}
        return msgspec.structs.replace(learnt, critical=len(critical), people=len(people))
