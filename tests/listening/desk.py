"""A source that brings what it is told to, and somebody who asks it again and again."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from bot.errors import SourceFailure
from bot.fetching import Fetcher
from bot.listening.budgets import Budgets
from bot.listening.gaps import Gap
from bot.listening.ledger import MemoryLedger
from bot.listening.poll_policy import LOOK_BACK, PollPolicy
from bot.listening.request_runner import Fetched, RequestRunner
from bot.models import Mention, MentionKind
from bot.sources.source import Ask, Fetch, Question, Source
from bot.storage.archive import Hit
from bot.storage.source_states import SourceState, SourceStates
from tests.clock import FakeClock

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Guestbook(Source):
    """Brings what it was told to, and counts how often it is asked."""

    name = "guestbook"
    title = "Guestbook"
    interval = 2 * MINUTE

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.asked_at: list[datetime] = []
        self.since: datetime | None = None
        self.news = False
        self.failure: SourceFailure | None = None
        self.entries = 0
        self.shows: timedelta | None = None

    def questions(self, ask: Ask) -> Iterable[Question]:
        return [Question(self.name, needle.text) for needle in ask.needles]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        now = self.clock.now()
        self.asked_at.append(now)
        self.since = since
        if self.failure:
            raise self.failure
        if self.news:
            self.news = False
            url = f"https://guestbook.example/{now.timestamp()}"
            yield [Mention(id=url, source=self.name, kind=MentionKind.POST, url=url, created_at=now)]
        yield [_entry(f"{now.timestamp()}/{number}", now) for number in range(self.entries)]
        if self.shows is not None:
            yield [_entry(f"{now.timestamp()}/oldest", now - self.shows)]
            raise self.curtailed()

    @property
    def pauses(self) -> list[float]:
        """Seconds between one asking and the next."""
        return [
            (after - before).total_seconds()
            for before, after in zip(self.asked_at, self.asked_at[1:], strict=False)
        ]


def _entry(name: str, at: datetime) -> Mention:
    url = f"https://guestbook.example/{name}"
    return Mention(id=url, source="guestbook", kind=MentionKind.POST, url=url, created_at=at)


class Wall(Guestbook):
    """A place that lists its latest entries, whoever they are about; old ones drop out."""

    latest_alone = True


class Almanac(Guestbook):
    """A source that wants to be asked twice a day."""

    interval = 12 * HOUR


async def take(asked: Fetched) -> list[Hit]:
    """Everything is new to somebody."""
    return [
        Hit(watch="W1", channel="C1", mention=mention, matched_at=mention.created_at)
        for mention in asked.mentions
    ]


class Desk:
    """Asks one question of one source, each time the schedule would."""

    def __init__(self, source: Guestbook, fetcher: Fetcher, hearing: SourceStates, clock: FakeClock) -> None:
        self.source = source
        self.hearing = hearing
        self.changes: list[SourceState] = []
        self.wanted = True
        self.fault: Exception | None = None
        self._clock = clock
        self.rests: list[Mapping[str, datetime]] = []
        self._question = Question(source.name, "acme")
        budgets = Budgets(MemoryLedger(), clock)
        self.pace = PollPolicy({source.name: source}, budgets, clock)
        self.gaps: list[Gap] = []
        self._runner = RequestRunner(
            {source.name: source},
            fetcher,
            budgets,
            hearing,
            clock,
            self._changed,
            self.rests.append,
            self._missed,
        )

    async def live(self, span: timedelta, every: timedelta | None = None) -> None:
        """Let time pass, the schedule ringing at the source's interval, or as seldom as `every` says."""
        end = self._clock.now() + span
        while self._clock.now() < end:
            await self._runner.ask(self._question, self._take)
            self._clock.pass_time(every or self.source.interval)

    async def due_in(self) -> timedelta:
        """How long until the question is due."""
        return await self._runner.next_at(self._question) - self._clock.now()

    async def ask(self, waited: timedelta | None = None) -> Fetched | None:
        """Ask it now, if it may be asked."""
        return await self._runner.ask(self._question, self._take, waited)

    async def look_back(self, span: timedelta = LOOK_BACK) -> Fetched:
        """Ask for the last days, as for a watch that was just made."""
        return await self._runner.ask_since(self._question, self._clock.now() - span, self._take)

    async def state(self) -> SourceState:
        """How the question fared."""
        return await self._runner.state(self._question)

    async def _take(self, asked: Fetched) -> list[Hit]:
        if self.fault:
            raise self.fault
        return await take(asked) if self.wanted else []

    async def _missed(self, question: Question, gap: Gap) -> None:
        self.gaps.append(gap)

    async def _changed(self, question: Question, state: SourceState) -> None:
        self.changes.append(state)
        self.hearing.put(msgspec.structs.replace(state, told=bool(state.failures)))
