"""Taking over what another channel has: its watches, its feeds, its settings."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.clock import Clock
from bot.commands.channel_words import ChannelNamed
from bot.directory.channels import SlackChannels
from bot.errors import Refusal, Refused
from bot.models import Channel, Watch
from bot.storage.changes import ChangeKind
from bot.storage.watchlist import Watchlist
from bot.watches.changes import WatchHistory
from bot.watches.channel_settings import ChannelSettings
from bot.watches.feeds import MOST_FEEDS
from bot.watches.reloader import Reloader
from bot.watches.results import Copied, FeedsElsewhere

LOOKED_AT = 10
"""Channels with feeds that are looked at to name one."""


class ChannelCopies:
    """Takes over what channels have, for people who may know of them."""

    def __init__(
        self,
        watchlist: Watchlist,
        settings: ChannelSettings,
        history: WatchHistory,
        channels: SlackChannels,
        reloader: Reloader,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._settings = settings
        self._history = history
        self._channels = channels
        self._reloader = reloader
        self._clock = clock

    async def copy(self, channel: str, user: str, wanted: ChannelNamed) -> Copied:
        """Take over the watches, feeds and settings of a channel that whoever asks may see.

        Raises `Refused` for one that they may not know of, or that was never set up.
        """
        found, name = await self._meant(user, wanted)
        model = self._watchlist.channel(found)
        if model is None or found == channel:
            raise Refused(Refusal.CHANNEL_NOT_COPIED, channel=wanted.written)
        await self._channels.require_member(channel)
        await self._settings.of(channel, user)
        now = self._clock.now()
        changed = await self._settings.update(channel, lambda known: _taking_over(known, model, now))
        watches = self._watchlist.watches(found)
        added = await self._add(channel, user, watches, now)
        await self._reloader.reload()
        return Copied(name, changed, tuple(added), len(watches) - len(added))

    async def _meant(self, user: str, wanted: ChannelNamed) -> tuple[str, str]:
        """The id and name of a channel that was set up; empty for none that this person may know of."""
        for known in self._watchlist.channels():
            if wanted.id and known.id != wanted.id:
                continue
            name = await self._channels.name_for(user, known.id)
            called = (name.lstrip("#").casefold(), known.id.casefold())
            if name and (wanted.id or wanted.name in called):
                return known.id, name
        return "", ""

    async def _add(self, channel: str, user: str, watches: Sequence[Watch], now: datetime) -> list[Watch]:
        """Those of the watches that were not here yet, made by whoever asked."""
        added: list[Watch] = []
        for watch in watches:
            own = msgspec.structs.replace(
                watch, id=uuid.uuid4().hex, channel=channel, created_by=user, created_at=now, since=now
            )
            if await asyncio.to_thread(self._watchlist.add, own):
                await self._history.record(ChangeKind.ADDED, own, user)
                added.append(own)
        return added


def _taking_over(known: Channel, model: Channel, now: datetime) -> Channel:
    """The channel with the other one's settings, and its feeds beside its own, read from now on."""
    own = {feed.url for feed in known.feeds}
    new = [msgspec.structs.replace(feed, added_at=now) for feed in model.feeds if feed.url not in own]
    return msgspec.structs.replace(
        model,
        id=known.id,
        set_up_by=known.set_up_by,
        stopped=known.stopped,
        digest_since=now,
        feeds=(*known.feeds, *new)[:MOST_FEEDS],
        switches=tuple(msgspec.structs.replace(each, at=now) for each in model.switches),
    )


async def feeds_elsewhere(
    watchlist: Watchlist, channels: SlackChannels, channel: str, user: str
) -> FeedsElsewhere | None:
    """Which channel reads the most feeds, for one that reads none; None where there is none to name."""
    here = watchlist.channel(channel)
    if here and here.feeds:
        return None
    others = sorted(watchlist.channels(), key=lambda each: len(each.feeds), reverse=True)
    for other in others[:LOOKED_AT]:
        if other.feeds and other.id != channel and (name := await channels.name_for(user, other.id)):
            return FeedsElsewhere(name, len(other.feeds))
    return None
