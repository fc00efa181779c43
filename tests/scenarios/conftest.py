"""The stage, set for each scenario; what no scenario may ever do is looked at when it is over."""

import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from bot.directory.scopes import SCOPES
from tests.clock import NAP, TICK, FakeClock
from tests.fetching.conftest import no_backoff
from tests.scenarios.fake_web import Public
from tests.scenarios.full_bot import APP_TOKEN, BOT_TOKEN, MONDAY, Stage, faults

__all__ = ["no_backoff"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY, nap=NAP, tick=TICK)


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[Workspace]:
    """Two people in two zones, and a Slack that grants what the manifest asks for and no more."""
    async with Workspace(clock, bot_token=BOT_TOKEN, app_token=APP_TOKEN) as workspace:
        workspace.state.scopes = frozenset(SCOPES)
        workspace.add_user("U1", "Camille", "Europe/Paris")
        workspace.add_user("U2", "Alex", "America/New_York")
        workspace.add_channel("C1", "veille-demo", ["Camille", "Alex", BOT_USER])
        workspace.add_channel("C2", "random", ["Camille", "Alex"])
        workspace.add_channel("C3", "crise", ["Camille", BOT_USER], private=True)
        yield workspace


@pytest.fixture
async def public(clock: FakeClock) -> AsyncIterator[Public]:
    public = Public(clock)
    await public.start()
    yield public
    await public.stop()


@pytest.fixture
def data(empty_file: Path, tmp_path: Path) -> Path:
    """The bot's folder as a first start leaves it, which costs less than to start once more."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(empty_file, data / "archive.sqlite")
    return data


@pytest.fixture
async def stage(
    clock: FakeClock,
    slack: Workspace,
    public: Public,
    data: Path,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Stage]:
    """The bot, running. In the end every message kept to Slack's limits, and no secret was logged."""
    caplog.set_level(logging.DEBUG)
    stage = Stage(clock, slack, public, data)
    await stage.start()
    yield stage
    await stage.rest()
    await stage.stop()
    assert faults(slack) == []
    logged = "\n".join([caplog.text, *(repr(record.__dict__) for record in caplog.records)])
    assert BOT_TOKEN not in logged
    assert APP_TOKEN not in logged
