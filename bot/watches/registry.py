"""The registry of watches: each with its query read, and what all of them ask of the sources between them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot.errors import BadQuery
from bot.models import Channel, Watch
from bot.query import LiveIndex, Query, nothing, parse
from bot.sources.source import Question
from bot.watches.reach import Reach, reach_of
from bot.watches.subscriptions import Sources, Subscriptions, Wants, questions, wants

log = logging.getLogger(__name__)


class WatchRegistry:
    """Every watch as of the last `reload`.

    `index` finds the watches whose query a mention matches; `subscriptions` says who asks and who may hear
    which upstream question.
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
    def due(self) -> list[Question]:
        """Every question of a watch that is asked again and again; a stream is asked nothing."""
        return self.subscriptions.due

    @property
    def numbers(self) -> Counter[str]:
        """How many questions each source is asked."""
        return self.subscriptions.numbers

    @property
    def streams(self) -> set[str]:
        """The streams that some channel listens to."""
        return self.subscriptions.streams

    def hearers(self, question: Question) -> set[str]:
        """The watches to which a question's answers may be told."""
        return set(self.subscriptions.hearers(question))

    def authors(self, question: Question) -> set[str]:
        """The authors named by those queries that may hear a question's answers."""
        hearers = self.subscriptions.hearers(question) if self._authors else ()
        return {name for watch, names in self._authors.items() if watch in hearers for name in names}

    def asked_by(self, channel: str) -> list[Question]:
        """The questions that a channel's watches ask."""
        return self.subscriptions.asked_by(channel)

    def asked_of(self, channel: str, source: str) -> list[Question]:
        """The questions that a channel's watches ask of one source, perhaps more than once."""
        return self.subscriptions.asked_of(channel, source)

    def channels(self, question: Question) -> set[str]:
        """The channels that ask a question."""
        return self.subscriptions.channels(question)

    def questions(self, watch: Watch, channel: Channel) -> list[Question]:
        """What one watch asks of the sources of its channel, registered or not."""
        return [question for question, _ in questions(watch, channel, self.query(watch), self.sources)]

    def query(self, watch: Watch) -> Query:
        """The query of a watch, read; a silent one if it cannot be, as after an edit by hand."""
        known = self._watches.get(watch.id)
        return known.query if known and known.query.text == watch.query else _parsed(watch)

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
