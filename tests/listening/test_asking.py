"""When a question is asked again."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.errors import BlockedFailure, RateFailure, SourceFailure, TemporaryFailure
from bot.fetching import Fetcher
from bot.listening.asking import LONGEST_INTERVAL, SLOWER, SLOWEST, Asked, Asking
from bot.listening.budgets import Budgets, MemoryLedger
from bot.models import Mention, MentionKind
from bot.sources.source import Ask, Fetch, Question, Source
from bot.storage.archive import Hit
from bot.storage.database import open_database
from bot.storage.hearing import Hearing, SourceState
from tests.clock import START, FakeClock

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
        self.news = False
        self.failure: SourceFailure | None = None
        self.entries = 0

    def questions(self, ask: Ask) -> Iterable[Question]:
        return [Question(self.name, needle.text) for needle in ask.needles]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        now = self.clock.now()
        self.asked_at.append(now)
        if self.failure:
            raise self.failure
        if self.news:
            self.news = False
            url = f"https://guestbook.example/{now.timestamp()}"
            yield [Mention(id=url, source=self.name, kind=MentionKind.POST, url=url, created_at=now)]
        yield [_entry(f"{now.timestamp()}/{number}", now) for number in range(self.entries)]

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


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[Hearing]:
    engine = open_database(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    yield Hearing(engine)
    engine.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def fetcher(clock: FakeClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(clock=clock) as fetcher:
        yield fetcher


async def take(asked: Asked) -> list[Hit]:
    """Everything is new to somebody."""
    return [
        Hit(watch="W1", channel="C1", mention=mention, matched_at=mention.created_at)
        for mention in asked.mentions
    ]


class Desk:
    """Asks one question of one source, each time the schedule would."""

    def __init__(self, source: Guestbook, fetcher: Fetcher, hearing: Hearing, clock: FakeClock) -> None:
        self.source = source
        self.hearing = hearing
        self.changes: list[SourceState] = []
        self.wanted = True
        self._clock = clock
        self.rests: list[Mapping[str, datetime]] = []
        self._question = Question(source.name, "acme")
        budgets = Budgets(MemoryLedger(), clock)
        self._asking = Asking(
            {source.name: source}, fetcher, budgets, hearing, clock, self._changed, self.rests.append
        )

    async def live(self, span: timedelta) -> None:
        """Let time pass, the schedule ringing at the source's interval."""
        end = self._clock.now() + span
        while self._clock.now() < end:
            await self._asking.ask(self._question, self._take)
            self._clock.pass_time(self.source.interval)

    async def due_in(self) -> timedelta:
        """How long until the question is due."""
        return await self._asking.next_at(self._question) - self._clock.now()

    async def ask(self, waited: timedelta | None = None) -> Asked | None:
        """Ask it now, if it may be asked."""
        return await self._asking.ask(self._question, self._take, waited)

    async def look_back(self) -> None:
        """Ask for the last days, as for a watch that was just made."""
        await self._asking.ask_since(self._question, self._clock.now() - 7 * 24 * HOUR, self._take)

    async def _take(self, asked: Asked) -> list[Hit]:
        return await take(asked) if self.wanted else []

    async def _changed(self, question: Question, state: SourceState) -> None:
        self.changes.append(state)
        self.hearing.put(msgspec.structs.replace(state, told=bool(state.failures)))


@pytest.fixture
def desk(fetcher: Fetcher, hearing: Hearing, clock: FakeClock) -> Desk:
    return Desk(Guestbook(clock), fetcher, hearing, clock)


async def test_a_question_that_brings_nothing_is_asked_ever_more_rarely_but_never_given_up(
    desk: Desk,
) -> None:
    await desk.live(5 * HOUR)
    pauses = desk.source.pauses
    usual = desk.source.interval.total_seconds()
    assert pauses[0] == usual
    assert pauses == sorted(pauses)
    assert 0.85 * SLOWEST * usual <= pauses[-1] <= SLOWEST * usual


async def test_it_slows_down_step_by_step(desk: Desk) -> None:
    await desk.live(HOUR)
    usual = desk.source.interval.total_seconds()
    assert all(
        after <= before * SLOWER + usual
        for before, after in zip(desk.source.pauses, desk.source.pauses[1:], strict=False)
    )


async def test_news_makes_it_asked_as_often_as_its_source_allows_again(desk: Desk) -> None:
    await desk.live(5 * HOUR)
    desk.source.news = True
    heard = len(desk.source.asked_at)
    await desk.live(2 * HOUR)
    assert desk.source.pauses[heard] == desk.source.interval.total_seconds()


async def test_a_source_that_wants_long_pauses_is_not_slowed_down_further(
    fetcher: Fetcher, hearing: Hearing, clock: FakeClock
) -> None:
    desk = Desk(Almanac(clock), fetcher, hearing, clock)
    assert desk.source.interval.total_seconds() > LONGEST_INTERVAL
    await desk.live(timedelta(days=6))
    assert set(desk.source.pauses) == {desk.source.interval.total_seconds()}


async def test_a_name_that_many_channels_add_at_once_is_not_slowed_down_by_their_looking_back(
    desk: Desk,
) -> None:
    for _ in range(20):
        await desk.look_back()
    looked = len(desk.source.asked_at)
    await desk.live(HOUR)
    usual = desk.source.interval.total_seconds()
    assert desk.source.pauses[looked - 1 : looked + 1] == [usual, usual]


async def test_every_rest_is_kept_whatever_the_answer_was(desk: Desk, fetcher: Fetcher) -> None:
    until = START + HOUR
    desk.source.news = True
    fetcher.manners.rest("guestbook.example", until)
    await desk.live(MINUTE)
    assert desk.rests == [{"guestbook.example": until}]
    await desk.live(2 * HOUR)
    assert desk.rests == [{"guestbook.example": until}, {}]


async def test_a_source_that_refuses_us_is_left_alone_for_hours(desk: Desk) -> None:
    desk.source.failure = BlockedFailure("guestbook.example refuses to answer this program (403).")
    await desk.live(5 * HOUR)
    assert len(desk.source.asked_at) == 1


async def test_a_passing_failure_is_tried_again_soon_then_more_and_more_rarely(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.live(10 * HOUR)
    pauses = desk.source.pauses
    assert pauses[0] == desk.source.interval.total_seconds()
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 6 * HOUR.total_seconds()


async def test_a_source_that_says_when_to_come_back_is_asked_then(desk: Desk, clock: FakeClock) -> None:
    until = clock.now() + 90 * MINUTE
    desk.source.failure = RateFailure("guestbook.example asks to be asked less often (429).", until=until)
    await desk.live(2 * HOUR)
    assert desk.source.asked_at[1] == until


async def test_a_quiet_question_that_failed_is_asked_again_as_soon_as_its_rest_is_over(desk: Desk) -> None:
    await desk.live(5 * HOUR)
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    first = len(desk.source.asked_at)
    await desk.live(HOUR)
    assert desk.source.pauses[first] == desk.source.interval.total_seconds()


async def test_people_are_to_be_told_after_five_failures_in_a_row_and_when_it_is_well(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.live(10 * HOUR)
    desk.source.failure = None
    await desk.live(5 * HOUR)
    assert [state.failures for state in desk.changes] == [5, 0]


async def test_it_is_known_when_a_question_is_due(desk: Desk) -> None:
    assert await desk.due_in() == timedelta(0)
    await desk.ask()
    assert await desk.due_in() == desk.source.interval
    desk.source.failure = BlockedFailure("guestbook.example refuses to answer this program (403).")
    await desk.live(2 * MINUTE)
    await desk.ask()
    assert await desk.due_in() == 6 * HOUR


async def test_a_question_that_waits_long_for_its_turn_is_not_catching_up(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.ask()
    late = []
    for waited in (3 * HOUR, 3 * HOUR, None, timedelta()):
        clock.pass_time(3 * HOUR)
        asked = await desk.ask(waited)
        assert asked is not None
        late.append(asked.catching_up)
    assert late == [False, False, False, True], "the last had no others before it: nobody asked for it"


async def test_a_clock_that_is_set_back_keeps_no_question_waiting(desk: Desk, clock: FakeClock) -> None:
    await desk.ask()
    clock.jump(-timedelta(days=1))
    assert await desk.due_in() == timedelta(0)
    await desk.ask()
    assert len(desk.source.asked_at) == 2


async def test_a_list_that_turns_over_fast_is_read_often_whatever_it_is_about(
    fetcher: Fetcher, hearing: Hearing, clock: FakeClock
) -> None:
    desk = Desk(Wall(clock), fetcher, hearing, clock)
    desk.source.entries, desk.wanted = 20, False
    await desk.live(HOUR)
    assert set(desk.source.pauses) == {desk.source.interval.total_seconds()}
    desk.source.entries = 0
    await desk.live(5 * HOUR)
    assert desk.source.pauses[-1] > 5 * desk.source.interval.total_seconds()


async def test_a_search_is_not_asked_more_often_for_bringing_what_nobody_wants(desk: Desk) -> None:
    desk.source.entries, desk.wanted = 20, False
    await desk.live(5 * HOUR)
    assert desk.source.pauses[-1] > 5 * desk.source.interval.total_seconds()


async def test_what_was_asked_of_days_past_is_not_asked_again_at_once(desk: Desk, clock: FakeClock) -> None:
    for _ in range(50):
        await desk.look_back()
        clock.pass_time(timedelta(seconds=1))
    assert len(desk.source.asked_at) == 1
    clock.pass_time(10 * MINUTE)
    await desk.look_back()
    assert len(desk.source.asked_at) == 2


async def test_an_answer_that_failed_is_asked_for_again(desk: Desk) -> None:
    desk.source.failure = TemporaryFailure("guestbook.example is in trouble (503).")
    await desk.look_back()
    desk.source.failure = None
    await desk.look_back()
    assert len(desk.source.asked_at) == 2


async def test_a_fault_in_reading_is_logged_without_what_was_asked(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.source.failure = KeyError("odd")  # type: ignore[assignment]
    await desk.ask()
    assert "guestbook failed" in caplog.text
    assert "acme" not in caplog.text, "the address of a feed may hold a secret"
