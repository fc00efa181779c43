"""Taking over what another channel has: its watches, its feeds, its settings."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.errors import BadCommand
from bot.locale import _, _n
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.wording import shortened
from bot.models import Channel, Watch
from bot.storage.changes import ChangeKind
from handlers.access import ReadableChannels
from handlers.feeds import MOST_FEEDS
from handlers.services import Request, Services
from handlers.settings import settings_of, update_settings
from handlers.watches import record, require_member

NAMED = 20
"""Names repeated in one sentence."""


async def copy(services: Services, call: Request) -> Message:
    """Take over the watches, feeds and settings of a channel that whoever asks may see."""
    if not call.words:
        raise BadCommand(_("Which channel? Write /watch copy #channel: a public one, or one you are in."))
    found, name = await ReadableChannels(services, call.user).meant(call.words)
    model = services.watchlist.channel(found)
    if model is None or found == call.channel:
        raise BadCommand(
            _(
                "Nothing can be taken over from {channel}: it is this channel, I am not used there, or you "
                "are not in it. A public channel can be copied, and a private one by those who are in it.",
                channel=call.words,
            )
        )
    await require_member(services, call.channel)
    await settings_of(services, call)
    now = services.clock.now()
    changed = await update_settings(
        services,
        msgspec.structs.replace(model, id=call.channel),
        lambda known: _taking_over(known, model, now),
    )
    watches = services.watchlist.watches(found)
    added = await _add_watches(services, call, watches, now)
    await services.reloader.reload()
    for watch in added:
        services.background.start(services.welcomes.welcome(watch, changed), f"look-back for {watch.id}")
    return sentence(_said(name, changed, watches, added))


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


async def _add_watches(
    services: Services, call: Request, watches: Sequence[Watch], now: datetime
) -> list[Watch]:
    """Those of the watches that were not here yet, made by whoever asked."""
    added: list[Watch] = []
    for watch in watches:
        own = msgspec.structs.replace(
            watch, id=uuid.uuid4().hex, channel=call.channel, created_by=call.user, created_at=now, since=now
        )
        if await asyncio.to_thread(services.watchlist.add, own):
            await record(services, ChangeKind.ADDED, own, call.user)
            added.append(own)
    return added


def _said(name: str, channel: Channel, watches: Sequence[Watch], added: Sequence[Watch]) -> str:
    names, already = [watch.name for watch in added], len(watches) - len(added)
    said = [_taken_over(name, names)]
    if already:
        said.append(
            _n(
                "{n} watch of that name stood here already.",
                "{n} watches of that name stood here already.",
                already,
            )
        )
    said += [
        _n("{n} feed here now.", "{n} feeds here now.", len(channel.feeds)),
        _(
            "The digest and the sources are set as there. /watch list, /watch feed and /watch sources "
            "show it."
        ),
    ]
    return " ".join(said)


def _taken_over(channel: str, names: Sequence[str]) -> str:
    number = _n("{n} watch", "{n} watches", len(names))
    if not names:
        return _("Taken over from {channel}: {number}.", channel=channel, number=number)
    taken = shortened(names, NAMED)
    return _("Taken over from {channel}: {number}: {names}.", channel=channel, number=number, names=taken)
