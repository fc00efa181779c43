"""What mentions say for a watch, by what its channel knows: its other watches, and the accounts it named."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from bot.analysis.allegiance import Brand
from bot.analysis.ordinary_names import ordinary_name
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.relevance import KnownName
from bot.analysis.tone import Spots
from bot.analysis.understanding import Understanding, WatchContext
from bot.models import Mention, Person, Vip, Watch, WatchKind
from bot.storage.readings import ReadingRows
from bot.storage.watchlist import Watchlist
from bot.text import fold
from bot.watches.registry import WatchRegistry


class WatchReadings:
    """The readings of mentions for the watches of a workspace."""

    def __init__(
        self, watchlist: Watchlist, registry: WatchRegistry, rows: ReadingRows, keeper: ReadingKeeper
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._rows = rows
        self._keeper = keeper

    async def read(self, watch: Watch, mentions: Sequence[Mention]) -> dict[str, Understanding]:
        """What was understood of these mentions of a watch, by id."""
        context = await asyncio.to_thread(self.context, watch)
        return await self._keeper.read(context, mentions)

    async def made(self, watch: Watch, mentions: Sequence[Mention]) -> dict[str, Understanding]:
        """What was understood of those of these mentions of a watch that are read already, by id."""
        context = await asyncio.to_thread(self.context, watch)
        return await self._keeper.made(context, mentions)

    async def is_team_named(self, channel: str) -> bool:
        """Whether somebody of a channel named an account of the team's."""
        return bool(await asyncio.to_thread(self._rows.team, channel))

    def vips(self, channel: str) -> tuple[Vip, ...]:
        """The people who always matter in a channel. Blocks."""
        known = self._watchlist.channel(channel)
        return known.vips if known else ()

    async def names(self, channel: str) -> tuple[str, ...]:
        """What is watched in a channel."""
        watches = await asyncio.to_thread(self._watchlist.watches, channel)
        return tuple(watch.name for watch in watches)

    def context(self, watch: Watch) -> WatchContext:
        """What the channel of a watch knows. Blocks."""
        named = {(member.network, member.author) for member in self._rows.team(watch.channel)}
        return self._context(watch, self._watchlist.watches(watch.channel), named)

    def contexts(self, watches: Collection[str]) -> dict[str, WatchContext]:
        """What the channels of those of these watches know that are there, by watch. Blocks."""
        by_channel: dict[str, list[Watch]] = defaultdict(list)
        for watch in self._watchlist.watches():
            by_channel[watch.channel].append(watch)
        found: dict[str, WatchContext] = {}
        for channel, own in by_channel.items():
            if wanted := [watch for watch in own if watch.id in watches]:
                named = {(member.network, member.author) for member in self._rows.team(channel)}
                found |= {watch.id: self._context(watch, own, named) for watch in wanted}
        return found

    def _context(self, watch: Watch, watches: Iterable[Watch], team: Iterable[Person]) -> WatchContext:
        siblings = [other for other in watches if other.kind is not WatchKind.TOPIC and other.id != watch.id]
        brands = tuple(_brand(other) for other in (watch, *siblings))
        name = KnownName(
            (watch.name,),
            products=watch.products,
            neighbours=tuple(other.name for other in siblings),
            is_ordinary=is_ordinary(watch),
        )
        channel = self._watchlist.channel(watch.channel)
        urgent = channel.urgent if channel else ()
        known = repr((watch.name, watch.query, brands, name, urgent))
        return WatchContext(
            watch=watch.id,
            channel=watch.channel,
            ours=self._registry.query(watch).spots,
            others=self._spots(siblings),
            brands=brands,
            name=name,
            team=frozenset(team),
            urgent=urgent,
            fingerprint=hashlib.sha256(known.encode()).hexdigest()[:16],
        )

    def _spots(self, watches: Sequence[Watch]) -> Spots:
        """Where the names of any of these watches stand in a text."""
        queries = [self._registry.query(watch) for watch in watches]
        return lambda text: [span for query in queries for span in query.spots(text)]


def is_ordinary(watch: Watch) -> bool:
    """Whether a watch listens for a name that is something else as well."""
    listens = fold(watch.name) in fold(watch.query)
    return watch.kind is not WatchKind.TOPIC and listens and bool(ordinary_name(watch.name))


def _brand(watch: Watch) -> Brand:
    return Brand(watch.name, (watch.name,), is_ours=watch.kind is WatchKind.BRAND)
