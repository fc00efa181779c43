"""Polling with a real intake: what is kept, recorded and announced, and in what order."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.errors import DatabaseUnavailable
from bot.fetching import Fetcher
from bot.fetching.fetch import Fetch
from bot.listening.intake import Intake
from bot.models import Mention, MentionKind
from bot.sources.source import Ask, Listed, Source, SourceRequest
from bot.storage.amendments import Amendments
from bot.storage.archive import Archive
from bot.storage.gaps import GapKind, Gaps
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.source_states import SourceStates
from bot.watches.registry import WatchRegistry
from tests.clock import START, FakeClock
from tests.listening.desk import poller_of
from tests.storage.samples import WORKSPACE, channel, watch

HOUR = timedelta(hours=1)


class Board(Source):
    """Lists its latest entries, newest first; each is known by its number, and written in that hour."""

    name = "board"
    title = "Board"
    interval = timedelta(minutes=2)
    is_rolling_list = True

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.shows: dict[int, str] = {}

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        return [SourceRequest(self.name, "")]

    async def search(
        self, request: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        entries = [_entry(number, text) for number, text in sorted(self.shows.items(), reverse=True)]
        yield Listed(entries, entries)


def _entry(number: int, text: str) -> Mention:
    url, at = f"https://board.example/{number}", START + (number - 20) * HOUR
    return Mention(id=url, source="board", kind=MentionKind.POST, url=url, text=text, created_at=at)


class Desk:
    """One instant watch on a board, and what others find of it."""

    def __init__(self, engine: Engine, fetcher: Fetcher, clock: FakeClock) -> None:
        self.clock, self.board = clock, Board(clock)
        self.archive, self.states = Archive(engine), SourceStates(engine)
        self.gaps, self.amendments = Gaps(engine), Amendments(engine)
        self.registry = WatchRegistry({"board": self.board})
        self.hits = HitRows(engine, WORKSPACE)
        kept = self.archive, MentionRows(engine), Reissues(engine)
        intake = Intake(*kept, self.states, self.registry.index)
        self.poller, _, self.announcer = poller_of(
            self.board, fetcher, self.states, clock, intake, registry=self.registry
        )

    async def begin(self) -> None:
        its = replace(watch(), instant=True, since=START - 99 * HOUR)
        await self.registry.reload([its], [channel()])

    async def poll(self, **shows: str) -> None:
        """Poll the board a while later; it shows entries by number, as `e7="text"`."""
        self.clock.pass_time(timedelta(minutes=30))
        self.board.shows = {int(name[1:]): text for name, text in shows.items()}
        await self.poller.poll(SourceRequest("board", ""))

    def texts(self) -> list[str]:
        found = self.hits.written_between("C1", START - 99 * HOUR, START + 99 * HOUR)
        return [hit.mention.text for hit in found]

    async def woken(self) -> list[str]:
        """Who was woken since this was asked last."""
        return [wakeup.name for wakeup in self.announcer.all if await wakeup.wait(0.0)]


@pytest.fixture
async def desk(file_engine: Engine, fetcher: Fetcher, clock: FakeClock) -> AsyncIterator[Desk]:
    desk = Desk(file_engine, fetcher, clock)
    await desk.begin()
    yield desk
    desk.registry.index.settle()


async def test_whoever_reads_what_was_written_is_woken_and_nobody_else(desk: Desk) -> None:
    await desk.poll(e1="Acme opens", e2="nothing", e3="nothing")
    await desk.woken()
    await desk.poll(e1="Acme opens", e2="nothing", e3="nothing")
    assert await desk.woken() == []
    await desk.poll(e1="Acme opens", e2="nothing", e3="nothing", e21="Acme burns")
    assert await desk.woken() == ["alerts", "readings"]
    await desk.poll(e1="Acme closes", e2="nothing", e3="nothing", e21="Acme burns")
    assert await desk.woken() == ["redelivery"]
    assert desk.texts() == ["Acme burns", "Acme closes"]
    await desk.poll(e31="rain", e32="snow")
    assert await desk.woken() == ["gaps"]


async def test_what_may_be_polled_now_is_told_from_what_was_polled_lately(desk: Desk) -> None:
    board = SourceRequest("board", "")
    assert await desk.poller.due() == [board]
    await desk.poll(e1="nothing")
    assert await desk.poller.due() == []
    desk.clock.pass_time(HOUR)
    assert await desk.poller.due() == [board]


async def test_what_changed_in_a_list_is_seen_again_after_a_kill_before_it_was_recorded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.poll(e1="nothing", e2="Acme burns", e3="nothing")

    def dies(*_: object) -> None:
        raise DatabaseUnavailable("killed")

    for shows in ({"e1": "nothing", "e3": "nothing"}, {"e31": "rain", "e32": "snow"}):
        with monkeypatch.context() as dying:
            dying.setattr(desk.states, "put", dies)
            with pytest.raises(DatabaseUnavailable):
                await desk.poll(**shows)
        await desk.poll(**shows)
    assert desk.texts() == [], "it is erased"
    assert [each.mention for each in desk.amendments.standing()] == ["https://board.example/2"]
    assert [gap.kind for gap in desk.gaps.unreported()] == [GapKind.OVERRUN], "and told once"
