"""One look at a channel: what lasts is told further, what is new is judged and decided, what is over ends."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

import msgspec

from bot.alerts.affairs import Seen, Window
from bot.alerts.judge import Judge, Judged
from bot.alerts.judging import Ring
from bot.alerts.policy import (
    TOLD_ANYWAY,
    Candidate,
    Decision,
    Verdict,
    decide,
    is_muted,
    may_step,
)
from bot.alerts.teller import AlertTeller
from bot.clock import Clock
from bot.models import Channel, Watch
from bot.outbox.outbox import Outbox
from bot.storage.alert_mutes import AlertMute, AlertMutes
from bot.storage.alerts import UNFOLLOWED, Alert, AlertKind, AlertRows, AlertState
from bot.storage.hits import Hit

LASTS: Final = timedelta(hours=24)
"""Nothing new for this long, and an alert is over: as long as a story goes on by meaning."""
KEPT_BACK: Final = timedelta(days=4)
"""For how long what is held back is told after all: over a long weekend."""
LATELY: Final = timedelta(days=8)
"""How far back what was told counts: beyond the longest cool-down."""


class Heard(msgspec.Struct):
    """What there is to look at in a channel: watches that heard something, alerts that last, hits to tell.

    Of `silent` watches nobody spoke for a day.
    """

    watches: dict[str, Watch] = {}
    lasting: list[Alert] = []
    due: list[Hit] = []
    silent: list[Watch] = []


class Found(msgspec.Struct, frozen=True):
    """What may be told: the row of its alert, and as what it rings. What lasts already `rises`."""

    alert: Alert
    candidate: Candidate
    was_held: bool = False
    rises: bool = False


class ChannelLook:
    """Looks at channels, one at a time."""

    def __init__(
        self,
        rows: AlertRows,
        mutes: AlertMutes,
        judge: Judge,
        teller: AlertTeller,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._mutes = mutes
        self._judge = judge
        self._teller = teller
        self._outbox = outbox
        self._clock = clock

    async def look(self, channel: Channel, heard: Heard, seen: Seen) -> None:
        """Tell what is to be told in a channel by now."""
        lasting = {alert.id: alert for alert in heard.lasting}
        for alert in heard.lasting:
            if alert.state is AlertState.OPEN:
                lasting[alert.id] = await self._teller.make_up(channel, alert, seen)
        found: list[Found] = []
        for watch in heard.watches.values():
            if window := await seen.of(watch.id):
                await self._settle(window, lasting)
                found += await self._found(channel, watch, window, lasting, heard.due)
                await self._go_on(channel, watch, lasting, seen)
        found += await self._missed(channel, heard, lasting)
        ringing = {each.alert.id for each in found}
        found += [_held(alert) for alert in lasting.values() if _waits(alert) and alert.id not in ringing]
        await self._decide_all(channel, found, seen)
        await self._end(channel, lasting.values(), heard, seen)

    async def _settle(self, window: Window, lasting: dict[str, Alert]) -> None:
        """Let alerts go with their stories, of which two may be one by now: the older stays."""
        stories = {post.mention.id: post.story for post in window.posts}
        held: dict[str, Alert] = {}
        for alert in [alert for alert in lasting.values() if alert.watch == window.watch.id and alert.story]:
            story = stories.get(alert.mention, alert.story)
            moved = msgspec.structs.replace(alert, story=story)
            if held.setdefault(story, moved) is not moved:
                moved = msgspec.structs.replace(moved, state=AlertState.OVER, root="")
            if moved != alert:
                await asyncio.to_thread(self._rows.keep, moved)
            lasting[alert.id] = moved
            if moved.state is AlertState.OVER:
                del lasting[alert.id]

    async def _found(
        self,
        channel: Channel,
        watch: Watch,
        window: Window,
        lasting: dict[str, Alert],
        due: Iterable[Hit],
    ) -> list[Found]:
        """What rings of a watch, and is not told yet as what it is by now."""
        mutes = await asyncio.to_thread(self._mutes.of, watch.id, self._clock.now())
        own = [alert for alert in lasting.values() if alert.watch == watch.id]
        judged = await self._judge.rings(channel, watch, window, mutes)
        judged = [each for each in judged if await self._is_untold(watch, each.ring)]
        rung = await asyncio.to_thread(lambda: [self._rung(watch, each, own) for each in judged])
        found = [each for each in rung if each is not None]
        told = {each.alert.story for each in found} | {alert.story for alert in own}
        opened = await asyncio.to_thread(self._instant, watch, window, await self._news(watch, due))
        return [*found, *(Found(each, _candidate(each)) for each in opened if each.story not in told)]

    async def _missed(self, channel: Channel, heard: Heard, lasting: dict[str, Alert]) -> list[Found]:
        """The watches of which people always speak and nobody does; one heard again waits no more."""
        for alert in [alert for alert in lasting.values() if alert.kind is AlertKind.SILENCE]:
            if alert.state is AlertState.HELD and alert.watch in heard.watches:
                over = msgspec.structs.replace(alert, state=AlertState.OVER)
                await asyncio.to_thread(self._rows.keep, over)
                del lasting[alert.id]
        found = []
        for watch in heard.silent:
            own = [alert for alert in lasting.values() if alert.watch == watch.id]
            judged = await self._judge.silence(channel, watch)
            if judged and (rung := self._rung(watch, judged, own)):
                found.append(rung)
        return found

    def _rung(self, watch: Watch, judged: Judged, own: Sequence[Alert]) -> Found | None:
        """What rings, as an alert: a new one, one that was held back, or one that lasts and is graver now."""
        ring = judged.ring
        known = next((each for each in own if _is_same(each, ring)), None)
        candidate = Candidate(ring.kind, watch.id, ring.story, judged.is_normal, ring.person)
        if known is None:
            now = self._clock.now()
            name = ring.story or f"{ring.kind}{ring.person} {now:%Y%m%dT%H%M%S%f}"
            fresh = Alert(
                id=_id(watch, name), channel=watch.channel, watch=watch.id, kind=ring.kind, story=ring.story,
                mention=ring.mention, people=ring.people, person=ring.person, earlier=ring.earlier,
                dangers=ring.dangers, expected=ring.expected, began=ring.began, found_at=now, stepped_at=now,
                last_at=ring.last,
            )  # fmt: skip
            number = self._rows.number(watch.id, ring.story) if ring.story else 0
            return Found(msgspec.structs.replace(fresh, id=f"{fresh.id}:{number}"), candidate)
        if known.state is AlertState.OPEN and ring.kind.rank >= known.kind.rank:
            return None
        graver = known if known.kind.rank <= ring.kind.rank else _as(known, ring.kind, ring.expected)
        is_open = known.state is AlertState.OPEN
        return Found(graver, candidate, was_held=not is_open and _waits(known), rises=is_open)

    async def _is_untold(self, watch: Watch, ring: Ring) -> bool:
        """Whether a channel was not told yet, as by a digest, of what is told once."""
        if ring.kind not in UNFOLLOWED:
            return True
        return not await self._outbox.notified(watch.channel, [ring.mention])

    async def _news(self, watch: Watch, due: Iterable[Hit]) -> set[str]:
        """What an instant watch has just heard, without what a digest told since."""
        news = {hit.mention.id for hit in due if hit.watch == watch.id and watch.instant}
        return news - await self._outbox.notified(watch.channel, news) if news else news

    def _instant(self, watch: Watch, window: Window, news: Collection[str]) -> list[Alert]:
        """The stories of what an instant watch has just heard, as alerts."""
        by_story = defaultdict(list)
        for post in window.posts:
            if post.mention.id in news:
                by_story[post.story].append(post.mention)
        now = self._clock.now()
        return [
            Alert(
                id=f"{_id(watch, story)}:{self._rows.number(watch.id, story)}",
                channel=watch.channel,
                watch=watch.id,
                kind=AlertKind.INSTANT,
                story=story,
                mention=its[0].id,
                people=1,
                began=its[0].created_at,
                found_at=now,
                stepped_at=now,
                last_at=its[-1].created_at,
            )
            for story, its in by_story.items()
        ]

    async def _go_on(self, channel: Channel, watch: Watch, lasting: dict[str, Alert], seen: Seen) -> None:
        """Tell what is new of what lasts, and people did not mute."""
        mutes = await asyncio.to_thread(self._mutes.of, watch.id, self._clock.now())
        for alert in [each for each in lasting.values() if each.watch == watch.id]:
            if alert.state is AlertState.OPEN and not is_muted(_candidate(alert), mutes):
                broadcasts = await self._may_broadcast(channel, alert)
                lasting[alert.id] = await self._teller.go_on(channel, alert, seen, may_broadcast=broadcasts)

    async def _may_broadcast(self, channel: Channel, alert: Alert) -> bool:
        """Whether a step of an alert may be told in the channel now."""
        now = self._clock.now()
        lately = await asyncio.to_thread(self._rows.since, channel.id, now - LATELY)
        return may_step(alert, lately, channel.alerts, now, channel.zone)

    async def _decide_all(self, channel: Channel, found: Sequence[Found], seen: Seen) -> None:
        """Tell, or hold back, the gravest first; what was held back is told by one message."""
        together: list[Alert] = []
        asks = False
        for each in sorted(found, key=lambda each: (each.candidate.kind.rank, each.alert.began)):
            decision = await self._decided(channel, each)
            if decision.verdict is Verdict.HOLD:
                await self._hold(each, decision.reason)
            elif each.rises:
                kind, expected = each.candidate.kind, each.alert.expected
                await self._teller.rise(channel, each.alert, kind, expected, seen)
            elif decision.verdict is Verdict.JOIN:
                broadcasts = await self._may_broadcast(channel, each.alert)
                await self._teller.join(channel, each.alert, decision.root, seen, may_broadcast=broadcasts)
            elif each.was_held or decision.asks:
                together.append(each.alert)
                asks = asks or decision.asks
            else:
                await self._teller.ring(channel, [each.alert], seen)
        if waiting := [alert for alert in together if await self._is_news(channel, alert, seen)]:
            await self._teller.ring(channel, waiting, seen, asks=asks)

    async def _decided(self, channel: Channel, found: Found) -> Decision:
        now = self._clock.now()
        lately = await asyncio.to_thread(self._rows.since, channel.id, now - LATELY)
        others = [alert for alert in lately if alert.id != found.alert.id]
        mutes: Sequence[AlertMute] = await asyncio.to_thread(self._mutes.of, found.alert.watch, now)
        return decide(found.candidate, others, channel.alerts, mutes, now, channel.zone)

    async def _is_news(self, channel: Channel, alert: Alert, seen: Seen) -> bool:
        """Whether its channel was not told meanwhile, as by a digest, of all that an alert tells."""
        window = await seen.of(alert.watch)
        is_counted = alert.story or alert.person
        ids = [post.mention.id for post in window.of(alert)] if window and is_counted else []
        told = await self._outbox.notified(channel.id, ids)
        if ids and set(ids) <= told and alert.kind in UNFOLLOWED:
            over = msgspec.structs.replace(alert, state=AlertState.OVER)
            await asyncio.to_thread(self._rows.keep, over)
            return False
        return window is not None

    async def _hold(self, found: Found, reason: str) -> None:
        """Keep why something is not told; what lasts goes on as what it was."""
        if found.rises:
            return
        held = msgspec.structs.replace(found.alert, state=AlertState.HELD, reason=reason)
        if held != found.alert:
            await asyncio.to_thread(self._rows.keep, held)

    async def _end(self, channel: Channel, lasting: Iterable[Alert], heard: Heard, seen: Seen) -> None:
        """End what nothing came to for long, and what was held back too long."""
        now = self._clock.now()
        for alert in lasting:
            if alert.kind is AlertKind.SILENCE and alert.state is AlertState.OPEN:
                if alert.watch in heard.watches:
                    await self._teller.end(channel, alert, seen)
            elif alert.state is AlertState.OPEN and now - alert.last_at >= LASTS:
                await self._teller.end(channel, alert, seen)
            elif alert.state is AlertState.HELD:
                longest = KEPT_BACK if _waits(alert) else LASTS
                if now - alert.found_at >= longest:
                    over = msgspec.structs.replace(alert, state=AlertState.OVER)
                    await asyncio.to_thread(self._rows.keep, over)


def _waits(alert: Alert) -> bool:
    """Whether an alert was held back and is still to be told later."""
    return alert.state is AlertState.HELD and alert.reason in TOLD_ANYWAY


def _held(alert: Alert) -> Found:
    return Found(alert, _candidate(alert), was_held=True)


def _candidate(alert: Alert) -> Candidate:
    return Candidate(alert.kind, alert.watch, alert.story, person=alert.person)


def _is_same(known: Alert, ring: Ring) -> bool:
    """Whether an alert is of the story that rings, or of the same turn, or else of the same kind."""
    if known.story or ring.story:
        return known.story == ring.story
    if known.person or ring.person:
        return (known.person, known.mention) == (ring.person, ring.mention)
    return known.kind is ring.kind


def _as(alert: Alert, kind: AlertKind, expected: float) -> Alert:
    graver: Alert = msgspec.structs.replace(alert, kind=kind, expected=expected)
    return graver


def _id(watch: Watch, story: str) -> str:
    return f"{watch.id}:{hashlib.sha256(story.encode()).hexdigest()[:16]}"
