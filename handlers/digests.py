"""The digest: now, and when it comes."""

import asyncio
import re
import uuid
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from bot.digests.compose import DAY
from bot.digests.digest import Digest
from bot.digests.timetable import upcoming
from bot.errors import BadCommand
from bot.messages.answers import digest_sentence, sentence
from bot.messages.digest import digest_messages
from bot.messages.message import Message
from bot.messages.wording import moment
from bot.models import Channel, Watch
from bot.outbox.queue import delivery_rows
from handlers.finding import place_of, watch_named
from handlers.services import Call, Place, Services
from handlers.settings import revise_settings, settings_of
from handlers.verbs import COMMAND
from handlers.watches import require_member

EPHEMERAL_PAGES = 4
"""Messages shown to one person; a command's answer takes five in all."""
UNITS = {"h": timedelta(hours=1), "d": DAY, "w": 7 * DAY, "m": 30 * DAY, "y": 365 * DAY}
_SPAN = re.compile(r"([1-9]\d{0,2})([hdwmy])", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})(?:[:h.](\d{2})|h)", re.IGNORECASE)
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_GROUPS = {
    "weekdays": (1, 2, 3, 4, 5),
    "weekends": (6, 7),
    "daily": (1, 2, 3, 4, 5, 6, 7),
    "everyday": (1, 2, 3, 4, 5, 6, 7),
    "day": (1, 2, 3, 4, 5, 6, 7),
    "jours": (1, 2, 3, 4, 5, 6, 7),
    "semaine": (1, 2, 3, 4, 5),
}
_FILLERS = {"at", "on", "every", "in", "à", "a", "le", "les", "tous", "chaque", "en"}


async def now(services: Services, call: Call) -> list[Message]:
    """The digest of the last 24 hours, to whoever asks; to all when asked for."""
    place = await place_of(services, call.channel)
    words, public = _without(call.words, "public")
    words, span = _spanned(words)
    watches = [await watch_named(services, call.about(words))] if words else _active(place)
    if public:
        await require_member(services, call.channel)
    await services.digest_sources.refresh_sources(place.channel)
    digest = await services.composer.digest_now(place.channel, watches, span)
    if not public:
        told = digest_messages(digest, EPHEMERAL_PAGES, "The digest goes on below.")
        return told + await _afterwards(services, call.channel, watches, digest, span)
    rows = delivery_rows(
        "now", f"now:{uuid.uuid4().hex}", call.channel, digest_messages(digest), services.clock.now()
    )
    await services.outbox.enqueue(rows)
    return [sentence("The digest is on its way to the channel.")]


async def set_digest(services: Services, call: Call) -> Message:
    """When the digest of this channel comes."""
    channel = await settings_of(services, call)
    if not call.words:
        return sentence(await _digest_told(services, channel))
    if digest_change(channel, call.words).digest_days:
        await require_member(services, call.channel)
    now = services.clock.now()
    changed = await revise_settings(
        services,
        channel,
        lambda known: msgspec.structs.replace(digest_change(known, call.words), digest_since=now),
    )
    await services.renew()
    return sentence(await _digest_told(services, changed))


async def _afterwards(
    services: Services, channel: str, watches: Sequence[Watch], digest: Digest, span: timedelta | None
) -> list[Message]:
    """What is worth knowing of a digest of a span: that older mentions are known, that a watch rests."""
    said = [
        f"{watch.name} is paused. {COMMAND} resume {watch.name} listens again."
        for watch in watches
        if watch.paused
    ]
    known = await asyncio.to_thread(services.archive.newest, channel, [watch.id for watch in watches], 1)
    if known and span and not digest.sections:
        said.append(f"Older mentions are known: {COMMAND} now all shows them.")
    return [sentence(" ".join(said))] if said else []


def digest_change(channel: Channel, words: str) -> Channel:
    """The channel with the hour, days and zone that somebody typed, in any order. Raises `BadCommand`."""
    if words.lower() == "off":
        return msgspec.structs.replace(channel, digest_days=())
    at, days, zone = channel.digest_at, channel.digest_days or _GROUPS["weekdays"], channel.zone
    for word in words.split():
        if word.lower() in _FILLERS:
            continue
        if hour := _hour(word):
            at = hour
        elif named := _days(word):
            days = named
        elif known := _zone(word):
            zone = known
        else:
            raise BadCommand(
                f"“{word}” is no hour, day or time zone. "
                f"For instance: {COMMAND} digest 09:00 weekdays Europe/Paris; "
                f"days can be weekdays, daily, or mon,wed,fri; {COMMAND} digest off stops it."
            )
    return msgspec.structs.replace(channel, digest_at=at, digest_days=days, zone=zone)


async def _digest_told(services: Services, channel: Channel) -> str:
    watches = await asyncio.to_thread(services.watchlist.watches, channel.id)
    following = upcoming(channel, services.clock.now())
    if not following:
        return digest_sentence(channel)
    if all(watch.paused for watch in watches):
        return f"{digest_sentence(channel)} It begins once something is watched here."
    return f"{digest_sentence(channel)} Next: {moment(following.instant, channel.zone)}."


def _active(place: Place) -> list[Watch]:
    """The watches that are listened for. Raises `BadCommand` where there is none."""
    if not place.watches:
        raise BadCommand(f"Nothing is watched in this channel. Begin with: {COMMAND} brand NAME")
    active = [watch for watch in place.watches if not watch.paused]
    if not active:
        raise BadCommand(f"Everything watched here is paused. {COMMAND} resume NAME listens again.")
    return active


def _without(words: str, word: str) -> tuple[str, bool]:
    """The words without one of them, and whether it was there."""
    kept = [each for each in words.split() if each.lower() != word]
    return " ".join(kept), len(kept) != len(words.split())


def _spanned(words: str) -> tuple[str, timedelta | None]:
    """The words without a span at their end, and the span: 24 hours unless said, None for all."""
    *before, last = words.split() or [""]
    if last.lower() == "all":
        return " ".join(before), None
    if found := _SPAN.fullmatch(last):
        return " ".join(before), int(found[1]) * UNITS[found[2].lower()]
    return words, DAY


def _hour(word: str) -> str:
    found = _HOUR.fullmatch(word)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return ""
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def _days(word: str) -> tuple[int, ...]:
    """ISO weekdays of `weekdays`, `mon,thu`, `mon-fri`, in English or French; none for another word."""
    if word.lower() in _GROUPS:
        return _GROUPS[word.lower()]
    found: set[int] = set()
    for part in word.lower().split(","):
        first, _, last = part.partition("-")
        begin, end = _weekday(first), _weekday(last or first)
        if not begin or not end:
            return ()
        found |= {(begin - 1 + step) % 7 + 1 for step in range((end - begin) % 7 + 1)}
    return tuple(sorted(found))


def _weekday(word: str) -> int:
    """The ISO weekday that a word names, whole or begun with three letters or more; 0 for another word."""
    for names in (_DAY_NAMES, _JOURS):
        for number, name in enumerate(names, 1):
            if len(word) >= 3 and word in (name, f"{name}s", name[: len(word)]):
                return number
    return 0


def _zone(word: str) -> str:
    """The IANA name meant by a name or a city, whatever its case."""
    # Etc/GMT+2 is two hours behind UTC: nobody who writes GMT+2 means that.
    known = {name.lower(): name for name in available_timezones() if not name.startswith("Etc/")}
    if word.lower() in known:
        return known[word.lower()]
    cities = [name for lower, name in known.items() if lower.endswith("/" + word.lower().replace(" ", "_"))]
    return cities[0] if len(cities) == 1 and ZoneInfo(cities[0]) else ""
