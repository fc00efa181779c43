"""Watches, as people make, see, pause and resume them: what a command, a button and the shell all call."""

import asyncio
import uuid
from collections.abc import Sequence

from bot.analysis.ordinary_names import ordinary_name
from bot.clock import Clock
from bot.commands.new_watch import NewWatch
from bot.digests.welcome import Welcomes
from bot.directory.channels import SlackChannels
from bot.errors import Refusal, Refused
from bot.models import Channel, Watch, WatchKind
from bot.names import name_key
from bot.query import parse
from bot.storage.changes import ChangeKind
from bot.storage.watchlist import Watchlist
from bot.watches.changes import WatchHistory
from bot.watches.channel_settings import ChannelSettings
from bot.watches.copying import feeds_elsewhere
from bot.watches.lookup import WatchLookup
from bot.watches.narrow_check import require_narrow
from bot.watches.registry import WatchRegistry
from bot.watches.results import Added, Listing, Reaching
from bot.watches.source_check import require_sources


class WatchService:
    """The watches of all channels."""

    def __init__(
        self,
        watchlist: Watchlist,
        registry: WatchRegistry,
        lookup: WatchLookup,
        settings: ChannelSettings,
        history: WatchHistory,
        channels: SlackChannels,
        welcomes: Welcomes,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._lookup = lookup
        self._settings = settings
        self._history = history
        self._channels = channels
        self._welcomes = welcomes
        self._clock = clock

    async def add(self, channel: str, user: str, new: NewWatch) -> Added:
        """Watch a name in a channel from now on, and look back seven days.

        Raises `BadQuery` for a query that cannot be read, and `Refused` where the bot cannot speak, or where
        the name is watched already.
        """
        read = parse(new.query)
        require_sources(read, self._registry.sources)
        require_narrow(read)
        await self._channels.require_member(channel)
        held = await asyncio.to_thread(self._watchlist.set_up, await self._settings.of(channel, user))
        watch = self._made(channel, user, new)
        if not await asyncio.to_thread(self._watchlist.add, watch):
            raise await self._taken(channel, new)
        joins_row = bool(await self._welcomes.row(channel))  # once it is kept: the database may be away
        await self._history.added(watch, user)
        elsewhere = await feeds_elsewhere(self._watchlist, self._channels, channel, user)
        reach = self._registry.reach(read, held)
        return Added(
            watch=watch,
            query=read,
            reach=reach,
            joins_row=joins_row,
            elsewhere=elsewhere,
            is_ordinary=watch.kind is not WatchKind.TOPIC and bool(ordinary_name(watch.name)),
        )

    async def listing(self, channel: str) -> Listing:
        """What a channel watches. Raises `Refused` where nothing ever was."""
        place = await self._lookup.channel(channel)
        return Listing(place.channel, self.reaching(place.channel, place.watches))

    def reaching(self, channel: Channel, watches: Sequence[Watch]) -> tuple[Reaching, ...]:
        """Watches of a channel, each with its query and its reach."""
        queries = [(watch, self._registry.query(watch)) for watch in watches]
        return tuple(Reaching(watch, query, self._registry.reach(query, channel)) for watch, query in queries)

    async def set_paused(self, watch: Watch, by: str, *, paused: bool) -> bool:
        """Pause or resume a watch, and whether it was otherwise; what was written meanwhile is history."""
        if watch.paused == paused:
            return False
        if paused:
            await self._history.change(watch, by, ChangeKind.PAUSED, paused=True)
        else:
            now = self._clock.now()
            await self._history.change(watch, by, ChangeKind.RESUMED, paused=False, since=now)
        return True

    async def set_alerts(self, watch: Watch, by: str, *, instant: bool) -> Watch:
        """Tell of a watch at once, or in the digest alone."""
        return await self._history.change(watch, by, ChangeKind.ALERTS, instant=instant)

    async def set_products(self, watch: Watch, by: str, products: tuple[str, ...]) -> Watch:
        """Let a name be known by words of its things."""
        return await self._history.change(watch, by, ChangeKind.PRODUCTS, products=products)

    def _made(self, channel: str, user: str, new: NewWatch) -> Watch:
        now = self._clock.now()
        return Watch(
            id=uuid.uuid4().hex,
            workspace=self._watchlist.workspace,
            channel=channel,
            name=new.name,
            kind=new.kind,
            query=new.query,
            created_by=user,
            created_at=now,
            since=now,
        )

    async def _taken(self, channel: str, new: NewWatch) -> Refused:
        """That a name is watched already: as which name and kind, and whether it is paused."""
        watches = await asyncio.to_thread(self._watchlist.watches, channel)
        same = (each for each in watches if name_key(each.name) == name_key(new.name))
        known = next(same, self._made(channel, "", new))
        return Refused(
            Refusal.NAME_TAKEN,
            name=new.name,
            kind=new.kind.value,
            rest=new.rest,
            known=known.name,
            known_kind=known.kind.value,
            paused=known.paused,
        )
