"""Watches, as people make, see, pause and resume them."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from slack_sdk.errors import SlackApiError

from bot.errors import BadCommand
from bot.locale import _
from bot.messages.answers import KINDS, list_messages, sentence
from bot.messages.message import Message
from bot.messages.several import several_message
from bot.messages.wording import listed
from bot.models import Channel, Watch, WatchKind
from bot.names import name_key
from bot.query import hint, parse, read_watch
from bot.query import read_name as split_name
from bot.storage.changes import ChangeKind, WatchChange
from bot.text import fold
from handlers.access import channel_with_feeds
from handlers.commands import COMMAND, OFF, ON, in_language_spoken
from handlers.reach import reach_notes, reach_remark
from handlers.services import Request, Services
from handlers.settings import settings_of
from handlers.several_names import several_names
from handlers.source_check import require_sources
from handlers.watch_lookup import channel_watches, find, namesakes, watch_named, with_query

LONGEST_NAME = 80
_AT_ONCE = frozenset(
    ["instant", "instantane", "instantanee", "instantanees", "immediate", "immediat", "immediates"]
)
_IN_DIGEST = frozenset({"digest", "bulletin"})
"""How alerts are turned on and off, folded."""


async def add(services: Services, call: Request) -> Message:
    """Watch a name in this channel from now on, and look back seven days; several names are asked back."""
    if found := several_names(call.words):
        kind = in_language_spoken(call.verb)
        commands = [f"{COMMAND} {kind} {typed}" for typed in found.apart()]
        as_one = f"{COMMAND} {kind} {found.as_one()}"
        return several_message(commands, as_one, f"{call.verb} {call.words}")
    return await add_one(services, call)


async def add_one(services: Services, call: Request) -> Message:
    """Watch what was typed as one name."""
    name, query = read_name(call)
    require_sources(parse(query), services.sources)
    await require_member(services, call.channel)
    channel = await asyncio.to_thread(services.watchlist.set_up, await settings_of(services, call))
    now = services.clock.now()
    watch = Watch(
        id=uuid.uuid4().hex,
        channel=call.channel,
        name=name,
        kind=WatchKind(call.verb),
        query=query,
        created_by=call.user,
        created_at=now,
        since=now,
    )
    if not await asyncio.to_thread(services.watchlist.add, watch):
        raise BadCommand(await _known(services, watch, call.words))
    await services.reloader.reload()
    await record(services, ChangeKind.ADDED, watch, call.user)
    remark = reach_remark(services, parse(query), channel)
    promise = (
        "" if services.registry.reach(parse(query), channel).is_empty else await _promise(services, channel)
    )
    services.background.start(services.welcomes.welcome(watch, channel), f"look-back for {watch.id}")
    remarks = (hint(call.words), remark, promise, await channel_with_feeds(services, call))
    said = _("{name} is watched here from now on.", name=name)
    return sentence(f"{said} {' '.join(filter(None, remarks))}")


async def _known(services: Services, asked: Watch, typed: str) -> str:
    """That a name is watched already: as which name and kind where these are others, and if it is paused."""
    watches = await asyncio.to_thread(services.watchlist.watches, asked.channel)
    known = next((each for each in watches if name_key(each.name) == name_key(asked.name)), asked)
    said = [_("{name} is watched here already.", name=asked.name)]
    if (known.name, known.kind) != (asked.name, asked.kind):
        kind = _(KINDS[known.kind])
        said = [
            _(
                "{name} is watched here already, as the {kind} {other}.",
                name=asked.name,
                kind=kind,
                other=known.name,
            )
        ]
    if known.paused:
        said.append(_("It is paused: /watch resume {name} listens again.", name=known.name))
    edit = f"{COMMAND} {in_language_spoken('edit')} {known.name} {split_name(typed)[1]}".rstrip()
    ending = _(
        "/watch list shows how; {edit} changes it, /watch remove {name} ends it.", edit=edit, name=known.name
    )
    return " ".join([*said, ending])


async def _promise(services: Services, channel: Channel) -> str:
    """Where what the last seven days held is told: of watches added in a row, in the thread of the first."""
    if await services.welcomes.row(channel.id):
        return _("Looking back seven days; what they held comes in the thread of the last welcome.")
    return _("Looking back seven days; what they held comes in a moment.")


async def show(services: Services, call: Request) -> list[Message]:
    """What this channel watches, and what is to be known of it."""
    place = await channel_watches(services, call.channel)
    notes = [_one_name(group) for group in namesakes(place.watches)]
    if deaf := [watch.name for watch in place.watches if services.registry.query(watch).matches_nothing]:
        notes.append(
            _(
                "Nothing is heard of {names}: the query cannot be read any more. /watch edit NAME shows it, "
                "/watch edit NAME QUERY changes it.",
                names=listed(deaf),
            )
        )
    notes += reach_notes(services, place.channel, place.watches)
    return list_messages(place.watches, place.channel) + [sentence("\n".join(notes))] * bool(notes)


def _one_name(group: Sequence[Watch]) -> str:
    """Which watches have one name between them, and how each is named."""
    return _(
        "{names} are one name, watched {n} times. Each is named with its query: {commands}",
        names=listed([watch.name for watch in group]),
        n=len(group),
        commands=_(" or ").join(dict.fromkeys(_removal(watch) for watch in group)),
    )


def _removal(watch: Watch) -> str:
    return f"{COMMAND} {in_language_spoken('remove')} {with_query(watch)}"


async def pause(services: Services, call: Request) -> Message:
    """Stop listening for a name for now."""
    return await set_paused(services, await watch_named(services, call), call.user, paused=True)


async def resume(services: Services, call: Request) -> Message:
    """Listen for a name again."""
    return await set_paused(services, await watch_named(services, call), call.user, paused=False)


async def set_paused(services: Services, watch: Watch, by: str, *, paused: bool) -> Message:
    """Pause or resume a watch; what was written meanwhile is history."""
    if watch.paused == paused:
        held = _("{name} is paused already.") if paused else _("{name} is not paused.")
        return sentence(held.format(name=watch.name))
    if paused:
        await change(services, watch, by, ChangeKind.PAUSED, paused=True)
    else:
        await change(services, watch, by, ChangeKind.RESUMED, paused=False, since=services.clock.now())
    if paused:
        return sentence(_("{name} is paused. /watch resume {name} listens again.", name=watch.name))
    return sentence(_("{name} is listened for again, from now on.", name=watch.name))


async def set_alerts(services: Services, call: Request) -> Message:
    """Tell of a watch at once, or in the digest alone."""
    name, _space, last = call.words.rpartition(" ")
    instant = fold(last) in _AT_ONCE | ON
    if not (instant or fold(last) in _IN_DIGEST | OFF) or not name:
        raise BadCommand(await _alerts_told(services, call))
    watch = await watch_named(services, call.about(name))
    watch = await change(services, watch, call.user, ChangeKind.ALERTS, instant=instant)
    if instant:
        said = [_("Each new mention of {name} is told here as it is heard.", name=watch.name)]
        if watch.paused:
            said.append(_("It is paused now; /watch resume {name} listens again.", name=watch.name))
        return sentence(" ".join(said))
    return sentence(_("{name} is told in the digest alone.", name=watch.name))


async def _alerts_told(services: Services, call: Request) -> str:
    """How a watch is told now, and what changes it; how the command is written, where none is named."""
    place = await channel_watches(services, call.channel)
    named = find(place.watches, call.words) if call.words else [await watch_named(services, call)]
    if len(named) != 1:
        return _("Write /watch alerts NAME instant, or /watch alerts NAME digest.")
    if named[0].instant:
        return _(
            "{name} is told at once. /watch alerts {name} instant, or digest, changes it.", name=named[0].name
        )
    return _(
        "{name} is told in the digest alone. /watch alerts {name} instant, or digest, changes it.",
        name=named[0].name,
    )


async def change(services: Services, watch: Watch, by: str, kind: ChangeKind, **fields: Any) -> Watch:
    """Give a watch other fields, and listen accordingly; others may have changed it since it was looked up.

    Raises `BadCommand` if it was removed meanwhile.
    """
    before = [watch]

    def how(known: Watch) -> Watch:
        before[0] = known
        return msgspec.structs.replace(known, **fields)

    changed = await asyncio.to_thread(services.watchlist.change_watch, watch.id, how)
    if changed is None:
        raise BadCommand(_("{name} was removed meanwhile.", name=watch.name))
    await services.reloader.reload()
    if changed != before[0]:
        await record(services, kind, before[0], by)
    return changed


async def record(services: Services, kind: ChangeKind, before: Watch, by: str) -> None:
    """Record a change, so that it can be taken back."""
    made = WatchChange(kind=kind, before=before, changed_by=by, changed_at=services.clock.now())
    await asyncio.to_thread(services.changes.record, made)


def read_name(call: Request) -> tuple[str, str]:
    """The name and the query somebody typed. Raises `BadCommand` or `BadQuery`."""
    if not call.words.strip("\"“”«»' "):
        raise BadCommand(
            _(
                "Which name? Write /watch {kind} NAME, for instance /watch {kind} Acme.",
                kind=in_language_spoken(call.verb),
            )
        )
    name, query = read_watch(call.words)
    if not name_key(name):
        raise BadCommand(
            _(
                "“{written}” holds nothing to look for. Write a name with a letter or a digit.",
                written=call.words,
            )
        )
    if len(name) > LONGEST_NAME:
        raise BadCommand(
            _(
                "That name has {length} characters; a name has at most {most}. Give it a short one, then the "
                "words: /watch {kind} NAME = “…”",
                length=len(name),
                most=LONGEST_NAME,
                kind=in_language_spoken(call.verb),
            )
        )
    return name, query


async def require_member(services: Services, channel: str) -> None:
    """Raise `BadCommand` unless the bot can speak in the channel."""
    try:
        info = (await services.client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        if error.response.get("error") not in {"channel_not_found", "missing_scope", "not_in_channel"}:
            raise
        info = {}
    if info.get("is_archived"):
        raise BadCommand(
            _("This channel is archived: nothing can be said here. Watch from a channel that is in use.")
        )
    if not (info.get("is_member") or info.get("is_im")):
        raise BadCommand(
            _(
                "I am not in this channel, so I could not say here what I hear. Invite me with /invite "
                "@veille, then try again."
            )
        )
