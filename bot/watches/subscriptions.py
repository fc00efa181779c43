"""Who listens to what: the upstream requests that the watches of all channels make between them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from bot.models import Channel, Watch
from bot.query import Query
from bot.sources.source import Ask, Source, SourceRequest
from bot.sources.stream import Stream

Sources = Mapping[str, Source]
"""Every source by its name."""


class Subscriber(msgspec.Struct, frozen=True, gc=False):
    """A watch that wants a request's answers; what was written before `since` is history to it."""

    watch: Watch
    since: datetime


Wants = Mapping[SourceRequest, Subscriber]
"""What one watch asks upstream, and as whom it hears the answers."""


class Subscriptions:
    """Each request once, and who may hear its answers: of watches by id, and what each wants.

    `due` are the requests that are asked again and again, `streams` the sources that are followed instead,
    and `numbers` says how many requests each source has.
    """

    def __init__(self, wanted: Mapping[str, Wants], sources: Sources) -> None:
        self._sources = sources
        self._asked: dict[SourceRequest, dict[str, Subscriber]] = defaultdict(dict)
        self._of_source: dict[str, dict[str, Subscriber]] = defaultdict(dict)
        self._of_channel: dict[str, list[Wants]] = defaultdict(list)
        for watch, wants in wanted.items():
            for request, subscriber in wants.items():
                self._asked[request][watch] = subscriber
                self._of_source[request.source][watch] = subscriber
            for subscriber in wants.values():
                self._of_channel[subscriber.watch.channel].append(wants)
                break
        self.numbers = Counter(request.source for request in self._asked)
        self.streams = {name for name in self.numbers if isinstance(sources[name], Stream)}
        self.due = [request for request in self._asked if request.source not in self.streams]

    def askers(self, request: SourceRequest) -> Mapping[str, Subscriber]:
        """Those who ask it, by watch."""
        return self._asked.get(request, {})

    def hearers(self, request: SourceRequest) -> Mapping[str, Subscriber]:
        """Those to whom its answers may be told, by watch: a feed is heard by its own channels alone."""
        if self._sources[request.source].channel_scoped:
            return self.askers(request)
        return self._of_source.get(request.source, {})

    def listening(self, source: str) -> Mapping[str, Subscriber]:
        """Those who ask anything of a source, by watch."""
        return self._of_source.get(source, {})

    def source(self, request: SourceRequest) -> Source:
        """The source that a request is put to."""
        return self._sources[request.source]

    def channels(self, request: SourceRequest) -> set[str]:
        """The channels that want it."""
        return {subscriber.watch.channel for subscriber in self.askers(request).values()}

    def asked_by(self, channel: str) -> list[SourceRequest]:
        """The requests of a channel."""
        return sorted({request for wants in self._of_channel.get(channel, ()) for request in wants})

    def asked_of(self, channel: str, source: str) -> list[SourceRequest]:
        """The requests of a channel to one source, in no order, perhaps more than once."""
        asked = (request for wants in self._of_channel.get(channel, ()) for request in wants)
        return [request for request in asked if request.source == source]


def wants(watch: Watch, channel: Channel, query: Query, sources: Sources) -> Wants:
    """The requests of a watch; none while it is paused, or its channel takes no messages."""
    if watch.paused or channel.stopped:
        return {}
    asked = requests(watch, channel, query, sources)
    return {request: Subscriber(watch, since) for request, since in asked}


def requests(
    watch: Watch, channel: Channel, query: Query, sources: Sources
) -> Iterator[tuple[SourceRequest, datetime]]:
    """What one watch asks upstream, each request once, and from when on its answers are news."""
    ask = wanted(query, channel)
    added = {feed.url: feed.added_at for feed in channel.feeds}
    switched = {switch.source: switch.at for switch in channel.switches if switch.on}
    for name in heard_sources(channel, sources):
        for request in dict.fromkeys(sources[name].requests(ask)):
            begun = (watch.since, added.get(request.text, watch.since), switched.get(name, watch.since))
            yield request, max(begun)


def wanted(query: Query, channel: Channel) -> Ask:
    """What a query wants from the sources of a channel."""
    feeds = tuple(feed.url for feed in channel.feeds)
    return Ask(query.needles(), query.languages(), feeds, query.excluded())


def heard_sources(channel: Channel, sources: Sources) -> list[str]:
    """The sources a channel listens to: those on by default, but for what it switched or what lacks a key."""
    switches = {switch.source: switch.on for switch in channel.switches}
    return [name for name, source in sources.items() if switches.get(name, source.on) and not source.missing]
