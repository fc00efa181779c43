"""A workspace with two people, three channels, and a client of its Web API."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from tests.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[Workspace]:
    async with Workspace(clock) as workspace:
        workspace.add_user("U1", "Camille")
        workspace.add_user("U2", "Alex", "America/New_York")
        workspace.add_channel("C1", "veille-demo", ["Camille", "Alex", BOT_USER])
        workspace.add_channel("C2", "random", ["Camille", "Alex"])
        workspace.add_channel("C3", "crise", ["Camille", BOT_USER], private=True)
        workspace.add_channel("C4", "secret", ["Alex"], private=True)
        yield workspace


@pytest.fixture
async def client(slack: Workspace) -> AsyncIterator[AsyncWebClient]:
    """A client that retries nothing."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient("xoxb-console", base_url=slack.api_url, session=session, retry_handlers=[])


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Serves an app's request URL on loopback; gives the URL."""
    runners = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_post("/slack/events", handler)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}/slack/events"

    yield start
    for runner in runners:
        await runner.cleanup()
