"""The commands about a channel: its digest, its sources and feeds, how it is spoken to, how it is."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from bot.answers.request import Answer, Carry, Request
from bot.clock import Clock
from bot.commands.calendar_words import Clocked
from bot.commands.channel_words import read_channel
from bot.commands.choices import FeedVerb, read_condensed, read_feed, read_language, read_sources, read_switch
from bot.commands.digest_hours import read_digest_hours
from bot.commands.digest_words import DigestAsked, read_digest
from bot.digests.on_demand import DigestsOnDemand, Window
from bot.errors import Refusal, Refused
from bot.locale import N_
from bot.messages.channel import language_sentence, replies_asked, replies_message
from bot.messages.copying import copied_message
from bot.messages.digest import digest_messages
from bot.messages.digest_hours import hours_message
from bot.messages.feeds import feed_added_message, feed_messages, feed_removed_message, looking_message
from bot.messages.message import Message
from bot.messages.on_demand import afterwards, digest_sent_message
from bot.messages.sources import sources_message, switched_message
from bot.messages.status import status_messages
from bot.models import Channel, Watch
from bot.watches.channel_settings import ChannelSettings
from bot.watches.copying import ChannelCopies
from bot.watches.feeds import FeedSubscriptions, host_of
from bot.watches.health import ChannelHealth
from bot.watches.lookup import WatchLookup
from bot.watches.results import ChannelWatches
from bot.watches.source_choice import SourceChoice

EPHEMERAL_PAGES = 4
"""Messages of a digest shown to one person; a command's answer takes five in all."""
EARLY = 3.0
"""Seconds after which whoever waits for an answer is told that a site is still looked at."""


class ChannelCommands:
    """Carries out commands about a channel."""

    def __init__(
        self,
        lookup: WatchLookup,
        settings: ChannelSettings,
        digests: DigestsOnDemand,
        sources: SourceChoice,
        feeds: FeedSubscriptions,
        copies: ChannelCopies,
        health: ChannelHealth,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._settings = settings
        self._digests = digests
        self._sources = sources
        self._feeds = feeds
        self._copies = copies
        self._health = health
        self._clock = clock

    @property
    def verbs(self) -> Mapping[str, Carry]:
        """What carries each verb out."""
        return {
            "now": self._now,
            "digest": self._set_digest,
            "sources": self._choose_sources,
            "feed": self._feed,
            "copy": self._copy,
            "language": self._set_language,
            "replies": self._set_replies,
            "status": self._status,
        }

    async def _now(self, request: Request) -> Answer:
        """The digest of the last 24 hours, to whoever asks; to all when asked for."""
        place = await self._lookup.channel(request.channel)
        here = Clocked(self._clock.now(), place.channel.zone)
        asked = read_digest(request.words, place.names, here)
        watches = await self._asked(place, asked)
        window = Window(asked.span, asked.until)
        if asked.is_public:
            await self._digests.send(place.channel, watches, window)
            return digest_sent_message()
        digest = await self._digests.show(place.channel, watches, window)
        below = N_("The digest goes on below.")
        told = await asyncio.to_thread(digest_messages, digest, EPHEMERAL_PAGES, below)
        is_older_known = bool(window.span and not digest.sections) and await self._digests.knows_anything(
            request.channel, watches
        )
        return told + afterwards(watches, is_older_known=is_older_known)

    async def _asked(self, place: ChannelWatches, asked: DigestAsked) -> Sequence[Watch]:
        """The watches whose digest is asked for. Raises `Refused` where none is listened for."""
        if asked.name:
            return [await self._lookup.named(place.channel.id, asked.name)]
        if not place.watches:
            raise Refused(Refusal.NOTHING_WATCHED)
        active = [watch for watch in place.watches if not watch.paused]
        if not active:
            raise Refused(Refusal.ALL_PAUSED)
        return active

    async def _set_digest(self, request: Request) -> Answer:
        condensed = read_condensed(request.words)
        if condensed is not None:
            channel = await self._settings.set_condensed(request.channel, request.user, condensed=condensed)
        elif request.words:
            channel = await self._settings.set_digest(
                request.channel, request.user, read_digest_hours(request.words)
            )
        else:
            channel = await self._settings.of(request.channel, request.user)
        watches = (await self._lookup.channel(channel.id)).watches
        return hours_message(channel, watches, self._clock.now())

    async def _choose_sources(self, request: Request) -> Answer:
        """Show where this channel listens, or change it."""
        if not request.words:
            channel = await self._settings.of(request.channel, request.user)
            return sources_message(await self._sources.rows(channel), channel.zone, self._clock.now())
        wanted = read_sources(request.words)
        return switched_message(await self._sources.switch(request.channel, request.user, wanted))

    async def _feed(self, request: Request) -> AsyncIterator[Message]:
        """Read a feed for this channel, list those that are read, or stop reading one."""
        channel = await self._settings.of(request.channel, request.user)
        asked = read_feed(request.words)
        if asked.verb is FeedVerb.LIST:
            for message in feed_messages(channel):
                yield message
        elif asked.verb is FeedVerb.REMOVE:
            yield feed_removed_message(await self._feeds.remove(channel.id, request.user, asked.words))
        else:
            async for message in self._add_feed(channel, request.user, asked.words):
                yield message

    async def _add_feed(self, channel: Channel, user: str, address: str) -> AsyncIterator[Message]:
        """Add a feed; whoever waits is told early that it is still looked for."""
        adding = asyncio.ensure_future(self._feeds.add(channel.id, user, address))
        try:
            await asyncio.wait({adding}, timeout=EARLY)
            if not adding.done():
                yield looking_message(host_of(address))
            yield feed_added_message(await adding)
        finally:
            adding.cancel()

    async def _copy(self, request: Request) -> Answer:
        wanted = read_channel(request.words)
        return copied_message(await self._copies.copy(request.channel, request.user, wanted))

    async def _set_language(self, request: Request) -> Answer:
        """Say in which language the bot speaks in a channel, or change it."""
        if not request.words:
            return language_sentence(await self._settings.of(request.channel, request.user))
        language = read_language(request.words)
        return language_sentence(await self._settings.set_language(request.channel, request.user, language))

    async def _set_replies(self, request: Request) -> Answer:
        """Turn the answers to watched names on or off."""
        wanted = read_switch(request.words)
        if wanted is None:
            return replies_asked(await self._settings.of(request.channel, request.user))
        return replies_message(await self._settings.set_replies(request.channel, request.user, on=wanted))

    async def _status(self, request: Request) -> Answer:
        return status_messages(await self._health.status(request.channel), self._clock.now())
