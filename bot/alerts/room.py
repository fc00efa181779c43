"""The room of alerts: it looks when hits were kept and every minute, judges, and has told what rings.

1. What a kill left undone is made up for: rows say what is told, and by which delivery.
2. Of watches that heard something since the last look, what lasts is told further, and what is new is judged;
   a watch that heard nothing more is not judged again.
3. Mentions of instant watches ring as stories: the first opens one, the others are told in its thread. They
   come before all others, and what comes while a look goes on, before the next channel.
4. The policy decides: told now, in the thread of another, or held back with a reason. What was held back for
   the hour, or since so much was told, is told in one message once that is over.
5. What nothing came to for `LASTS` is over. Whether one is missed of which nobody spoke for a day is
   looked at as its past is learnt.
6. A channel whose alert fails is tried again, and the others do not wait for it.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.alerts.affairs import WINDOW, Seen, Windows
from bot.alerts.channel_look import ChannelLook, Heard
from bot.alerts.judge import Judge
from bot.alerts.learning import Learning
from bot.alerts.teller import AlertTeller
from bot.clock import Clock
from bot.listening.intake import NO_NEWS
from bot.models import Channel, Watch
from bot.outbox.outbox import Outbox
from bot.storage.alert_mutes import AlertMutes
from bot.storage.alerts import AlertRows
from bot.storage.baselines import Baselines
from bot.storage.delivery import Delivery
from bot.storage.hits import Hit, HitRows
from bot.storage.watchlist import Watchlist

log = logging.getLogger(__name__)

AGAIN: Final = timedelta(minutes=2)
"""By how much two looks overlap: what was being kept during the last one is seen by the next."""


class AlertRoom:
    """Looks after the alerts of a workspace."""

    def __init__(
        self,
        watchlist: Watchlist,
        hits: HitRows,
        baselines: Baselines,
        rows: AlertRows,
        mutes: AlertMutes,
        windows: Windows,
        learning: Learning,
        judge: Judge,
        teller: AlertTeller,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._hits = hits
        self._baselines = baselines
        self._rows = rows
        self._windows = windows
        self._learning = learning
        self._teller = teller
        self._outbox = outbox
        self._clock = clock
        self._look = ChannelLook(rows, mutes, judge, teller, outbox, clock)
        self._looked_at: datetime | None = None
        self._judged: set[tuple[str, str]] = set()
        """What was heard, by watch and mention, and judged already: two looks overlap."""

    async def look(self) -> None:
        """Do what is to be done by now. Raises the first fault, once all other channels are told."""
        now = self._clock.now()
        watches = [each for each in await asyncio.to_thread(self._watchlist.watches) if not each.paused]
        channels = {each.id: each for each in await asyncio.to_thread(self._watchlist.channels)}
        silent = await self._learning.step(watches, channels)
        since = self._looked_at - AGAIN if self._looked_at else now - WINDOW
        heard = await asyncio.to_thread(self._baselines.heard, since)
        lasting = await asyncio.to_thread(self._rows.lasting)
        news = {watch for watch, _ in heard - self._judged}
        by_channel = _by_channel(watches, news, {alert.channel for alert in lasting})
        for watch in silent:
            by_channel[watch.channel].silent.append(watch)
        await self._look_at_channels(channels, watches, by_channel, now - NO_NEWS)
        self._looked_at, self._judged = now, heard

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let an alert that is owed say what its mentions say now; one without mentions is owed no more."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        if channel is None or not hits:
            await self._outbox.withdraw(owed)
        elif not owed.root:
            await self._teller.recompose(channel, owed, await self.seen(owed.channel))

    async def refresh(self, channel: Channel, root: str) -> bool:
        """Let a message say what its alerts say now, as when somebody took one."""
        return await self._teller.refresh(channel, root, await self.seen(channel.id))

    async def seen(self, channel: str) -> Seen:
        """What is seen of a channel's watches now."""
        watches = await asyncio.to_thread(self._watchlist.watches, channel)
        lasting = await asyncio.to_thread(self._rows.lasting_in, channel)
        return Seen(self._windows, {watch.id: watch for watch in watches}, lasting)

    async def _look_at_channels(
        self, channels: dict[str, Channel], watches: Iterable[Watch], heard: dict[str, Heard], since: datetime
    ) -> None:
        """Look at each channel, before it at those for which an instant watch heard something meanwhile."""
        look = _Look(channels, {watch.id: watch for watch in watches}, since)
        await self._tell_instants(look)
        for id_, its in heard.items():
            its.watches = {each: watch for each, watch in its.watches.items() if each not in look.judged}
            await self._look_at(look, id_, its)
            await self._tell_instants(look)
        if look.failure:
            raise look.failure

    async def _tell_instants(self, look: "_Look") -> None:
        """Look at the channels whose instant watches heard what this look has not seen yet."""
        now = self._clock.now()
        due = await asyncio.to_thread(self._hits.due_instant, look.since)
        look.since = max(look.since, now - AGAIN)  # what is held back all night is asked for once a look
        for id_, its in look.of_instants(due).items():
            await self._look_at(look, id_, its)

    async def _look_at(self, look: "_Look", id_: str, heard: Heard) -> None:
        channel = look.channels.get(id_)
        if channel is None or channel.stopped:
            return
        try:
            async with self._outbox.channel_lock(id_):
                heard.lasting = await asyncio.to_thread(self._rows.lasting_in, id_)
                await self._look.look(channel, heard, Seen(self._windows, look.watches, heard.lasting))
        except Exception as error:  # it is kept, and will be in the digest if nothing else
            log.exception("What rings in %s is not told", id_)
            look.failure = look.failure or error


class _Look(msgspec.Struct):
    """One look at all channels: the instant mentions it has `seen`, the watches it `judged` with them.

    Since `since` those are asked for that it may not have seen.
    """

    channels: Mapping[str, Channel]
    watches: Mapping[str, Watch]
    since: datetime
    seen: set[tuple[str, str]] = set()
    judged: set[str] = set()
    failure: Exception | None = None

    def of_instants(self, due: Iterable[Hit]) -> dict[str, Heard]:
        """What there is to look at, by channel, for what instant watches heard and this look has not seen."""
        found: dict[str, Heard] = defaultdict(Heard)
        for hit in due:
            watch = self.watches.get(hit.watch)
            if watch is None or not watch.instant or (hit.watch, hit.mention.id) in self.seen:
                continue
            self.seen.add((hit.watch, hit.mention.id))
            found[hit.channel].due.append(hit)
            found[hit.channel].watches[watch.id] = watch
            self.judged.add(watch.id)
        return found


def _by_channel(watches: Iterable[Watch], heard: Collection[str], lasting: Iterable[str]) -> dict[str, Heard]:
    """What there is to look at, by channel: watches that heard something, channels in which alerts last."""
    found = defaultdict(Heard, {channel: Heard() for channel in lasting})
    for watch in watches:
        if watch.id in heard:
            found[watch.channel].watches[watch.id] = watch
    return found
