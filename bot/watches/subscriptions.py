"""Who listens to what: the upstream questions that the watches of all channels ask between them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from bot.models import Channel, Watch
from bot.query import Query
from bot.sources.source import Ask, Question, Source
from bot.sources.stream import Stream

Sources = Mapping[str, Source]
"""Every source by its name."""


class Subscriber(msgspec.Struct, frozen=True, gc=False):
    """A watch that wants a question's answers; what was written before `since` is history to it."""

    watch: Watch
    since: datetime


Wants = Mapping[Question, Subscriber]
"""What one watch asks upstream, and as whom it hears the answers."""


class Subscriptions:
    """Each question once, and who may hear its answers: of watches by id, and what each wants.

    `due` are the questions that are asked again and again, `streams` the sources that are followed instead,
    and `numbers` says how many questions each source has.
    """

    def __init__(self, wanted: Mapping[str, Wants], sources: Sources) -> None:
        self._sources = sources
        self._asked: dict[Question, dict[str, Subscriber]] = defaultdict(dict)
        self._of_source: dict[str, dict[str, Subscriber]] = defaultdict(dict)
        self._of_channel: dict[str, list[Wants]] = defaultdict(list)
        for watch, wants in wanted.items():
            for question, subscriber in wants.items():
                self._asked[question][watch] = subscriber
                self._of_source[question.source][watch] = subscriber
            for subscriber in wants.values():
                self._of_channel[subscriber.watch.channel].append(wants)
                break
        self.numbers = Counter(question.source for question in self._asked)
        self.streams = {name for name in self.numbers if isinstance(sources[name], Stream)}
        self.due = [question for question in self._asked if question.source not in self.streams]

    def askers(self, question: Question) -> Mapping[str, Subscriber]:
        """Those who ask it, by watch."""
        return self._asked.get(question, {})

    def hearers(self, question: Question) -> Mapping[str, Subscriber]:
        """Those to whom its answers may be told, by watch: a feed is heard by its own channels alone."""
        if self._sources[question.source].own_places:
            return self.askers(question)
        return self._of_source.get(question.source, {})

    def listening(self, source: str) -> Mapping[str, Subscriber]:
        """Those who ask anything of a source, by watch."""
        return self._of_source.get(source, {})

    def source(self, question: Question) -> Source:
        """The source that a question is put to."""
        return self._sources[question.source]

    def channels(self, question: Question) -> set[str]:
        """The channels that ask it."""
        return {subscriber.watch.channel for subscriber in self.askers(question).values()}

    def asked_by(self, channel: str) -> list[Question]:
        """The questions that a channel asks."""
        return sorted({question for wants in self._of_channel.get(channel, ()) for question in wants})

    def asked_of(self, channel: str, source: str) -> list[Question]:
        """The questions that a channel asks of one source, in no order, perhaps more than once."""
        asked = (question for wants in self._of_channel.get(channel, ()) for question in wants)
        return [question for question in asked if question.source == source]


def wants(watch: Watch, channel: Channel, query: Query, sources: Sources) -> Wants:
    """The questions of a watch; none while it is paused, or its channel takes no messages."""
    if watch.paused or channel.stopped:
        return {}
    asked = questions(watch, channel, query, sources)
    return {question: Subscriber(watch, since) for question, since in asked}


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
