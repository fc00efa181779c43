"""Threads whose answers have to be asked for, which is done for two days after the last kept post of each.

Of each source those with the latest posts come first.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.query import LiveIndex
from bot.sources.source import Source, SourceRequest
from bot.storage.kept_threads import KeptThreads
from bot.watches.subscriptions import Sources, Subscriptions

ASKED_FOR = timedelta(days=2)
"""How long after its last kept post a thread is asked for."""
MOST_ASKED_FOR = 30
"""Threads of one source that are asked for, those with the latest posts."""


class LivingThreads:
    """Finds the requests that bring the answers in threads. Blocks."""

    def __init__(self, kept: KeptThreads, index: LiveIndex, sources: Sources) -> None:
        self._kept = kept
        self._index = index
        self._sources = [source for source in sources.values() if type(source).thread is not Source.thread]

    def requests(self, who: Subscriptions, now: datetime) -> list[SourceRequest]:
        """A request for each thread of which a watch that listens had something in the last two days."""
        return [
            request
            for source in self._sources
            for request in islice(dict.fromkeys(self._of(source, who, now)), MOST_ASKED_FOR)
        ]

    def _of(self, source: Source, who: Subscriptions, now: datetime) -> Iterator[SourceRequest]:
        listening = who.listening(source.name)
        wanting = {watch for watch in listening if self._wants_threads(watch)}
        channels = {listening[watch].watch.channel_key for watch in wanting}
        latest = self._kept.latest(channels, source.name, now - ASKED_FOR)
        names = dict.fromkeys(mention for mention, watch in latest if watch in wanting)
        known = self._kept.mentions(names)
        for name in names:
            request = source.thread(known[name]) if name in known else None
            if request:
                yield request

    def _wants_threads(self, watch: str) -> bool:
        query = self._index.query(watch)
        return query is not None and query.threads
