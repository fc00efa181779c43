"""A bot that follows Bluesky: what people see of it, live, over restarts, and of what is taken back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bot.console.workspace import Workspace
from bot.schedule import Schedule
from bot.world.reply import Reply
from tests.clock import FakeClock
from tests.jetstream import Jetstream, did, post
from tests.scenarios.public import Public
from tests.scenarios.stage import MONDAY, Stage, shown
from tests.scenarios.waiting import WaitingClock

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PEOPLE = ("lea", "bob", "ann")
PROFILES = "public.api.bsky.app/xrpc/app.bsky.actor.getProfiles"


class Live(Public):
    """Nothing can be heard but Bluesky."""

    sources = ("bluesky",)

    def __init__(self, clock: FakeClock, stream: str) -> None:
        super().__init__(clock)
        self.settings = {"VEILLE_JETSTREAM_URL": stream}
        known = [{"did": did(name), "handle": f"{name}.example"} for name in PEOPLE]
        body = msgspec.json.encode({"profiles": known})
        self.pages[PROFILES] = Reply(body=body, content_type="application/json")

    def routes(self) -> dict[str, str]:
        return {**super().routes(), "public.api.bsky.app": self.base}


@pytest.fixture
def clock() -> FakeClock:
    return WaitingClock(MONDAY)


@pytest.fixture
async def jetstream() -> AsyncIterator[Jetstream]:
    async with Jetstream() as jetstream:
        yield jetstream


@pytest.fixture
async def public(clock: FakeClock, jetstream: Jetstream) -> AsyncIterator[Live]:
    public = Live(clock, jetstream.url)
    await public.start()
    yield public
    await public.stop()


@pytest.fixture
async def stage(
    clock: FakeClock, slack: Workspace, public: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    monkeypatch.setattr(Schedule, "start", lambda _: None)
    monkeypatch.setattr(Schedule, "stop", lambda _: None)
    logging.getLogger("bot").setLevel(logging.DEBUG)
    stage = Stage(clock, slack, public, tmp_path / "data")
    await stage.start()
    yield stage
    await stage.stop()


async def until(told: Callable[[], bool]) -> None:
    """Wait for what the stream brings about."""
    async with asyncio.timeout(20):
        while not told():  # noqa: ASYNC110 (it may come about in several places)
            await asyncio.sleep(0)


def lines(stage: Stage, word: str) -> list[str]:
    """What was said in the channel with a word in it."""
    return [text for each in stage.said() if word in (text := shown(each))]


async def heard(stage: Stage, count: int) -> None:
    """Wait until so much of what was said on Bluesky is kept."""
    archive = stage.house.services.archive
    await until(lambda: len(archive.written("C1", MONDAY - 9 * DAY, MONDAY + 99 * DAY)) == count)
    await stage.rest()


async def test_what_was_lost_in_a_long_absence_is_said_once(stage: Stage, jetstream: Jetstream) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    await jetstream.say(post("Acme!", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await stage.stop()
    stage.clock.pass_time(3 * DAY)
    for connection in (2, 3):
        await stage.start()
        await jetstream.connections(connection)
        await until(lambda: bool(lines(stage, "missing here")))
        await stage.stop()
    (told,) = lines(stage, "missing here")
    assert told.startswith("Bluesky was not heard from Mon 2 Jun, 08:00 to Tue 3 Jun, 20:00, ")


async def test_after_a_short_absence_nothing_is_lost(stage: Stage, jetstream: Jetstream) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    await jetstream.say(post("Acme!", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await stage.stop()
    jetstream.held.append(post("Acme again", "2", at=stage.clock.now() + HOUR))
    stage.clock.pass_time(35 * HOUR)
    await stage.start()
    await heard(stage, 2)
    assert lines(stage, "missing here") == []
    assert "behind" in await stage.told("status")
