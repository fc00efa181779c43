"""Feeds that people add to a channel."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import msgspec

from bot.addresses import web_address
from bot.errors import BadCommand, SourceFailure
from bot.fetching import MemoryValidators
from bot.locale import _, _n
from bot.messages.answers import FEED_TITLE, feed_messages, feed_row, sentence
from bot.messages.message import Message
from bot.messages.wording import clipped, listed
from bot.models import Channel, Feed
from bot.names import name_key
from bot.sources.feeds import FoundFeed, find_feed
from bot.text import fold
from handlers.commands import is_written_for
from handlers.services import Request, Services
from handlers.settings import settings_of, update_settings
from handlers.watches import require_member

MOST_FEEDS = 100
EARLY = 3.0
"""Seconds after which whoever waits for an answer is told that a site is still looked at."""
LONGEST_SEARCH = 45.0
"""Seconds that looking for a feed takes at most: a server that drips keeps nobody waiting for minutes."""


async def feed(services: Services, call: Request) -> AsyncIterator[Message]:
    """Read a feed for this channel, list those that are read, or stop reading one."""
    channel = await settings_of(services, call)
    first, _space, rest = call.words.partition(" ")
    if not call.words or call.words.lower() == "list":
        for message in feed_messages(channel):
            yield message
    elif is_written_for(first, "remove"):
        yield await _remove(services, channel, rest)
    else:
        await require_member(services, call.channel)
        added = rest if rest and is_written_for(first, "brand") else call.words
        async for message in _add(services, channel, added):
            yield message


async def _add(services: Services, channel: Channel, words: str) -> AsyncIterator[Message]:
    address = words.strip("<> ").split("|")[0]
    if "://" not in address:
        address = f"https://{address}"
    finding = asyncio.ensure_future(_found(services, address))
    try:
        await asyncio.wait({finding}, timeout=EARLY)
        if not finding.done():
            yield sentence(
                _("Still looking for a feed at {host}; what comes of it is said here.", host=_host(address))
            )
        found = await finding
    finally:
        finding.cancel()
    yield await _begin(services, channel, found)


async def _found(services: Services, address: str) -> FoundFeed:
    """The feed at an address. Raises `BadCommand` where there is none, or its server takes too long."""
    try:
        async with asyncio.timeout(LONGEST_SEARCH):
            return await find_feed(address, services.fetcher.with_validators(MemoryValidators()))
    except SourceFailure as error:
        raise BadCommand(_("{reason} Nothing was added.", reason=error.reason)) from error
    except TimeoutError as error:
        raise BadCommand(
            _(
                "{host} did not answer within {n} seconds. Nothing was added; try again later, or give the "
                "address of the feed itself.",
                host=_host(address),
                n=f"{LONGEST_SEARCH:g}",
            )
        ) from error


async def _begin(services: Services, channel: Channel, found: FoundFeed) -> Message:
    """Read a feed from now on, beginning with the answer in which it was found."""
    added = Feed(url=found.url, title=found.title, added_at=services.clock.now())
    await update_settings(services, channel, lambda known: _with(known, added))
    await services.reloader.reload()
    hits = await services.listener.read_feed(found.url, channel.id, found.answer)
    watched = any(not watch.paused for watch in services.watchlist.watches(channel.id))
    said = _n(
        "{feed} is read here from now on ({address}). It holds {n} entry; {speaking}",
        "{feed} is read here from now on ({address}). It holds {n} entries; {speaking}",
        found.entries,
        feed=found.title,
        address=found.url,
        speaking=_speaking(hits) if watched else _("nothing is watched here yet."),
    )
    return sentence(said)


async def _remove(services: Services, channel: Channel, words: str) -> Message:
    if not words:
        raise BadCommand(_("Which feed? /watch feed remove URL; /watch feed lists those that are read."))
    gone = _meant(channel, words)
    await update_settings(services, channel, lambda known: _without(known, gone))
    await services.reloader.reload()
    return sentence(_("{feed} is no longer read here.", feed=gone.title))


def _with(channel: Channel, added: Feed) -> Channel:
    """The channel with one feed more. Raises `BadCommand`."""
    if any(known.url == added.url for known in channel.feeds):
        raise BadCommand(_("{feed} is read here already.", feed=added.title))
    if len(channel.feeds) >= MOST_FEEDS:
        raise BadCommand(
            _("{n} feeds are read here, which is the most. /watch feed remove URL makes room.", n=MOST_FEEDS)
        )
    return msgspec.structs.replace(channel, feeds=(*channel.feeds, added))


def _without(channel: Channel, gone: Feed) -> Channel:
    kept = tuple(known for known in channel.feeds if known.url != gone.url)
    return msgspec.structs.replace(channel, feeds=kept)


def _meant(channel: Channel, words: str) -> Feed:
    """The feed that somebody names by the closest way in which any is named. Raises `BadCommand`.

    Its address; its name, as the list shows it; the row of the list; an address above it.
    """
    typed = " ".join(words.split()).strip('<>"“”«» ')
    wanted = fold(typed.split("|")[0])
    ways = (
        [known for known in channel.feeds if wanted == fold(known.url)],
        [known for known in channel.feeds if typed in (feed_row(known), clipped(known.title, FEED_TITLE))],
        [known for known in channel.feeds if name_key(typed) == name_key(known.title)],
        [known for known in channel.feeds if _bare(known.url).startswith(_bare(wanted))],
    )
    found = next((way for way in ways if way), [])
    if not found:
        raise BadCommand(_("No such feed is read here. /watch feed lists those that are."))
    if len(found) > 1:
        named = listed([known.url for known in found], "or")
        raise BadCommand(
            _(
                "Several feeds read here could be meant: write /watch feed remove {addresses}.",
                addresses=named,
            )
        )
    return found[0]


def _bare(address: str) -> str:
    return f"{fold(address).partition('://')[2] or fold(address)}/".replace("//", "/")


def _host(address: str) -> str:
    """Whose server is asked: the rest of an address may hold a secret."""
    return (urlsplit(web_address(address) or address).hostname or _("that address")).removeprefix("www.")


def _speaking(hits: int) -> str:
    if not hits:
        return _("none of them speaks of what is watched here.")
    return _n(
        "{n} of them speaks of what is watched here: /watch now all shows them.",
        "{n} of them speak of what is watched here: /watch now all shows them.",
        hits,
    )
