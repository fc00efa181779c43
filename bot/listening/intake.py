"""From candidates to hits: matched, deduplicated, kept; what is dropped is counted.

1. Of duplicates, candidates with one id, the last counts, and what each answers is called by the id under
   which it is kept.
2. Each is asked of the index again, here: what a source returns is only a candidate.
3. One that was kept before under another id is the same mention, issued anew (`rereading`).
4. What was written before a watch listened is history to it; news is to be told at once where the watch wants
   that, but of an answer that comes late only what was certainly written in the last hour.
5. What is new is kept, all or nothing; a candidate that cannot be stored spoils none of the others.
6. Answers in the thread of what is kept are hits, too, and posts in a discussion that talks of it, within the
   bound of a thread and day (`threads`, `talks`).
7. What a channel asked for and does not get is counted once, with the reason.
8. What was kept and is reworded, or gone, is amended (`rereading`).
"""

import logging
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.analysis.language import with_language
from bot.listening.request_runner import Fetched
from bot.listening.rereading import Amended, Rereading
from bot.listening.talk_finder import TalkFinder
from bot.listening.thread_finder import Orphans, ThreadAnswer, ThreadFinder
from bot.models import ChannelKey, DropReason, Mention
from bot.query import LiveIndex
from bot.sources.source import Source
from bot.storage.archive import Archive
from bot.storage.hits import Hit
from bot.storage.kept_threads import KeptThreads
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.source_states import Drop, SourceStates
from bot.storage.types import indexable
from bot.watches.subscriptions import Subscriber, Subscriptions

log = logging.getLogger(__name__)

Matched = tuple[Mention, list[Subscriber]]
"""A candidate, and those who have it."""
NO_NEWS = timedelta(hours=1)
"""After this a mention is left to the digest."""
_DAY = timedelta(days=1)
REMEMBERED = 50_000
"""Candidates remembered as counted, so that what is read twice is counted once."""


class Kept(msgspec.Struct, frozen=True):
    """What became of an answer: hits that were new, and what of the kept is reworded or gone."""

    hits: list[Hit]
    amended: Amended = Amended()


class Intake:
    """Asks every candidate again, here, and keeps what holds. Blocks: it asks the archive."""

    def __init__(
        self,
        archive: Archive,
        mentions: MentionRows,
        reissues: Reissues,
        source_states: SourceStates,
        index: LiveIndex,
    ) -> None:
        self.threads = ThreadFinder(KeptThreads(mentions), index)
        self._talks = TalkFinder(self.threads.kept, index)
        self._orphans = Orphans()
        self._archive = archive
        self._states = source_states
        self._index = index
        self._rereading = Rereading(archive, mentions, reissues, source_states.listings, index)
        self._counted: OrderedDict[tuple[ChannelKey, str], None] = OrderedDict()

    def keep(self, fetched: Fetched, who: Subscriptions, now: datetime) -> Kept:
        """The hits that were not known before, and the mentions that were kept and are changed."""
        hearers = who.hearers(fetched.request)
        askers = {subscriber.watch.channel_key for subscriber in who.askers(fetched.request).values()}
        source = who.source(fetched.request)
        matched = list(self._matched(fetched, source, hearers))
        wanted = [mention for mention, found in matched if found]
        known = self._rereading.recognised(source, fetched, wanted, now)
        hits: list[Hit] = []
        for mention, found in matched:
            its = known[mention.id].kept if mention.id in known else mention
            hits += [_hit(its, subscriber, fetched, now) for subscriber in found]
        prints = {mention.id: source.fingerprint(mention).text for mention in wanted}
        new = self._store(hits, prints)
        new += self._answering(fetched, matched, who, now)
        new += self._orphaned(new, who, now)
        new += self._talked(fetched, matched, who, now)
        drops: Counter[ChannelKey] = Counter()
        for mention, found in matched:
            drops.update(self._without(mention, askers, found))
        self._count(drops, fetched.request.source, now)
        return Kept(new, self._rereading.amend(fetched, known))

    def keep_streamed(self, fetched: Fetched, who: Subscriptions, now: datetime) -> list[Hit]:
        """The hits that were not known before, of what nobody asked for: a stream offers it to no one."""
        matched = list(self._matched(fetched, who.source(fetched.request), who.hearers(fetched.request)))
        hits = [_hit(mention, subscriber, fetched, now) for mention, found in matched for subscriber in found]
        new = self._store(hits)
        return new + self._answering(fetched, matched, who, now)

    def _answering(
        self, fetched: Fetched, matched: Sequence[Matched], who: Subscriptions, now: datetime
    ) -> list[Hit]:
        """The new hits among what answers a mention in its own thread; those past its bound are counted."""
        renamed = self.threads.resolved([mention for mention, _ in matched])
        matched = [(mention, found) for mention, (_, found) in zip(renamed, matched, strict=True)]
        answers = self.threads.answers(matched, who.hearers(fetched.request))
        new = self._bounded(answers, fetched, matched, now)
        self._orphans.add(fetched, [mention for mention, found in matched if not found])
        self.threads.add(
            name for mention, found in matched if found for name in (mention.id, *mention.aliases)
        )
        return new

    def _bounded(
        self, answers: Sequence[ThreadAnswer], fetched: Fetched, matched: Sequence[Matched], now: datetime
    ) -> list[Hit]:
        """The new hits of these; those past the bound of their thread and day are counted."""
        kept, left = self.threads.bounded(answers)
        self._count(self._missed(left), fetched.request.source, now, DropReason.THREAD_FULL)
        for mention, found in matched:
            found += [answer.subscriber for answer in answers if answer.mention.id == mention.id]
        return self._store([_answer_hit(answer, fetched, now) for answer in kept])

    def _talked(
        self, fetched: Fetched, matched: Sequence[Matched], who: Subscriptions, now: datetime
    ) -> list[Hit]:
        """The new hits among what stands beside what is kept, in a discussion that talks of it."""
        there = {mention.id for mention, _ in matched}
        waiting = self._orphans.under(mention for mention, _ in matched)
        earlier: list[Matched] = [
            (mention, [])
            for brought, mention in waiting
            if brought.request == fetched.request and mention.id not in there
        ]
        answers = self._talks.answers([*matched, *earlier], who.hearers(fetched.request))
        return self._bounded(answers, fetched, matched, now)

    def _orphaned(self, new: Sequence[Hit], who: Subscriptions, now: datetime) -> list[Hit]:
        """The new hits among what was read before the mention that it answers."""
        found: list[Hit] = []
        for fetched, mention in self._orphans.under(hit.mention for hit in new):
            found += self._answering(fetched, [(mention, [])], who, now)
        return found

    def _missed(self, left: Iterable[ThreadAnswer]) -> Counter[ChannelKey]:
        """How many of these each channel misses that it did not miss before."""
        wanted = {(each.subscriber.watch.channel_key, each.mention.id): each.mention for each in left}
        return Counter(channel for (channel, _), its in wanted.items() if self._is_uncounted(channel, its))

    def count_withheld(self, fetched: Fetched, who: Subscriptions, now: datetime, reason: str) -> None:
        """Count for each channel what it wants and may not have."""
        drops: Counter[ChannelKey] = Counter()
        for mention, found in self._matched(
            fetched, who.source(fetched.request), who.hearers(fetched.request)
        ):
            wanted = {subscriber.watch.channel_key for subscriber in found}
            drops.update(channel for channel in wanted if self._is_uncounted(channel, mention))
        self._count(drops, fetched.request.source, now, reason)

    def _matched(
        self, fetched: Fetched, source: Source, hearers: Mapping[str, Subscriber]
    ) -> Iterable[Matched]:
        """Each candidate with those who want it; one that cannot be asked spoils none of the others."""
        for mention in self.threads.resolved(_distinct(fetched.mentions)):
            try:
                told = source.signed(with_language(mention))
                found = [hearers[watch] for watch in self._index.matches(told) if watch in hearers]
            except Exception:
                log.exception("%s is left out: a fault in reading it", mention.id)
                continue
            yield told, found

    def _store(self, hits: Sequence[Hit], prints: Mapping[str, str] | None = None) -> list[Hit]:
        """The hits that were new; a mention that cannot be stored spoils none of the others."""
        try:
            return self._archive.keep(hits, prints)
        except ValueError:  # about what was to be stored: a disk that is full is no such error
            log.exception("Something matched cannot be stored as it is")
        by_mention: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_mention[hit.mention.id].append(hit)
        return [new for of_one in by_mention.values() for new in self._store_alone(of_one, prints)]

    def _store_alone(self, hits: Sequence[Hit], prints: Mapping[str, str] | None) -> list[Hit]:
        try:
            return self._archive.keep(hits, prints)
        except ValueError as error:
            log.error("%r is left out: it cannot be stored (%s)", hits[0].mention.id, error)
            return []

    def _without(
        self, mention: Mention, askers: set[ChannelKey], found: Sequence[Subscriber]
    ) -> Iterable[ChannelKey]:
        """The channels that asked and get nothing of it, each counted once."""
        for channel in askers - {subscriber.watch.channel_key for subscriber in found}:
            if self._is_uncounted(channel, mention):
                yield channel

    def _is_uncounted(self, channel: ChannelKey, mention: Mention) -> bool:
        """Whether a channel did not miss it before; from now on it did."""
        key = (channel, mention.id)
        if key in self._counted:
            return False
        self._counted[key] = None
        while len(self._counted) > REMEMBERED:
            self._counted.popitem(last=False)
        return True

    def _count(
        self,
        drops: Counter[ChannelKey],
        source: str,
        now: datetime,
        reason: str = DropReason.NO_MATCH,
    ) -> None:
        self._states.count_drops(
            [
                Drop(
                    day=now.date(),
                    workspace=workspace,
                    channel=channel,
                    watch="",
                    source=source,
                    reason=reason,
                    count=count,
                )
                for (workspace, channel), count in drops.items()
            ]
        )


def _distinct(mentions: Iterable[Mention]) -> Iterable[Mention]:
    return {mention.id: mention for mention in map(indexable, mentions)}.values()


def _hit(mention: Mention, subscriber: Subscriber, fetched: Fetched, now: datetime) -> Hit:
    """A hit; of what was written before the watch listened here, one that is history and not news."""
    watch = subscriber.watch
    history = _latest(mention) < subscriber.since if mention.dated else _is_past(subscriber, fetched)
    return Hit(
        workspace=watch.workspace,
        watch=watch.id,
        channel=watch.channel,
        mention=mention,
        matched_at=now,
        look_back=history,
        at_once=watch.instant and not history and _is_news(mention, fetched, now),
    )


def _is_news(mention: Mention, fetched: Fetched, now: datetime) -> bool:
    """Whether it may be told at once: of an answer that comes late, what was certainly written lately."""
    if not fetched.catching_up:
        return True
    dated = mention.dated and not mention.day_only
    return fetched.last is not None and dated and now - mention.created_at <= NO_NEWS


def _latest(mention: Mention) -> datetime:
    """The latest instant at which it can have been written: of a day without an hour, the day's last."""
    return mention.created_at + (_DAY if mention.day_only else timedelta())


def _answer_hit(answer: ThreadAnswer, fetched: Fetched, now: datetime) -> Hit:
    """A hit of what stands in the thread of one: never told at once."""
    hit = _hit(answer.mention, answer.subscriber, fetched, now)
    return msgspec.structs.replace(hit, at_once=False, reason=answer.reason, via=answer.via)


def _is_past(subscriber: Subscriber, fetched: Fetched) -> bool:
    """Whether what has no date may have stood there before the watch, which hears this first, listened."""
    return fetched.first or (fetched.last is not None and subscriber.since > fetched.last)
