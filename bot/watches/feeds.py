"""Feeds that people add to a channel."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from bot.addresses import web_address
from bot.clock import Clock
from bot.directory.channels import SlackChannels
from bot.errors import Refusal, Refused, SourceFailure
from bot.fetching import Fetcher, MemoryValidators
from bot.listening.poll import Poller
from bot.messages.feeds import feed_names
from bot.models import Channel, Feed
from bot.names import name_key
from bot.sources.feeds import FoundFeed, find_feed
from bot.storage.watchlist import Watchlist
from bot.text import fold
from bot.watches.channel_settings import ChannelSettings
from bot.watches.reloader import Reloader
from bot.watches.results import FeedAdded

MOST_FEEDS = 100
LONGEST_SEARCH = 45.0
"""Seconds that looking for a feed takes at most: a server that drips keeps nobody waiting for minutes."""


class FeedSubscriptions:
    """The feeds that channels read."""

    def __init__(
        self,
        watchlist: Watchlist,
        settings: ChannelSettings,
        channels: SlackChannels,
        fetcher: Fetcher,
        poller: Poller,
        reloader: Reloader,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._settings = settings
        self._channels = channels
        self._fetcher = fetcher
        self._poller = poller
        self._reloader = reloader
        self._clock = clock

    async def add(self, channel: str, user: str, address: str) -> FeedAdded:
        """Find the feed of a page, and read it in a channel from now on.

        Raises `Refused` where there is none, where its server takes too long, or where it cannot be added.
        """
        await self._settings.of(channel, user)
        await self._channels.require_member(channel)
        found = await self._found(address)
        added = Feed(url=found.url, title=found.title, added_at=self._clock.now())
        await self._settings.update(channel, lambda known: _with(known, added))
        await self._reloader.reload()
        hits = await self._poller.read_feed(found.url, channel, found.answer)
        watched = any(not watch.paused for watch in self._watchlist.watches(channel))
        return FeedAdded(added, found.entries, hits if watched else None)

    async def remove(self, channel: str, user: str, words: str) -> Feed:
        """Read a feed no more: the one that words mean. Raises `Refused` for none and for several."""
        gone = meant(await self._settings.of(channel, user), words)
        await self._settings.update(channel, lambda known: _without(known, gone))
        await self._reloader.reload()
        return gone

    async def _found(self, address: str) -> FoundFeed:
        """The feed at an address. Raises `Refused` where there is none, or its server takes too long."""
        try:
            async with asyncio.timeout(LONGEST_SEARCH):
                return await find_feed(address, self._fetcher.with_validators(MemoryValidators()))
        except SourceFailure as error:
            raise Refused(Refusal.NO_FEED, reason=error.sentence) from error
        except TimeoutError as error:
            seconds = f"{LONGEST_SEARCH:g}"
            raise Refused(Refusal.FEED_SLOW, host=host_of(address), n=seconds) from error


def host_of(address: str) -> str:
    """Whose server is asked, empty for what is no address: the rest of an address may hold a secret."""
    return (urlsplit(web_address(address) or address).hostname or "").removeprefix("www.")


def meant(channel: Channel, words: str) -> Feed:
    """The feed that somebody names by the closest way in which any is named. Raises `Refused`.

    Its address; its name, as the list shows it; the row of the list; an address above it.
    """
    typed = " ".join(words.split()).strip('<>"“”«» ')
    wanted = fold(typed.split("|")[0])
    ways: Sequence[Sequence[Feed]] = (
        [known for known in channel.feeds if wanted == fold(known.url)],
        [known for known in channel.feeds if typed in feed_names(known)],
        [known for known in channel.feeds if name_key(typed) == name_key(known.title)],
        [known for known in channel.feeds if _bare(known.url).startswith(_bare(wanted))],
    )
    found = next((way for way in ways if way), [])
    if not found:
        raise Refused(Refusal.FEED_UNKNOWN)
    if len(found) > 1:
        raise Refused(Refusal.FEED_AMBIGUOUS, addresses=tuple(known.url for known in found))
    return found[0]


def _with(channel: Channel, added: Feed) -> Channel:
    """The channel with one feed more. Raises `Refused`."""
    if any(known.url == added.url for known in channel.feeds):
        raise Refused(Refusal.FEED_KNOWN, feed=added.title)
    if len(channel.feeds) >= MOST_FEEDS:
        raise Refused(Refusal.FEEDS_FULL, n=MOST_FEEDS)
    return msgspec.structs.replace(channel, feeds=(*channel.feeds, added))


def _without(channel: Channel, gone: Feed) -> Channel:
    kept = tuple(known for known in channel.feeds if known.url != gone.url)
    return msgspec.structs.replace(channel, feeds=kept)


def _bare(address: str) -> str:
    return f"{fold(address).partition('://')[2] or fold(address)}/".replace("//", "/")
