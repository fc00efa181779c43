"""What every test of the outbox may ask for."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from bot.worker_threads import worker_threads
from tests.clock import FakeClock
from tests.outbox.post import Post


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[Workspace]:
    async with Workspace(clock) as workspace:
        workspace.add_user("U1", "Camille")
        workspace.add_channel("C1", "one", ["Camille", BOT_USER])
        workspace.add_channel("C2", "two", ["Camille", BOT_USER])
        yield workspace


@pytest.fixture
async def post(slack: Workspace, clock: FakeClock, file_engine: Engine) -> AsyncIterator[Post]:
    async with worker_threads(), aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-console", base_url=slack.api_url, session=session, retry_handlers=[])
        yield Post(slack, file_engine, clock, client)
