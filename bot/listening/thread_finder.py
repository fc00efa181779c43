"""What answers a mention in its own thread is about it: found, bounded, and counted past that.

1. An answer whose source names what it answers is in the thread of that, if that is kept.
2. One that only says under which page it stands is in the thread of what opened the discussion there, if that
   names what is watched and is older.
3. One that stands under a heading which names what is watched is in that thread, whoever opened it.
4. What answers nothing that names it may stand in a talk of it all the same (`talk_finder`): it counts for
   the same bound, and what answers it is in no thread for its sake.

The rest of the query (languages, places, exclusions) must hold for the answer as well.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Lock

import msgspec

from bot.addresses import discussion
from bot.listening.request_runner import Fetched
from bot.models import Mention, MentionKind
from bot.query import LiveIndex
from bot.query.subject import below
from bot.storage.hits import Reason
from bot.storage.kept_threads import Answered, KeptThreads
from bot.watches.subscriptions import Subscriber

MOST = 50
"""Answers in one thread that a watch gets of one day; the others are counted."""
REMEMBERED = 200_000
"""Kept mentions by whose ids streams are looked through for answers."""
LIVES = timedelta(days=7)
"""How long after it was written a kept mention's answers are looked for in streams."""


class ThreadAnswer(msgspec.Struct, frozen=True):
    """What stands in a thread, a watch that gets it, what makes the thread (`Hit.via`), and by which rule."""

    mention: Mention
    subscriber: Subscriber
    via: str
    reason: Reason = Reason.THREAD


class ThreadFinder:
    """Finds the threads in which mentions stand. Blocks, but for `is_answered` and `add`."""

    def __init__(self, kept: KeptThreads, index: LiveIndex) -> None:
        self.kept = kept
        self._index = index
        self._ids: OrderedDict[str, None] = OrderedDict()

    def load(self, sources: Iterable[str], now: datetime) -> None:
        """Know by id what was kept lately of these sources."""
        self.add(self.kept.recent(sources, now - LIVES, REMEMBERED))

    def add(self, ids: Iterable[str]) -> None:
        """Know these kept mentions by id or alias, and forget the oldest past a bound."""
        self._ids.update(dict.fromkeys(ids))
        while len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)

    @property
    def any_known(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self._ids)

    def is_answered(self, ids: Iterable[str]) -> bool:
        """Whether one of these is known as kept: a look-up in memory, for streams."""
        known = self._ids
        return any(id_ in known for id_ in ids)

    def resolved(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions, what they answer called by its id, where that is among them or kept."""
        mentions = list(mentions)
        known = {alias: mention.id for mention in mentions for alias in mention.aliases}
        if unknown := {name for mention in mentions for name in mention.answers} - known.keys():
            known |= self.kept.by_alias(unknown)
        return [_renamed(mention, known) for mention in mentions]

    def answers(
        self, candidates: Sequence[tuple[Mention, Sequence[Subscriber]]], hearers: Mapping[str, Subscriber]
    ) -> list[ThreadAnswer]:
        """Which watches get which of these as answers; `candidates` come with those that have them."""
        answering = sorted(
            ((mention, found) for mention, found in candidates if mention.answers or mention.topic),
            key=lambda pair: pair[0].created_at,
        )
        if not answering:
            return []
        names = {name for mention, _ in answering for name in (mention.id, *mention.answers)}
        known = {name: list(found) for name, found in self.kept.answered(names).items()}
        above = self.kept.mentions({each.named for found in known.values() for each in found})
        got: list[ThreadAnswer] = []
        for mention, found in answering:
            had = {subscriber.watch.id for subscriber in found}
            had |= {each.watch for each in known.get(mention.id, ()) if not each.opens}
            for watch, via in self._threads_of(mention, known, above).items():
                if watch in hearers and watch not in had:
                    got.append(ThreadAnswer(mention, hearers[watch], via))
                    known.setdefault(mention.id, []).append(Answered(watch, via, mention.created_at))
        return got

    def bounded(self, answers: Iterable[ThreadAnswer]) -> tuple[list[ThreadAnswer], list[ThreadAnswer]]:
        """The answers that may be kept, and those past the bound of their thread and day."""
        answers = list(answers)
        if not answers:
            return [], []
        vias = {answer.via for answer in answers}
        counts: Counter[tuple[str, str, date]] = self.kept.counts(vias, min(map(_day, answers)))
        kept: list[ThreadAnswer] = []
        left: list[ThreadAnswer] = []
        for answer in answers:
            key = (answer.subscriber.watch.id, answer.via, _day(answer))
            counts[key] += 1
            (kept if counts[key] <= MOST else left).append(answer)
        return kept, left

    def _threads_of(
        self, mention: Mention, known: Mapping[str, list[Answered]], above: Mapping[str, Mention]
    ) -> dict[str, str]:
        """The watches that may get it, each with what makes the thread."""
        found: dict[str, str] = {}
        for name in mention.answers:
            for each in known.get(name, ()):
                if each.beside or (each.opens and each.written_at > mention.created_at):
                    continue
                if each.watch not in found and self._holds(each.watch, mention, above.get(each.named)):
                    found[each.watch] = each.named
        if mention.topic:
            for watch in self._index.matches(below(mention)) - found.keys():
                if self._holds(watch, mention, None):
                    found[watch] = mention.thread or discussion(mention.url)
        return found

    def _holds(self, watch: str, mention: Mention, above: Mention | None) -> bool:
        query = self._index.query(watch)
        return query is not None and query.holds_below(mention, above)


class Orphans:
    """Answers to what is not kept, for the case that it still comes: sources are read in any order.

    With them what opened a discussion, for the case that those who answer speak of what is watched.
    """

    def __init__(self, most: int = 5_000) -> None:
        self._most = most
        self._lock = Lock()
        self._waiting: OrderedDict[str, tuple[Fetched, Mention]] = OrderedDict()
        self._under: dict[str, set[str]] = defaultdict(set)

    def add(self, fetched: Fetched, mentions: Iterable[Mention]) -> None:
        """Remember what a request brought, the oldest only as long as there is room."""
        blank = msgspec.structs.replace(fetched, mentions=(), listed=None)
        with self._lock:
            for mention in mentions:
                if (names := _places(mention)) and mention.id not in self._waiting:
                    self._waiting[mention.id] = blank, mention
                    for name in names:
                        self._under[name].add(mention.id)
            while len(self._waiting) > self._most:
                self._forget(next(iter(self._waiting)))

    def under(self, kept: Iterable[Mention]) -> list[tuple[Fetched, Mention]]:
        """Those that answer one of these, or an answer to it, or open its discussion, with the requests that
        brought them.
        """
        names = {name for mention in kept for name in (mention.id, discussion(mention.url), *mention.aliases)}
        found: dict[str, None] = {}
        with self._lock:
            while names := names & self._under.keys():
                new = {id_ for name in names for id_ in self._under[name]} - found.keys()
                found |= dict.fromkeys(new)
                names = new
            return [self._waiting[id_] for id_ in found]

    def _forget(self, id_: str) -> None:
        _, mention = self._waiting.pop(id_)
        for name in _places(mention):
            self._under[name].discard(id_)
            if not self._under[name]:
                del self._under[name]


def _places(mention: Mention) -> tuple[str, ...]:
    """What a post answers, or the page of the discussion that it opens; nothing for any other mention."""
    opens = mention.kind is MentionKind.POST and bool(mention.title) and not mention.answers
    return (discussion(mention.url),) if opens else mention.answers


def _renamed(mention: Mention, known: Mapping[str, str]) -> Mention:
    answers = tuple(known.get(name, name) for name in mention.answers)
    if answers == mention.answers:
        return mention
    return msgspec.structs.replace(mention, answers=answers, thread=known.get(mention.thread, mention.thread))


def _day(answer: ThreadAnswer) -> date:
    return answer.mention.created_at.astimezone(UTC).date()
