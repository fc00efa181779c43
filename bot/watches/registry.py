"""The registry of watches: each with its query read, and what all of them ask of the sources between them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot.errors import BadQuery
from bot.models import Channel, Mention, Watch
from bot.query import LiveIndex, Query, nothing, parse
from bot.sources.source import SourceRequest
from bot.storage.hits import Hit, Reason
from bot.watches.reach import Reach, reach_of
from bot.watches.subscriptions import Sources, Subscriptions, Wants, requests, wants

log = logging.getLogger(__name__)


class WatchRegistry:
    """Every watch as of the last `reload`.

    `index` finds the watches whose query a mention matches; `subscriptions` says who asks and who may hear
    which upstream request.
    """

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.index = LiveIndex()
        self.subscriptions = Subscriptions({}, sources)
        self._watches: Mapping[str, _Registered] = {}
        self._authors: Mapping[str, tuple[str, ...]] = {}

    async def reload(self, watches: Sequence[Watch], channels: Iterable[Channel]) -> None:
        """Register exactly these watches; one call at a time."""
        by_id = {channel.id: channel for channel in channels}
        before = self._watches
        self._watches, self.subscriptions = await asyncio.to_thread(self._read, watches, by_id)
        self._authors = {watch: each.authors for watch, each in self._watches.items() if each.authors}
        gone: dict[str, Query | None] = dict.fromkeys(before.keys() - self._watches.keys())
        new = {
            watch: each.query
            for watch, each in self._watches.items()
            if watch not in before or before[watch].query is not each.query
        }
        self.index.change(gone | new)

    @property
    def due(self) -> list[SourceRequest]:
        """Every request of a watch that is asked again and again; a stream is asked nothing."""
        return self.subscriptions.due

    @property
    def numbers(self) -> Counter[str]:
        """How many requests each source has."""
        return self.subscriptions.numbers

    @property
    def streams(self) -> set[str]:
        """The streams that some channel listens to."""
        return self.subscriptions.streams

    def hearers(self, request: SourceRequest) -> set[str]:
        """The watches to which a request's answers may be told."""
        return set(self.subscriptions.hearers(request))

    def authors(self, request: SourceRequest) -> set[str]:
        """The authors named by those queries that may hear a request's answers."""
        hearers = self.subscriptions.hearers(request) if self._authors else ()
        return {name for watch, names in self._authors.items() if watch in hearers for name in names}

    def asked_by(self, channel: str) -> list[SourceRequest]:
        """The requests of a channel's watches."""
        return self.subscriptions.asked_by(channel)

    def asked_of(self, channel: str, source: str) -> list[SourceRequest]:
        """The requests of a channel's watches to one source, perhaps more than once."""
        return self.subscriptions.asked_of(channel, source)

    def channels(self, request: SourceRequest) -> set[str]:
        """The channels that want a request."""
        return self.subscriptions.channels(request)

    def requests(self, watch: Watch, channel: Channel) -> list[SourceRequest]:
        """What one watch asks of the sources of its channel, registered or not."""
        return [request for request, _ in requests(watch, channel, self.query(watch), self.sources)]

    def knows(self, watch: Watch) -> bool:
        """Whether a watch is registered: what matches it is kept."""
        return watch.id in self._watches

    def query(self, watch: Watch) -> Query:
        """The query of a watch, read; a silent one if it cannot be, as after an edit by hand."""
        known = self._watches.get(watch.id)
        return known.query if known and known.query.text == watch.query else _parsed(watch)

    def still_wants(self, watch: Watch, hit: Hit, above: Mapping[str, Mention]) -> bool:
        """Whether a watch wants what it was kept for by now: it may have been edited, or the mention.

        `above` holds, by its id, the mention through which an answer was kept.
        """
        query = self.query(watch)
        if query.matches(hit.mention):
            return True
        return hit.reason is not Reason.NAMED and query.holds_below(hit.mention, above.get(hit.via))

    def reach(self, query: Query, channel: Channel) -> Reach:
        """Which of the channel's sources can hear a query, and which cannot."""
        return reach_of(query, channel, self.sources)

    def _read(
        self, watches: Sequence[Watch], channels: Mapping[str, Channel]
    ) -> tuple[dict[str, "_Registered"], Subscriptions]:
        """What stays as it was is not worked out again: of ten thousand watches one changed."""
        strays = sorted({watch.channel for watch in watches} - channels.keys())
        if strays:
            log.error("Nothing is listened for in %s: the watch list does not say how to serve it", strays)
        read = {
            watch.id: self._read_one(watch, channels[watch.channel])
            for watch in watches
            if watch.channel in channels
        }
        wanted = {watch: each.wants for watch, each in read.items()}
        return read, Subscriptions(wanted, self.sources)

    def _read_one(self, watch: Watch, channel: Channel) -> "_Registered":
        known = self._watches.get(watch.id)
        if known and known.watch == watch and known.channel == channel:
            return known
        query = self.query(watch)
        return _Registered(watch, channel, query, wants(watch, channel, query, self.sources), query.authors())


def _parsed(watch: Watch) -> Query:
    try:
        return parse(watch.query)
    except BadQuery as error:
        log.error("%s of %s hears nothing: %r. %s", watch.name, watch.channel, watch.query, error.reason)
        return nothing(watch.query)


class _Registered(msgspec.Struct, frozen=True):
    """A watch with its channel, and what was worked out from both; `authors` are those its query names."""

    watch: Watch
    channel: Channel
    query: Query
    wants: Wants
    authors: tuple[str, ...]
