"""Feeds that people add to a channel."""

import msgspec

from bot.errors import BadCommand, SourceFailure
from bot.messages.answers import feed_messages, sentence
from bot.messages.message import Message
from bot.messages.wording import count, listed
from bot.models import Channel, Feed
from bot.sources.feeds import find_feed
from bot.text import fold
from handlers.services import Call, Services
from handlers.settings import revise_settings, settings_of
from handlers.verbs import COMMAND
from handlers.watches import require_member

MOST_FEEDS = 100


async def feed(services: Services, call: Call) -> Message | list[Message]:
    """Read a feed for this channel, list those that are read, or stop reading one."""
    channel = await settings_of(services, call)
    first, _, rest = call.words.partition(" ")
    if not call.words or call.words.lower() == "list":
        return feed_messages(channel)
    if first.lower() == "remove":
        return await _remove(services, channel, rest)
    await require_member(services, call.channel)
    return await _add(services, channel, rest if first.lower() == "add" else call.words)


async def _add(services: Services, channel: Channel, words: str) -> Message:
    address = words.strip("<> ").split("|")[0]
    if "://" not in address:
        address = f"https://{address}"
    try:
        found = await find_feed(address, services.fetcher)
    except SourceFailure as error:
        raise BadCommand(f"{error.reason} Nothing was added.") from error
    added = Feed(url=found.url, title=found.title, added_at=services.clock.now())
    await revise_settings(services, channel, lambda known: _with(known, added))
    await services.renew()
    hits = await services.listener.read_feed(found.url, channel.id)
    held = count(found.entries, "entry", "entries")
    said = f"{found.title} is read here from now on ({found.url}). It holds {held}"
    return sentence(f"{said}; {_speaking(len(hits))}")


async def _remove(services: Services, channel: Channel, words: str) -> Message:
    if not words:
        raise BadCommand(f"Which feed? {COMMAND} feed remove URL; {COMMAND} feed lists those that are read.")
    gone = _meant(channel, words)
    await revise_settings(services, channel, lambda known: _without(known, gone))
    await services.renew()
    return sentence(f"{gone.title} is no longer read here.")


def _with(channel: Channel, added: Feed) -> Channel:
    """The channel with one feed more. Raises `BadCommand`."""
    if any(known.url == added.url for known in channel.feeds):
        raise BadCommand(f"{added.title} is read here already.")
    if len(channel.feeds) >= MOST_FEEDS:
        raise BadCommand(
            f"{MOST_FEEDS} feeds are read here, which is the most. {COMMAND} feed remove URL makes room."
        )
    return msgspec.structs.replace(channel, feeds=(*channel.feeds, added))


def _without(channel: Channel, gone: Feed) -> Channel:
    kept = tuple(known for known in channel.feeds if known.url != gone.url)
    return msgspec.structs.replace(channel, feeds=kept)


def _meant(channel: Channel, words: str) -> Feed:
    """The feed of that address or title, or the only one below that address. Raises `BadCommand`."""
    wanted = fold(words.strip("<> ").split("|")[0])
    found = [known for known in channel.feeds if wanted in (fold(known.url), fold(known.title))]
    below = [known for known in channel.feeds if _bare(known.url).startswith(_bare(wanted))]
    if not (found or below):
        raise BadCommand(f"No such feed is read here. {COMMAND} feed lists those that are.")
    if not found and len(below) > 1:
        named = listed([known.url for known in below], "or")
        raise BadCommand(f"Several feeds of that address are read here: write {COMMAND} feed remove {named}.")
    return (found or below)[0]


def _bare(address: str) -> str:
    return f"{fold(address).partition('://')[2] or fold(address)}/".replace("//", "/")


def _speaking(hits: int) -> str:
    if not hits:
        return "none of them speaks of what is watched here."
    verb = "speaks" if hits == 1 else "speak"
    return f"{hits} of them {verb} of what is watched here: {COMMAND} now all shows them."
