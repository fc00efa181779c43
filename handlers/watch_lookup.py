"""Finding a watch by what somebody typed of its name."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches

from bot.errors import BadCommand
from bot.locale import _
from bot.messages.wording import Last, shortened
from bot.models import Watch
from bot.names import name_key
from handlers.commands import BY_NAME, COMMAND
from handlers.services import ChannelWatches, Request, Services

NAMED = 20
"""Names repeated in one sentence."""


async def channel_watches(services: Services, channel: str) -> ChannelWatches:
    """The channel and its watches. Raises `BadCommand` where nothing was ever watched."""
    settings = await asyncio.to_thread(services.watchlist.channel, channel)
    if settings is None:
        raise BadCommand(_("Nothing is watched in this channel yet. Begin with: /watch brand NAME"))
    return ChannelWatches(settings, tuple(await asyncio.to_thread(services.watchlist.watches, channel)))


async def watch_named(services: Services, call: Request) -> Watch:
    """The watch that a call names. Raises `BadCommand` if there is none, or more than one."""
    place = await channel_watches(services, call.channel)
    if not unquoted(call.words):
        named = BY_NAME[call.verb].example
        raise BadCommand(
            _(
                "Which watch? Write {command}. Watched here: {names}.",
                command=named,
                names=_names(place.watches),
            )
        )
    found = find(place.watches, call.words)
    if len(found) == 1:
        return found[0]
    if len({name_key(watch.name) for watch in found}) == 1:
        raise BadCommand(_which_of(found, call.verb))
    if found:
        raise BadCommand(
            _(
                "“{written}” could be {names}: write more of it.",
                written=call.words,
                names=_names(found, "or"),
            )
        )
    raise BadCommand(_unknown(call.words, place.watches))


def find(watches: Sequence[Watch], words: str) -> list[Watch]:
    """The watches that somebody may mean, by the closest way in which any is named.

    As it is written; by the same name (`name_key`); by its query, alone or after its name and ` = `; by how
    its name begins; by how a word of its name begins. Of several with one name and one query the newest
    is meant: nothing tells them apart.
    """
    typed = " ".join(words.split())
    written, wanted = unquoted(typed), name_key(unquoted(typed))
    keys = {watch: name_key(watch.name) for watch in watches}
    ways = (
        [watch for watch in watches if watch.name == written],
        [watch for watch, key in keys.items() if key == wanted],
        [watch for watch in watches if typed in (watch.query, with_query(watch))],
        [watch for watch, key in keys.items() if key.startswith(wanted)],
        [watch for watch, key in keys.items() if f" {wanted}" in key],
    )
    found = next((way for way in ways if way and wanted), [])
    return found[-1:] if len({(watch.name, watch.query) for watch in found}) == 1 else found


def _which_of(found: Sequence[Watch], verb: str) -> str:
    """How to name one of several watches of one name; an edit takes what follows ` = ` for the new query."""
    verb = "remove" if verb == "edit" else verb
    written = _(" or ").join(f"{COMMAND} {verb} {with_query(watch)}" for watch in found)
    return _(
        "{n} watches here have that name. Name the one you mean with its query: {commands}",
        n=len(found),
        commands=written,
    )


def with_query(watch: Watch) -> str:
    """How one of several watches of one name is written."""
    return f"{watch.name} = {watch.query}"


def is_whole(words: str, watch: Watch) -> bool:
    """Whether a watch was named by all of its name, or by its query, and not by a part."""
    typed = " ".join(words.split())
    return name_key(unquoted(typed)) == name_key(watch.name) or typed in (watch.query, with_query(watch))


def namesakes(watches: Sequence[Watch]) -> list[list[Watch]]:
    """The watches that have one name between them, as only a list edited by hand or an old one holds."""
    same: dict[str, list[Watch]] = defaultdict(list)
    for watch in watches:
        same[name_key(watch.name)].append(watch)
    return [group for group in same.values() if len(group) > 1]


def unquoted(words: str) -> str:
    """What was typed, without the quotation marks around it."""
    return words.strip().strip("\"“”«»'‘’ ").strip()


def _unknown(words: str, watches: Sequence[Watch]) -> str:
    if not watches:
        return _("Nothing is watched in this channel. Begin with: /watch brand NAME")
    typed, keys = name_key(words), {name_key(watch.name): watch.name for watch in watches}
    within = [name for key, name in keys.items() if f" {key} " in f" {typed} "]
    close = [keys[key] for key in get_close_matches(typed, keys, n=1)]
    hint = next(iter(within or close), "")
    said = [_("“{written}” is not watched here.", written=words)]
    said += [_("Did you mean {name}?", name=hint)] if hint else []
    return " ".join([*said, _("Watched here: {names}.", names=_names(watches))])


def _names(watches: Sequence[Watch], last: Last = "and") -> str:
    return shortened([watch.name for watch in watches], NAMED, last) or _("nothing yet")
