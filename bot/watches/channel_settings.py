"""How a channel is served: set up when it is first used, and changed."""

import asyncio
from collections.abc import Callable

import msgspec

from bot.clock import Clock
from bot.commands.digest_hours import HoursChange
from bot.directory.channels import SlackChannels
from bot.directory.people import People
from bot.errors import Refusal, Refused
from bot.locale import DEFAULT, Language
from bot.models import AlertSettings, Channel, Vip
from bot.storage.watchlist import Watchlist
from bot.watches.reloader import Reloader
from bot.watches.stops import ChannelStops


class ChannelSettings:
    """Sets channels up, and changes how they are served."""

    def __init__(
        self,
        watchlist: Watchlist,
        stops: ChannelStops,
        reloader: Reloader,
        people: People,
        channels: SlackChannels,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._stops = stops
        self._reloader = reloader
        self._people = people
        self._channels = channels
        self._clock = clock

    async def of(self, channel: str, user: str) -> Channel:
        """The settings of a channel, made when it is first used: in the zone and language of that person.

        A channel that was stopped is open again: somebody uses it.
        """
        known = await asyncio.to_thread(self._watchlist.channel, channel)
        if known and not known.stopped:
            return known
        if known and (reopened := await self._stops.reopen(known)):
            return reopened
        return await asyncio.to_thread(self._watchlist.set_up, await self.new(channel, user))

    async def new(self, channel: str, user: str) -> Channel:
        """The settings that a channel begins with."""
        asker = await self._people.profile(user)
        return Channel(
            id=channel,
            workspace=self._watchlist.workspace,
            zone=asker.zone,
            language=asker.language or DEFAULT,
            set_up_by=user,
            digest_since=self._clock.now(),
        )

    async def update(self, channel: str, how: Callable[[Channel], Channel]) -> Channel:
        """Serve a channel as `how` makes of what holds by then. Raises `Refused` if it is gone."""
        changed = await asyncio.to_thread(self._watchlist.change_channel, channel, how)
        if changed is None:
            raise Refused(Refusal.CHANNEL_CLOSED)
        return changed

    async def set_language(self, channel: str, user: str, language: Language) -> Channel:
        """Speak a language in a channel."""
        return await self._change(channel, user, lambda known: _with(known, language=language))

    async def set_urgent(self, channel: str, user: str, urgent: tuple[str, ...]) -> Channel:
        """Let words concern people's safety in a channel."""
        return await self._change(channel, user, lambda known: _with(known, urgent=urgent))

    async def set_vips(self, channel: str, user: str, vips: tuple[Vip, ...]) -> Channel:
        """Let people always matter in a channel."""
        return await self._change(channel, user, lambda known: _with(known, vips=vips))

    async def set_replies(self, channel: str, user: str, *, on: bool) -> Channel:
        """Answer those who write a watched name in a channel, or do so no more."""
        if on:
            await self.of(channel, user)
            await self._channels.require_member(channel)
        return await self._change(channel, user, lambda known: _with(known, replies=on))

    async def set_condensed(self, channel: str, user: str, *, condensed: bool) -> Channel:
        """Let the digests of a channel be three lines with a thread, or whole pages."""
        return await self._change(channel, user, lambda known: _with(known, condensed=condensed))

    async def set_alerts(
        self, channel: str, user: str, how: Callable[[AlertSettings], AlertSettings]
    ) -> Channel:
        """Change when a channel is told at once, and of what."""
        return await self._change(channel, user, lambda known: _with(known, alerts=how(known.alerts)))

    async def set_digest(self, channel: str, user: str, hours: HoursChange) -> Channel:
        """Let the digests of a channel come at other hours, or not at all.

        Raises `BadCommand` for too many, and `Refused` where the bot cannot speak.
        """
        known = await self.of(channel, user)
        if not hours.of(known).digest_off:
            await self._channels.require_member(channel)
        now = self._clock.now()
        changed = await self.update(channel, lambda held: _with(hours.of(held), digest_since=now))
        await self._reloader.reload()
        return changed

    def language(self, channel: str) -> Language:
        """What the bot speaks in a channel."""
        return self._watchlist.language(channel)

    async def askers_language(self, user: str, channel: str) -> Language:
        """The language of somebody who asks in a channel: their own as Slack knows it, else the channel's."""
        profile = await self._people.profile(user)
        return profile.language or self._watchlist.language(channel)

    async def _change(self, channel: str, user: str, how: Callable[[Channel], Channel]) -> Channel:
        await self.of(channel, user)
        return await self.update(channel, how)


def _with(channel: Channel, **fields: object) -> Channel:
    changed: Channel = msgspec.structs.replace(channel, **fields)
    return changed
