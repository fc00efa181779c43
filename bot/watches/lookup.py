"""Finding a watch of a channel, by its id or by what somebody typed of its name."""

import asyncio
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from bot.errors import Refusal, Refused
from bot.models import Watch
from bot.names import name_key
from bot.storage.watchlist import Watchlist
from bot.watches.naming import find, unquoted, with_query
from bot.watches.results import ChannelWatches

_NEAR: Final = 0.7
"""Likeness from which a name is asked back for another: at 0.6 “Rien” was taken for “Brimeo”."""


class WatchLookup:
    """Finds channels with their watches. Every method raises `Refused` where there is none."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist

    async def channel(self, channel: str) -> ChannelWatches:
        """A channel that was set up, and its watches."""
        settings = await asyncio.to_thread(self._watchlist.channel, channel)
        if settings is None:
            raise Refused(Refusal.NEVER_SET_UP)
        return ChannelWatches(settings, tuple(await asyncio.to_thread(self._watchlist.watches, channel)))

    async def by_id(self, channel: str, watch_id: str) -> Watch:
        """A watch of the channel by its id."""
        watches = await asyncio.to_thread(self._watchlist.watches, channel)
        watch = next((each for each in watches if each.id == watch_id), None)
        if watch is None:
            raise Refused(Refusal.WATCH_GONE)
        return watch

    async def named(self, channel: str, name: str) -> Watch:
        """The one watch of the channel that a name means."""
        watches = (await self.channel(channel)).watches
        if not unquoted(name):
            raise Refused(Refusal.WATCH_UNNAMED, names=_names(watches))
        return one_of(find(watches, name), name, watches)


def one_of(found: Sequence[Watch], name: str, watches: Sequence[Watch]) -> Watch:
    """The one watch found by a name among those of a channel. Raises `Refused` for none and for several."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise _unknown(name, watches)
    if len({name_key(watch.name) for watch in found}) == 1:
        raise Refused(Refusal.WATCH_NAMESAKES, watches=tuple(map(with_query, found)))
    raise Refused(Refusal.WATCH_AMBIGUOUS, written=name, names=_names(found))


def _unknown(name: str, watches: Sequence[Watch]) -> Refused:
    if not watches:
        return Refused(Refusal.NOTHING_WATCHED)
    typed, keys = name_key(name), {name_key(watch.name): watch.name for watch in watches}
    within = [known for key, known in keys.items() if f" {key} " in f" {typed} "]
    close = [keys[key] for key in get_close_matches(typed, keys, n=1, cutoff=_NEAR)]
    near = next(iter(within or close), "")
    return Refused(Refusal.WATCH_UNKNOWN, written=name, near=near, names=_names(watches))


def _names(watches: Sequence[Watch]) -> tuple[str, ...]:
    return tuple(watch.name for watch in watches)
