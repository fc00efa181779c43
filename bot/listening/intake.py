"""From candidates to mentions: matched, deduplicated, kept; what is dropped is counted."""

import logging
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.analysis.language import with_language
from bot.listening.fitting import fit
from bot.listening.request_runner import Fetched
from bot.listening.rereading import Rereading
from bot.listening.threads import Answer, Orphans, Threads
from bot.models import DropReason, Mention
from bot.query import LiveIndex
from bot.sources.source import Source
from bot.storage.archive import Archive, Hit, Reason
from bot.storage.source_states import Drop, SourceStates
from bot.storage.threads import KeptThreads
from bot.watches.subscriptions import Subscriber, Subscriptions

log = logging.getLogger(__name__)

Heard = tuple[Mention, list[Subscriber]]
"""A candidate, and those who have it."""
NO_NEWS = timedelta(hours=1)
"""After this a mention is left to the digest."""
_DAY = timedelta(days=1)
REMEMBERED = 50_000
"""Candidates remembered as counted, so that what is read twice is counted once."""


class Taken(msgspec.Struct, frozen=True):
    """What became of an answer: hits that were new, and the ids of mentions that are reworded or gone."""

    hits: list[Hit]
    amended: frozenset[str] = frozenset()


class Intake:
    """Asks every candidate again, here, and keeps what holds. Blocks: it asks the archive."""

    def __init__(self, archive: Archive, hearing: SourceStates, index: LiveIndex) -> None:
        self.threads = Threads(KeptThreads(archive), index)
        self._orphans = Orphans()
        self._archive = archive
        self._hearing = hearing
        self._index = index
        self._rereading = Rereading(archive, hearing.listings, index)
        self._counted: OrderedDict[tuple[str, str], None] = OrderedDict()

    def take(self, asked: Fetched, who: Subscriptions, now: datetime) -> Taken:
        """The hits that were not known before, and the mentions that were kept and are changed."""
        hearers = who.hearers(asked.question)
        askers = who.channels(asked.question)
        source = who.source(asked.question)
        heard = list(self._heard(asked, source, hearers))
        wanted = [mention for mention, found in heard if found]
        known = self._rereading.recognised(source, asked, wanted, now)
        hits: list[Hit] = []
        for mention, found in heard:
            its = known[mention.id].kept if mention.id in known else mention
            hits += [_hit(its, subscriber, asked, now) for subscriber in found]
        prints = {mention.id: source.fingerprint(mention).text for mention in wanted}
        new = self._kept(hits, prints)
        new += self._answering(asked, heard, who, now)
        new += self._orphaned(new, who, now)
        drops: Counter[str] = Counter()
        for mention, found in heard:
            drops.update(self._deaf(mention, askers, found))
        self._count(drops, asked.question.source, now)
        return Taken(new, self._rereading.amended(asked, known))

    def overhear(self, asked: Fetched, who: Subscriptions, now: datetime) -> list[Hit]:
        """The hits that were not known before, of what nobody asked for: a stream offers it to no one."""
        heard = list(self._heard(asked, who.source(asked.question), who.hearers(asked.question)))
        hits = [_hit(mention, subscriber, asked, now) for mention, found in heard for subscriber in found]
        new = self._kept(hits)
        return new + self._answering(asked, heard, who, now)

    def _answering(
        self, asked: Fetched, heard: Sequence[Heard], who: Subscriptions, now: datetime
    ) -> list[Hit]:
        """The new hits among what answers a mention in its own thread; those past its bound are counted."""
        renamed = self.threads.resolved([mention for mention, _ in heard])
        heard = [(mention, found) for mention, (_, found) in zip(renamed, heard, strict=True)]
        answers = self.threads.answers(heard, who.hearers(asked.question))
        kept, left = self.threads.bounded(answers)
        self._count(self._missed(left), asked.question.source, now, DropReason.THREAD_FULL)
        for mention, found in heard:
            found += [answer.subscriber for answer in answers if answer.mention.id == mention.id]
        self._orphans.add(asked, [mention for mention, found in heard if not found])
        new = self._kept([_answer_hit(answer, asked, now) for answer in kept])
        self.threads.add(name for mention, found in heard if found for name in (mention.id, *mention.aliases))
        return new

    def _orphaned(self, new: Sequence[Hit], who: Subscriptions, now: datetime) -> list[Hit]:
        """The new hits among what was read before the mention that it answers."""
        found: list[Hit] = []
        for asked, mention in self._orphans.under(hit.mention for hit in new):
            found += self._answering(asked, [(mention, [])], who, now)
        return found

    def _missed(self, left: Iterable[Answer]) -> Counter[str]:
        """How many of these each channel misses that it did not miss before."""
        wanted = {(each.subscriber.watch.channel, each.mention.id): each.mention for each in left}
        return Counter(channel for (channel, _), its in wanted.items() if self._is_uncounted(channel, its))

    def count_withheld(self, asked: Fetched, who: Subscriptions, now: datetime, reason: str) -> None:
        """Count for each channel what it wants and may not have."""
        drops: Counter[str] = Counter()
        for mention, found in self._heard(asked, who.source(asked.question), who.hearers(asked.question)):
            wanted = {subscriber.watch.channel for subscriber in found}
            drops.update(channel for channel in wanted if self._is_uncounted(channel, mention))
        self._count(drops, asked.question.source, now, reason)

    def _heard(self, asked: Fetched, source: Source, hearers: Mapping[str, Subscriber]) -> Iterable[Heard]:
        """Each candidate with those who want it; one that cannot be asked spoils none of the others."""
        for mention in self.threads.resolved(_distinct(asked.mentions)):
            try:
                told = source.signed(with_language(mention))
                found = [hearers[watch] for watch in self._index.matches(told) if watch in hearers]
            except Exception:
                log.exception("%s is left out: a fault in reading it", mention.id)
                continue
            yield told, found

    def _kept(self, hits: Sequence[Hit], prints: Mapping[str, str] | None = None) -> list[Hit]:
        """The hits that were new; a mention that cannot be stored spoils none of the others."""
        try:
            return self._archive.keep(hits, prints)
        except ValueError:  # about what was to be stored: a disk that is full is no such error
            log.exception("Something heard cannot be stored as it is")
        by_mention: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_mention[hit.mention.id].append(hit)
        return [new for of_one in by_mention.values() for new in self._kept_alone(of_one, prints)]

    def _kept_alone(self, hits: Sequence[Hit], prints: Mapping[str, str] | None) -> list[Hit]:
        try:
            return self._archive.keep(hits, prints)
        except ValueError as error:
            log.error("%r is left out: it cannot be stored (%s)", hits[0].mention.id, error)
            return []

    def _deaf(self, mention: Mention, askers: set[str], found: Sequence[Subscriber]) -> Iterable[str]:
        """The channels that asked and get nothing of it, each counted once."""
        for channel in askers - {subscriber.watch.channel for subscriber in found}:
            if self._is_uncounted(channel, mention):
                yield channel

    def _is_uncounted(self, channel: str, mention: Mention) -> bool:
        """Whether a channel did not miss it before; from now on it did."""
        key = (channel, mention.id)
        if key in self._counted:
            return False
        self._counted[key] = None
        while len(self._counted) > REMEMBERED:
            self._counted.popitem(last=False)
        return True

    def _count(
        self, drops: Counter[str], source: str, now: datetime, reason: str = DropReason.NO_MATCH
    ) -> None:
        self._hearing.count_drops(
            [
                Drop(day=now.date(), channel=channel, watch="", source=source, reason=reason, count=count)
                for channel, count in drops.items()
            ]
        )


def _distinct(mentions: Iterable[Mention]) -> Iterable[Mention]:
    return {mention.id: mention for mention in map(fit, mentions)}.values()


def _hit(mention: Mention, subscriber: Subscriber, asked: Fetched, now: datetime) -> Hit:
    """A hit; of what was written before the watch listened here, one that is history and not news."""
    watch = subscriber.watch
    history = _latest(mention) < subscriber.since if mention.dated else _is_past(subscriber, asked)
    return Hit(
        watch=watch.id,
        channel=watch.channel,
        mention=mention,
        matched_at=now,
        look_back=history,
        at_once=watch.instant and not history and _is_news(mention, asked, now),
    )


def _is_news(mention: Mention, asked: Fetched, now: datetime) -> bool:
    """Whether it may be told at once: of an answer that comes late, what was certainly written lately."""
    if not asked.catching_up:
        return True
    dated = mention.dated and not mention.day_only
    return asked.last is not None and dated and now - mention.created_at <= NO_NEWS


def _latest(mention: Mention) -> datetime:
    """The latest instant at which it can have been written: of a day without an hour, the day's last."""
    return mention.created_at + (_DAY if mention.day_only else timedelta())


def _answer_hit(answer: Answer, asked: Fetched, now: datetime) -> Hit:
    """A hit of what stands in the thread of one: never told at once."""
    hit = _hit(answer.mention, answer.subscriber, asked, now)
    return msgspec.structs.replace(hit, at_once=False, reason=Reason.THREAD, via=answer.via)


def _is_past(subscriber: Subscriber, asked: Fetched) -> bool:
    """Whether what has no date may have stood there before the watch, which hears this first, listened."""
    return asked.first or (asked.last is not None and subscriber.since > asked.last)
