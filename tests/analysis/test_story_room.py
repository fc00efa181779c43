"""Stories are looked after: placed as mentions come, learnt from at night, and forgotten when over."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.analysis.kin import KinFinder
from bot.analysis.kinship import CEILING, FLOOR
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import StoryKeeper
from bot.analysis.story_room import StoryRoom
from bot.models import Mention
from bot.storage.archive import Archive
from bot.storage.hits import Hit, HitRows
from bot.storage.mentions import MentionRows
from bot.storage.stories import StoryRows
from bot.storage.vectors import VectorRows
from bot.storage.watchlist import Watchlist
from tests.analysis.fake_encoder import FakeEncoder
from tests.analysis.mentions import mention
from tests.clock import START, FakeClock
from tests.storage.samples import channel, watch

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Desk:
    """A room, and what it works with."""

    def __init__(self, engine: Engine, data: Path) -> None:
        self.clock, self.encoder = FakeClock(), FakeEncoder()
        self.watchlist = Watchlist(data / "watchlist.json", "T1")
        self.watchlist.set_up(channel())
        self.watchlist.add(watch("w1", "Acme"))
        self.archive, self.rows = Archive(engine), StoryRows(engine, "T1")
        self.vectors = VectorRows(engine, "v1")
        kept = MentionRows(engine), self.rows, self.vectors
        finder = KinFinder(*kept, self.encoder, self.clock)
        learner = CoverageLearner(*kept, self.encoder)
        keeper = StoryKeeper(kept[0], self.rows, finder, learner, self.clock)
        self.room = StoryRoom(
            self.watchlist, HitRows(engine, "T1"), *kept[1:], keeper, self.encoder, self.clock
        )

    def hear(self, text: str, ago: timedelta = MINUTE) -> Mention:
        said = mention(text, created_at=self.clock.now() - ago)
        self.archive.keep(
            [Hit(workspace="T1", watch="w1", channel="C1", mention=said, matched_at=self.clock.now())]
        )
        return said

    def placed(self, *mentions: Mention) -> set[str]:
        return set(self.rows.placed("w1", [each.id for each in mentions]))


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    return Desk(engine, tmp_path)


async def test_what_was_heard_is_placed_at_the_next_look(desk: Desk) -> None:
    first = desk.hear("lamp dark", ago=HOUR)
    await desk.room.look()
    assert desk.placed(first) == {first.id}
    desk.clock.pass_time(5 * MINUTE)
    late, second = desk.hear("older", ago=30 * MINUTE), desk.hear("lamp bright")
    await desk.room.look()
    assert desk.placed(late, second) == {late.id, second.id}


async def test_what_is_heard_long_after_it_was_written_is_placed_at_the_next_look_too(desk: Desk) -> None:
    await desk.room.look()
    desk.clock.pass_time(5 * MINUTE)
    late, fresh = desk.hear("lamp dark", ago=5 * HOUR), desk.hear("lamp bright")
    await desk.room.look()
    assert desk.placed(late, fresh) == {late.id, fresh.id}


async def test_a_paused_watch_waits(desk: Desk) -> None:
    desk.watchlist.change_watch("w1", lambda each: replace(each, paused=True))
    waiting = desk.hear("lamp dark")
    await desk.room.look()
    assert not desk.placed(waiting)


async def test_coverage_is_learnt_once_there_is_enough_and_again_with_the_first_of_another_day(
    desk: Desk,
) -> None:
    for day in range(6):
        for n in range(12):
            desk.hear(f"word{day}{n} lamp thing{n}")
        await desk.room.look()
        desk.clock.pass_time(DAY)
    first = desk.rows.coverage("w1")
    assert first is not None, "as soon as there are enough"
    assert FLOOR <= first.coverage <= CEILING
    desk.hear("another lamp")
    await desk.room.look()
    again = desk.rows.coverage("w1")
    assert again is not None
    assert again.learnt_at > first.learnt_at
    desk.clock.pass_time(HOUR)
    desk.hear("one more lamp")
    await desk.room.look()
    assert desk.rows.coverage("w1") == again


async def test_old_vectors_are_forgotten_at_night(desk: Desk) -> None:
    old = desk.hear("lamp dark")
    await desk.room.look()
    assert set(desk.vectors.kept([old.id])) == {old.id}
    night = START.replace(hour=2) + 10 * DAY
    desk.clock.pass_time(night - desk.clock.now())
    new = desk.hear("lamp bright")
    await desk.room.look()
    assert set(desk.vectors.kept([old.id, new.id])) == {new.id}
    assert desk.placed(old) == {old.id}, "a story stands without its vectors"
