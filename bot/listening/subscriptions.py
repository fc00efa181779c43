"""Who listens to what: the upstream questions that the watches of all channels ask between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from bot.models import Channel, Watch
from bot.query import Query
from bot.sources.source import Ask, Question, Source

Sources = Mapping[str, Source]
"""Every source by its name."""


class Subscriber(msgspec.Struct, frozen=True):
    """A watch that wants a question's answers; what was written before `since` is history to it."""

    watch: Watch
    since: datetime


class Subscriptions:
    """Each question once, and who may hear its answers."""

    def __init__(self, asked: Mapping[Question, Mapping[str, Subscriber]], sources: Sources) -> None:
        self._asked = asked
        self._sources = sources
        self._of_source: dict[str, dict[str, Subscriber]] = defaultdict(dict)
        for question, subscribers in asked.items():
            self._of_source[question.source].update(subscribers)

    @property
    def questions(self) -> list[Question]:
        """All that is to be asked."""
        return sorted(self._asked)

    def askers(self, question: Question) -> Mapping[str, Subscriber]:
        """Those who ask it, by watch."""
        return self._asked.get(question, {})

    def hearers(self, question: Question) -> Mapping[str, Subscriber]:
        """Those to whom its answers may be told, by watch: a feed is heard by its own channels alone."""
        if self._sources[question.source].own_places:
            return self.askers(question)
        return self._of_source.get(question.source, {})

    def channels(self, question: Question) -> set[str]:
        """The channels that ask it."""
        return {subscriber.watch.channel for subscriber in self.askers(question).values()}

    def asked_by(self, channel: str) -> list[Question]:
        """The questions that a channel asks."""
        return [
            question
            for question, subscribers in sorted(self._asked.items())
            if any(subscriber.watch.channel == channel for subscriber in subscribers.values())
        ]


def subscriptions(
    watches: Iterable[Watch],
    channels: Mapping[str, Channel],
    queries: Mapping[str, Query],
    sources: Sources,
) -> Subscriptions:
    """The questions of all watches that are not paused, in channels that take messages."""
    asked: dict[Question, dict[str, Subscriber]] = defaultdict(dict)
    for watch in watches:
        channel = channels[watch.channel]
        if watch.paused or channel.stopped:
            continue
        for question, since in questions(watch, channel, queries[watch.id], sources):
            asked[question][watch.id] = Subscriber(watch, since)
    return Subscriptions(asked, sources)


def questions(
    watch: Watch, channel: Channel, query: Query, sources: Sources
) -> Iterator[tuple[Question, datetime]]:
    """What one watch asks upstream, each question once, and from when on its answers are news."""
    ask = wanted(query, channel)
    added = {feed.url: feed.added_at for feed in channel.feeds}
    switched = {switch.source: switch.at for switch in channel.switches if switch.on}
    for name in heard_sources(channel, sources):
        for question in dict.fromkeys(sources[name].questions(ask)):
            begun = (watch.since, added.get(question.text, watch.since), switched.get(name, watch.since))
            yield question, max(begun)


def wanted(query: Query, channel: Channel) -> Ask:
    """What a query wants from the sources of a channel."""
    feeds = tuple(feed.url for feed in channel.feeds)
    return Ask(query.needles(), query.languages(), feeds, query.excluded())


def heard_sources(channel: Channel, sources: Sources) -> list[str]:
    """The sources a channel listens to: those on by default, but for what it switched or what lacks a key."""
    switches = {switch.source: switch.on for switch in channel.switches}
    return [name for name, source in sources.items() if switches.get(name, source.on) and not source.missing]
