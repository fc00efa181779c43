"""Mentions are read as they come, so that a page finds rows."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.analysis import reading_keeper
from bot.analysis.impressions import Impression
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.understanding import VERSION, Understanding, WatchContext, understand
from bot.errors import DatabaseUnavailable
from bot.models import Mention, WatchKind
from bot.storage.archive import Archive
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows, StoredReading, TeamMember
from bot.storage.watchlist import Watchlist
from bot.watches import reading_room
from bot.watches.reading_room import FIRST, ReadingRoom
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from tests.clock import FakeClock
from tests.storage.samples import NOON, WORKSPACE, channel, hit, mention, watch


class Desk:
    """A channel with a watch for Acme, its archive, and the room of readings."""

    def __init__(self, engine: Engine, data: Path) -> None:
        self.clock = FakeClock(NOON)
        self.watchlist = Watchlist(data / "watchlist.json", WORKSPACE)
        self.watchlist.set_up(channel())
        self.watchlist.add(watch())
        self.archive, self.rows = Archive(engine), ReadingRows(engine, WORKSPACE)
        self.mentions = MentionRows(engine)
        self.room = self.restarted()

    def restarted(self) -> ReadingRoom:
        keeper = ReadingKeeper(self.mentions, self.rows, self.clock)
        readings = WatchReadings(self.watchlist, WatchRegistry({}), self.rows, keeper)
        return ReadingRoom(self.mentions, self.rows, keeper, readings, self.clock)

    def hear(self, name: str, watch: str = "w1", ago: timedelta = timedelta()) -> None:
        said = replace(mention(name), text="Acme is garbage.", title="", lang="en", links=())
        self.archive.keep([hit(said, watch, matched_at=self.clock.now() - ago)])

    def look(self) -> None:
        asyncio.run(self.room.look())

    def read(self) -> list[str]:
        """What stands as read by the present version."""
        return [row.mention for row in self.rows.of("w1", ["m1", "m2"]) if row.version == VERSION]


@pytest.fixture
def desk(file_engine: Engine, tmp_path: Path) -> Desk:
    return Desk(file_engine, tmp_path)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the mentions that were read, each time."""
    ids: list[str] = []

    def counted(post: Mention, context: WatchContext, impression: Impression | None = None) -> Understanding:
        ids.append(post.id)
        return understand(post, context, impression)

    monkeypatch.setattr(reading_keeper, "understand", counted)
    return ids


def test_what_was_heard_is_read_once(desk: Desk, made: list[str]) -> None:
    for name in ("m1", "m2"):
        desk.hear(name)
        desk.look()
        desk.clock.pass_time(timedelta(minutes=1))
    assert made == ["m1", "m2"]


def test_what_a_kill_left_unread_is_found_by_its_row(desk: Desk) -> None:
    desk.look()
    desk.hear("m1", ago=timedelta(hours=30))
    desk.room = desk.restarted()
    desk.look()
    assert desk.read() == ["m1"]


def test_what_is_older_is_left_to_the_page_that_tells_it(desk: Desk) -> None:
    desk.hear("m1", ago=FIRST + timedelta(hours=1))
    desk.look()
    assert desk.read() == []


def test_what_was_heard_while_the_database_was_gone_is_read_by_the_next_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.look()
    desk.hear("m1")
    with monkeypatch.context() as broken:
        broken.setattr(desk.rows, "heard", _unavailable)
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable):
                desk.look()
            desk.clock.pass_time(timedelta(hours=1))
    desk.look()
    assert desk.read() == ["m1"]


def _unavailable(*_: object) -> None:
    raise DatabaseUnavailable("gone")


def test_once_a_competitor_is_watched_the_last_days_are_read_again(desk: Desk, made: list[str]) -> None:
    desk.hear("m1")
    desk.look()
    desk.clock.pass_time(timedelta(days=1))
    desk.watchlist.add(replace(watch("w2", "Brimeo"), kind=WatchKind.COMPETITOR))
    desk.hear("m2")
    desk.look()
    assert sorted(made) == ["m1", "m1", "m2"]
    desk.look()
    assert len(made) == 3


def test_what_a_named_account_wrote_is_read_once(desk: Desk, made: list[str]) -> None:
    desk.rows.name_member("C1", TeamMember(author=mention("m1").author, person="U1", at=NOON))
    desk.hear("m1")
    for _ in range(2):
        desk.look()
    assert made == ["m1"]


def test_what_no_watch_wants_any_more_is_left(desk: Desk, made: list[str]) -> None:
    desk.hear("m1", watch="gone")
    desk.look()
    assert made == []


def test_what_an_earlier_version_read_is_read_again_some_each_few_minutes(
    desk: Desk, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_keeper, "AT_ONCE", 1)
    monkeypatch.setattr(reading_room, "ROUNDS", 1)
    for name in ("m1", "m2"):
        desk.hear(name, ago=10 * FIRST)
    earlier = [StoredReading(mention=name, version="tone0", read="{}") for name in ("m1", "m2")]
    desk.rows.keep("w1", earlier, NOON)
    for _ in range(2):
        desk.look()
    assert len(desk.read()) == 1
    desk.clock.pass_time(timedelta(minutes=5))
    desk.look()
    assert desk.read() == ["m1", "m2"]
