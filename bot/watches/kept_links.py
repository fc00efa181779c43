"""Finding what a link means: a mention that the watches of the channel kept, and never another channel's."""

import asyncio
from collections.abc import Sequence

import msgspec

from bot.errors import Refusal, Refused
from bot.models import Mention, Watch
from bot.storage.hits import Hit, HitRows
from bot.storage.search import SearchRows
from bot.watches.lookup import WatchLookup


class KeptMention(msgspec.Struct, frozen=True):
    """A mention that a watch kept."""

    watch: Watch
    hit: Hit

    @property
    def mention(self) -> Mention:
        """The mention alone."""
        return self.hit.mention


class KeptLinks:
    """Finds mentions by their addresses. Every method raises `Refused` where there is none."""

    def __init__(self, lookup: WatchLookup, hits: HitRows, rows: SearchRows) -> None:
        self._lookup = lookup
        self._hits = hits
        self._rows = rows

    async def all(self, channel: str, address: str, name: str = "") -> list[KeptMention]:
        """The mention at an address, for each watch of the channel that kept it, or for the one named."""
        watches = await self._watches(channel, name)
        found = await asyncio.to_thread(self._kept, watches, address)
        if not found:
            is_whole = await asyncio.to_thread(self._rows.is_filled)
            raise Refused(Refusal.LINK_UNKNOWN if is_whole else Refusal.LINK_UNINDEXED, address=address)
        return found

    async def one(self, channel: str, address: str, name: str = "") -> KeptMention:
        """The mention at an address for the one watch that kept it, or that is named."""
        found = await self.all(channel, address, name)
        if len(found) > 1:
            raise Refused(Refusal.LINK_SEVERAL, names=tuple(each.watch.name for each in found))
        return found[0]

    async def _watches(self, channel: str, name: str) -> Sequence[Watch]:
        if name:
            return [await self._lookup.named(channel, name)]
        return (await self._lookup.channel(channel)).watches

    def _kept(self, watches: Sequence[Watch], address: str) -> list[KeptMention]:
        """Of several mentions at one address, the newest."""
        by_id = {watch.id: watch for watch in watches}
        rows = self._rows.at_address(by_id, address)
        hits = {hit.watch: hit for hit in self._hits.of(by_id, [row.mention for row in rows[:1]])}
        return [KeptMention(watch, hits[watch.id]) for watch in watches if watch.id in hits]
