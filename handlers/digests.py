"""The digest: now, and when it comes."""

import asyncio
import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from bot.digests.compose import DAY
from bot.digests.digest import Digest
from bot.digests.hours import digest_change
from bot.digests.timetable import upcoming
from bot.errors import BadCommand
from bot.locale import _, later, speaking
from bot.messages.answers import digest_sentence, sentence
from bot.messages.digest import digest_messages
from bot.messages.message import Message
from bot.messages.wording import moment
from bot.models import Channel, Watch
from bot.names import name_key
from bot.outbox.queue import delivery_rows
from bot.storage.archive import Hit
from bot.storage.deliveries import Delivery
from handlers.calendar_words import Clocked
from handlers.services import ChannelWatches, Request, Services
from handlers.settings import settings_of, update_settings
from handlers.spans import read_span, within
from handlers.tokens import tokens_of
from handlers.vocabulary import GRAMMAR
from handlers.watch_lookup import channel_watches, watch_named
from handlers.watches import require_member

EPHEMERAL_PAGES = 4
"""Messages shown to one person; a command's answer takes five in all."""
HOUR = timedelta(hours=1)
UNITS = {"h": timedelta(hours=1), "d": DAY, "w": 7 * DAY, "m": 30 * DAY, "y": 365 * DAY}
_SPAN = re.compile(r"([1-9]\d{0,2})([hdwmy])", re.IGNORECASE)


async def now(services: Services, call: Request) -> list[Message]:
    """The digest of the last 24 hours, to whoever asks; to all when asked for."""
    place = await channel_watches(services, call.channel)
    words, public = _without(call.words, "public")
    words, span, until = _asked(words, place, services.clock.now())
    watches = [await watch_named(services, call.about(words))] if words else _active(place)
    if public:
        await require_member(services, call.channel)
    await services.due_digests.refresh_sources(place.channel)
    if public:
        with speaking(place.channel.language):
            digest = await services.composer.digest_now(place.channel, watches, span, until)
            messages = digest_messages(digest)
        about = " ".join(watch.id for watch in watches)
        key = f"now:{uuid.uuid4().hex}:{_window(span, until)}"
        rows = delivery_rows("now", key, call.channel, messages, services.clock.now(), about)
        await services.outbox.enqueue(rows)
        return [sentence(_("The digest is on its way to the channel."))]
    digest = await services.composer.digest_now(place.channel, watches, span, until)
    told = digest_messages(digest, EPHEMERAL_PAGES, later("The digest goes on below."))
    return told + await _afterwards(services, call.channel, watches, digest, span)


async def recompose(services: Services, owed: Delivery, hits: Sequence[Hit]) -> None:
    """Let a digest that somebody asked for, and that is owed, say what is left of what it quotes."""
    channel = await asyncio.to_thread(services.watchlist.channel, owed.channel)
    watches = await asyncio.to_thread(services.watchlist.watches, owed.channel)
    asked = [watch for watch in watches if watch.id in owed.about.split()]
    if channel is None or not asked:
        await services.outbox.withdraw(owed)
        return
    key = owed.id.removesuffix(":0")
    with speaking(channel.language):
        digest = await services.composer.digest_now(channel, asked, *_read_window(key.rpartition(":")[2]))
        messages = digest_messages(digest)
    rows = delivery_rows("now", key, channel.id, messages, owed.created_at, owed.about)
    await services.outbox.replace(rows)


def _window(span: timedelta | None, until: datetime | None) -> str:
    """The time that a digest covers, for its key: whole hours, and the second of its end where it has one."""
    hours = str(-(-span // HOUR)) if span else ""
    return f"{hours}-{until.timestamp():.0f}" if until else hours


def _read_window(written: str) -> tuple[timedelta | None, datetime | None]:
    hours, _, end = written.partition("-")
    return int(hours) * HOUR if hours else None, datetime.fromtimestamp(int(end), UTC) if end else None


async def set_digest(services: Services, call: Request) -> Message:
    """When the digest of this channel comes."""
    channel = await settings_of(services, call)
    if not call.words:
        return sentence(await _digest_told(services, channel))
    if not digest_change(channel, call.words).digest_off:
        await require_member(services, call.channel)
    now = services.clock.now()
    changed = await update_settings(
        services,
        channel,
        lambda known: msgspec.structs.replace(digest_change(known, call.words), digest_since=now),
    )
    await services.reloader.reload()
    return sentence(await _digest_told(services, changed))


async def _afterwards(
    services: Services, channel: str, watches: Sequence[Watch], digest: Digest, span: timedelta | None
) -> list[Message]:
    """What is worth knowing of a digest of a span: that older mentions are known, that a watch rests."""
    said = [
        _("{name} is paused. /watch resume {name} listens again.", name=watch.name)
        for watch in watches
        if watch.paused
    ]
    known = await asyncio.to_thread(services.archive.newest, channel, [watch.id for watch in watches], 1)
    if known and span and not digest.sections:
        said.append(_("Older mentions are known: /watch now all shows them."))
    return [sentence(" ".join(said))] if said else []


async def _digest_told(services: Services, channel: Channel) -> str:
    watches = await asyncio.to_thread(services.watchlist.watches, channel.id)
    following = upcoming(channel, services.clock.now())
    if not following:
        return digest_sentence(channel)
    if all(watch.paused for watch in watches):
        return f"{digest_sentence(channel)} " + _("It begins once something is watched here.")
    when = moment(following.instant, channel.zone)
    return f"{digest_sentence(channel)} " + _("Next: {when}.", when=when)


def _active(place: ChannelWatches) -> list[Watch]:
    """The watches that are listened for. Raises `BadCommand` where there is none."""
    if not place.watches:
        raise BadCommand(_("Nothing is watched in this channel. Begin with: /watch brand NAME"))
    active = [watch for watch in place.watches if not watch.paused]
    if not active:
        raise BadCommand(_("Everything watched here is paused. /watch resume NAME listens again."))
    return active


def _without(words: str, word: str) -> tuple[str, bool]:
    """The words without one of them, and whether it was there."""
    kept = [each for each in words.split() if each.lower() != word]
    return " ".join(kept), len(kept) != len(words.split())


def _asked(words: str, place: ChannelWatches, now: datetime) -> tuple[str, timedelta | None, datetime | None]:
    """The words without the time in them, how long that is, and its end where it has one: `Acme yesterday`.

    What names a watch as a whole is that name.
    """
    name, span = _spanned(words)
    if name != words or any(name_key(words) == name_key(watch.name) for watch in place.watches):
        return name, span, None
    tokens = tokens_of(words)
    found, places = read_span(" ".join(token.folded for token in tokens), Clocked(now, place.channel.zone))
    if not places or (found is None and any(map(str.isdecimal, words))):  # no time: “0d”
        return words, DAY, None
    kept = [token for rank, token in enumerate(tokens) if rank not in within(tokens, places)]
    name = words[kept[0].start : kept[-1].end] if kept else ""
    name = "" if all(token.folded in GRAMMAR for token in kept) else name
    return (name, found.until - found.since, found.until) if found else (name, DAY, None)


def _spanned(words: str) -> tuple[str, timedelta | None]:
    """The words without a span at their end, and the span: 24 hours unless said, None for all."""
    *before, last = words.split() or [""]
    if last.lower() in {"all", "tout"}:
        return " ".join(before), None
    if found := _SPAN.fullmatch(last):
        return " ".join(before), int(found[1]) * UNITS[found[2].lower()]
    return words, DAY
