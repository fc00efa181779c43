"""The listener: all watches, all sources, one pass."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from bot.analysis.language import spoken
from bot.answer import Answer
from bot.clock import Clock
from bot.errors import BadQuery
from bot.listening.intake import Intake
from bot.listening.living import LivingThreads
from bot.listening.poll_policy import LOOK_BACK
from bot.listening.reach import Reach, reach_of
from bot.listening.request_runner import Asked, Asking
from bot.listening.subscriptions import (
    Sources,
    Subscriptions,
    Wants,
    heard_sources,
    questions,
    wanted,
    wants,
)
from bot.listening.threads import Threads
from bot.models import Channel, Mention, Watch
from bot.query import LiveIndex, Query, parse, silent
from bot.sources.source import Question
from bot.sources.stream import Stream
from bot.storage.archive import Hit

log = logging.getLogger(__name__)

OnNews = Callable[[Sequence[Hit]], Awaitable[None]]
"""Called with what was just heard for the first time and is to be told at once."""
OnAmended = Callable[[Collection[str]], Awaitable[None]]
"""Called with the ids of mentions that were kept, and are now erased or say something else."""
EVER = datetime(1971, 1, 1, tzinfo=UTC)
"""Since which a place is read that lists only its latest entries."""


async def nothing_owed(ids: Collection[str]) -> None:
    """What becomes of changed mentions where nothing is owed that tells them."""


class Listener:
    """Knows which questions the watches ask, asks them, and takes in what comes."""

    def __init__(
        self,
        sources: Sources,
        asking: Asking,
        intake: Intake,
        index: LiveIndex,
        clock: Clock,
        on_news: OnNews,
        on_amended: OnAmended = nothing_owed,
    ) -> None:
        self._on_news = on_news
        self._on_amended = on_amended
        self._sources = sources
        self._asking = asking
        self._intake = intake
        self._index = index
        self._clock = clock
        self._heard: Mapping[str, _Heard] = {}
        self._authors: Mapping[str, tuple[str, ...]] = {}
        self._subscriptions = Subscriptions({}, sources)
        self._living = LivingThreads(intake.threads.kept, index, sources)

    async def renew(self, watches: Sequence[Watch], channels: Iterable[Channel]) -> None:
        """Listen for these watches from now on; one call at a time."""
        by_id = {channel.id: channel for channel in channels}
        before = self._heard
        self._heard, self._subscriptions = await asyncio.to_thread(self._read, watches, by_id)
        self._authors = {watch: heard.authors for watch, heard in self._heard.items() if heard.authors}
        gone: dict[str, Query | None] = dict.fromkeys(before.keys() - self._heard.keys())
        new = {
            watch: heard.query
            for watch, heard in self._heard.items()
            if watch not in before or before[watch].query is not heard.query
        }
        self._index.change(gone | new)
        self._asking.share(self._subscriptions.numbers)

    @property
    def threads(self) -> Threads:
        """What of the archive is answered."""
        return self._intake.threads

    def due(self) -> list[Question]:
        """Every question of a watch that is asked again and again; a stream is asked nothing."""
        return self._subscriptions.due

    async def all_due(self) -> list[Question]:
        """Every question that is asked again and again, those for threads that live now among them.

        All share the budgets of their sources from now on.
        """
        who = self._subscriptions
        threads = await asyncio.to_thread(self._living.questions, who, self._clock.now())
        self._asking.share(who.numbers + Counter(question.source for question in threads))
        return [*who.due, *threads]

    def usual(self, name: str) -> timedelta:
        """How often a question of a source is asked, at most."""
        return self._asking.usual(name)

    def streams(self) -> set[str]:
        """The streams that some channel hears."""
        return self._subscriptions.streams

    def hearers(self, question: Question) -> set[str]:
        """The watches to which a question's answers may be told."""
        return set(self._subscriptions.hearers(question))

    def authors(self, question: Question) -> set[str]:
        """The authors whom queries name that may hear a question's answers."""
        hearers = self._subscriptions.hearers(question) if self._authors else ()
        return {name for watch, names in self._authors.items() if watch in hearers for name in names}

    def asked_by(self, channel: str) -> list[Question]:
        """The questions that a channel's watches ask."""
        return self._subscriptions.asked_by(channel)

    def asked_of(self, channel: str, source: str) -> list[Question]:
        """The questions that a channel's watches ask of one source."""
        return self._subscriptions.asked_of(channel, source)

    def channels(self, question: Question) -> set[str]:
        """The channels that ask a question."""
        return self._subscriptions.channels(question)

    def query(self, watch: Watch) -> Query:
        """The query of a watch, read; a silent one if it cannot be, as after an edit by hand."""
        known = self._heard.get(watch.id)
        return known.query if known and known.query.text == watch.query else _read(watch)

    async def poll(self, question: Question, waited: timedelta | None = None) -> datetime:
        """Take in what is new since the question was last answered; when to ask it again.

        `waited` is how long others of its lane kept it waiting, if it has just had its turn.
        """
        await self._asking.ask(question, self._take, waited)
        return await self._asking.next_at(question)

    async def refresh(self, channel: str, older_than: timedelta) -> None:
        """Ask again what a channel asks and nobody answered lately."""
        now = self._clock.now()
        for question in filter(self._is_asked, self.asked_by(channel)):
            state = await self._asking.state(question)
            if state.last_well is None or now - state.last_well > older_than:
                await self.poll(question)

    async def read_feed(self, address: str, channel: str, answer: Answer) -> int:
        """Take in a feed that was just added, from the answer in which it was found.

        How many of its entries speak of what the channel watches, known before or not.
        """
        wanted: set[str] = set()
        for question in self.asked_by(channel):
            if question.text == address and self._sources[question.source].own_places:
                asked = await self._asking.keep_answer(question, answer, self._take)
                wanted |= await asyncio.to_thread(self._wanted, asked, channel)
        return len(wanted)

    def _wanted(self, asked: Asked, channel: str) -> set[str]:
        """The ids of the mentions in an answer that some watch of a channel wants. Blocks."""
        hearers = self._subscriptions.hearers(asked.question)
        own = {watch for watch, subscriber in hearers.items() if subscriber.watch.channel == channel}
        told = map(spoken, asked.mentions)
        return {mention.id for mention in told if not own.isdisjoint(self._index.matches(mention))}

    async def look_back(self, watch: Watch, channel: Channel) -> list[Asked]:
        """Ask all that a watch asks for the last seven days, and keep it; what each question brought."""
        put = [question for question, _ in questions(watch, channel, self.query(watch), self._sources)]
        since = self._clock.now() - LOOK_BACK
        return await asyncio.gather(
            *(
                self._asking.ask_since(
                    question, EVER if self._sources[question.source].own_places else since, self._take
                )
                for question in put
                if self._is_asked(question)
            )
        )

    async def search(
        self, query: Query, channel: Channel, since: datetime
    ) -> tuple[list[Mention], list[str]]:
        """What the channel's sources know of a query now, newest first, and which could not be heard."""
        candidates, unheard = await self.candidates(query, channel, since)
        return [mention for mention in candidates if query.matches(mention)], unheard

    async def candidates(
        self, query: Query, channel: Channel, since: datetime
    ) -> tuple[list[Mention], list[str]]:
        """What the channel's sources offer for a query, newest first, and which could not be heard."""
        ask = wanted(query, channel)
        names = heard_sources(channel, self._sources)
        put = dict.fromkeys(question for name in names for question in self._sources[name].questions(ask))
        answers = await asyncio.gather(
            *(self._asking.peek(question, since) for question in put if self._is_asked(question))
        )
        found = {
            mention.id: self._sources[asked.question.source].signed(spoken(mention))
            for asked in answers
            for mention in asked.mentions
            if not mention.dated or mention.created_at >= since
        }
        unheard = sorted({missing for asked in answers if (missing := self._missing(asked))})
        return sorted(found.values(), key=lambda mention: mention.created_at, reverse=True), unheard

    def _missing(self, asked: Asked) -> str:
        """Which source could not be heard, or how far back it was not; empty for neither."""
        title = self._sources[asked.question.source].title
        if asked.failure:
            return title
        return f"{title} before {asked.gap.until:%-d %b, %H:%M} UTC" if asked.gap else ""

    def reach(self, query: Query, channel: Channel) -> Reach:
        """Which of the channel's sources can hear a query, and which cannot."""
        return reach_of(query, channel, self._sources)

    async def overhear(self, asked: Asked) -> list[Hit]:
        """Take in what a stream said, and tell at once what is to be told at once; the new hits."""
        hits = await asyncio.to_thread(self._intake.overhear, asked, self._subscriptions, self._clock.now())
        return await self._tell(asked, hits)

    async def withhold(self, asked: Asked, reason: str) -> None:
        """Count what a stream said and its hearers want, but may not have."""
        await asyncio.to_thread(self._intake.withhold, asked, self._subscriptions, self._clock.now(), reason)

    async def _take(self, asked: Asked) -> list[Hit]:
        """Take in an answer, and tell at once what is to be told at once."""
        taken = await asyncio.to_thread(self._intake.take, asked, self._subscriptions, self._clock.now())
        if taken.amended:
            await self._on_amended(taken.amended)
        return await self._tell(asked, taken.hits)

    async def _tell(self, asked: Asked, hits: list[Hit]) -> list[Hit]:
        if news := [hit for hit in hits if hit.at_once]:
            try:
                await self._on_news(news)
            except Exception:  # it is kept, and will be in the digest: nothing would come of asking again
                log.exception("What %s brought is not told at once", asked.question.source)
        return hits

    def _is_asked(self, question: Question) -> bool:
        return not isinstance(self._sources[question.source], Stream)

    def _read(
        self, watches: Sequence[Watch], channels: Mapping[str, Channel]
    ) -> tuple[dict[str, "_Heard"], Subscriptions]:
        """What stays as it was is not worked out again: of ten thousand watches one changed."""
        strays = sorted({watch.channel for watch in watches} - channels.keys())
        if strays:
            log.error("Nothing is listened for in %s: the watch list does not say how to serve it", strays)
        heard = {
            watch.id: self._read_one(watch, channels[watch.channel])
            for watch in watches
            if watch.channel in channels
        }
        wanted = {watch: each.wants for watch, each in heard.items()}
        return heard, Subscriptions(wanted, self._sources)

    def _read_one(self, watch: Watch, channel: Channel) -> "_Heard":
        known = self._heard.get(watch.id)
        if known and known.watch == watch and known.channel == channel:
            return known
        query = self.query(watch)
        return _Heard(watch, channel, query, wants(watch, channel, query, self._sources), query.authors())


def _read(watch: Watch) -> Query:
    try:
        return parse(watch.query)
    except BadQuery as error:
        log.error("%s of %s hears nothing: %r. %s", watch.name, watch.channel, watch.query, error.reason)
        return silent(watch.query)


class _Heard(msgspec.Struct, frozen=True):
    """A watch as it is listened for, and what that was worked out from; `authors` are those it names."""

    watch: Watch
    channel: Channel
    query: Query
    wants: Wants
    authors: tuple[str, ...]
