"""What mentions say for a watch, by what its channel knows."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.models import Mention, Watch, WatchKind
from bot.storage.archive import Archive
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows, TeamMember
from bot.storage.watchlist import Watchlist
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from tests.clock import FakeClock
from tests.storage.samples import NOON, WORKSPACE, channel, hit, mention, watch


class Room:
    """A channel with a watch for Acme, which is kept in an archive."""

    def __init__(self, engine: Engine, data: Path) -> None:
        self.watchlist = Watchlist(data / "watchlist.json", WORKSPACE)
        self.watchlist.set_up(channel())
        self.archive, self.rows = Archive(engine), ReadingRows(engine, WORKSPACE)
        self.registry = WatchRegistry({})
        keeper = ReadingKeeper(MentionRows(engine), self.rows, FakeClock())
        self.readings = WatchReadings(self.watchlist, self.registry, self.rows, keeper)

    def add(self, added: Watch) -> None:
        self.watchlist.add(added)

    def read(self, text: str, author: str = "ann", name: str = "Acme") -> Understanding:
        said: Mention = replace(mention(text, author), text=text, title="", lang="en", links=())
        self.archive.keep([hit(said, "w1")])
        found = asyncio.run(self.readings.read(watch("w1", name), [said]))
        return found[text]


@pytest.fixture
def room(file_engine: Engine, tmp_path: Path) -> Room:
    room = Room(file_engine, tmp_path)
    room.add(watch())
    return room


def test_a_competitor_that_is_watched_is_told_apart(room: Room) -> None:
    assert not room.read("Brimeo is garbage. I use Acme.").allegiance
    room.add(replace(watch("w2", "Brimeo"), kind=WatchKind.COMPETITOR))
    assert not room.read("Brimeo is garbage. I use Acme.").tone
    assert room.read("Lars from Brimeo here.", "lars").is_their_staff


def test_what_was_read_before_a_competitor_was_watched_is_read_again(room: Room) -> None:
    said = "Brimeo is garbage. I use Acme."
    assert room.read(said).tone.value is Tone.CRITICAL
    room.add(replace(watch("w2", "Brimeo"), kind=WatchKind.COMPETITOR))
    assert not room.read(said).tone


def test_who_is_named_by_the_channel_speaks_for_the_team(room: Room) -> None:
    room.rows.name_member("C1", TeamMember(author="ann", person="U1", at=NOON))
    assert room.read("We fixed it.").is_our_staff
    room.rows.unname_member("C1", ("", "ann"))
    assert not room.read("We fixed it.").is_our_staff


@pytest.mark.parametrize(("name", "relevance"), [("Zorblax", True), ("Orange", None)])
def test_a_name_that_is_a_word_asks_for_evidence(room: Room, name: str, relevance: bool | None) -> None:
    assert room.read(f"{name} again!", name=name).relevance.value is relevance
