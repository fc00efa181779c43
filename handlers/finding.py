"""Finding a watch by what somebody typed of its name."""

import asyncio
from collections.abc import Sequence
from difflib import get_close_matches

from bot.errors import BadCommand
from bot.messages.wording import shortened
from bot.models import Watch
from bot.text import fold
from handlers.services import Call, Place, Services
from handlers.verbs import BY_NAME, COMMAND

NAMED = 20
"""Names repeated in one sentence."""


async def place_of(services: Services, channel: str) -> Place:
    """The channel and its watches. Raises `BadCommand` where nothing was ever watched."""
    settings = await asyncio.to_thread(services.watchlist.channel, channel)
    if settings is None:
        raise BadCommand(f"Nothing is watched in this channel yet. Begin with: {COMMAND} brand NAME")
    return Place(settings, tuple(await asyncio.to_thread(services.watchlist.watches, channel)))


async def watch_named(services: Services, call: Call) -> Watch:
    """The watch that a call names. Raises `BadCommand` if there is none, or more than one."""
    place = await place_of(services, call.channel)
    if not unquoted(call.words):
        named = BY_NAME[call.verb].example
        raise BadCommand(f"Which watch? Write {named}. Watched here: {_names(place.watches)}.")
    found = find(place.watches, call.words)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadCommand(f"“{call.words}” could be {_names(found, 'or')}: write more of it.")
    raise BadCommand(_unknown(call.words, place.watches))


def find(watches: Sequence[Watch], words: str) -> list[Watch]:
    """The watch of exactly that name, or those with it at the beginning, or at a word's beginning."""
    wanted = fold(unquoted(words)).strip()
    names = {watch: fold(watch.name).strip() for watch in watches}
    same = [watch for watch, name in names.items() if name == wanted]
    begun = [watch for watch, name in names.items() if name.startswith(wanted)]
    within = [watch for watch, name in names.items() if f" {wanted}" in name]
    return same or begun or within


def unquoted(words: str) -> str:
    """What was typed, without the quotation marks around it."""
    return words.strip().strip("\"“”«»'‘’ ").strip()


def _unknown(words: str, watches: Sequence[Watch]) -> str:
    if not watches:
        return f"Nothing is watched in this channel. Begin with: {COMMAND} brand NAME"
    close = get_close_matches(fold(words), [fold(watch.name) for watch in watches], n=1)
    hint = next((watch.name for watch in watches if close and fold(watch.name) == close[0]), "")
    question = f" Did you mean {hint}?" if hint else ""
    return f"“{words}” is not watched here.{question} Watched here: {_names(watches)}."


def _names(watches: Sequence[Watch], last: str = "and") -> str:
    return shortened([watch.name for watch in watches], NAMED, last) or "nothing yet"
