"""Socket Mode, and sockets that end."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import WSMsgType, web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadSettings
from bot.runtime import greeting, socket_mode
from bot.runtime.socket_mode import SlackSocket
from tests.processes import PATIENCE


class Slack:
    """A Slack that gives out sockets, and can end them or go deaf."""

    def __init__(self) -> None:
        self.url = ""
        self.deaf = False
        self.error = ""
        self.sockets: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.acks: asyncio.Queue[str] = asyncio.Queue()

    async def open(self, _: web.Request) -> web.Response:
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        return web.json_response({"ok": True, "url": self.url.replace("http", "ws", 1) + "/link"})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=not self.deaf)
        await socket.prepare(request)
        self.sockets.put_nowait(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acks.put_nowait(message.json()["envelope_id"])
        return socket


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack()
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", slack.open)
    app.router.add_get("/link", slack.link)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = "http://{}:{}".format(*runner.addresses[0][:2])
    yield slack
    await runner.cleanup()


@pytest.fixture
async def listening(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[asyncio.Task[None]]:
    """The bot's end of it, which listens."""
    monkeypatch.setattr(greeting, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(socket_mode, "PING_EVERY", 0.05)
    monkeypatch.setattr(socket_mode, "PONG_WITHIN", PATIENCE)  # on a busy machine a pong takes its time

    async def dispatch(_: AsyncBoltRequest) -> BoltResponse:
        return BoltResponse(status=200, body="")

    stop = asyncio.Event()
    opener = AsyncWebClient("xapp-1", base_url=f"{slack.url}/api/", retry_handlers=[])
    task = asyncio.create_task(SlackSocket("xapp-1", opener, dispatch).listen(stop))
    yield task
    stop.set()
    await asyncio.gather(task, return_exceptions=True)


async def next_socket(slack: Slack) -> web.WebSocketResponse:
    return await asyncio.wait_for(slack.sockets.get(), 9)  # less than the library's own ten seconds


async def is_heard(slack: Slack, socket: web.WebSocketResponse, envelope: str) -> bool:
    payload = {"type": "slash_commands", "envelope_id": envelope, "payload": {"command": "/watch"}}
    await socket.send_json(payload)
    return await asyncio.wait_for(slack.acks.get(), 20) == envelope


async def test_payloads_are_acknowledged(slack: Slack, listening: asyncio.Task[None]) -> None:
    assert await is_heard(slack, await next_socket(slack), "one")


async def test_a_socket_that_ends_is_replaced_at_once(slack: Slack, listening: asyncio.Task[None]) -> None:
    for envelope in ("one", "two", "three"):
        socket = await next_socket(slack)
        assert await is_heard(slack, socket, envelope)
        await socket.close()
    assert await is_heard(slack, await next_socket(slack), "four")


async def test_a_socket_that_does_not_answer_any_more_is_replaced(
    slack: Slack,
    listening: asyncio.Task[None],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as short:
        short.setattr(socket_mode, "PONG_WITHIN", 0.2)
        slack.deaf = True
        await next_socket(slack)
        slack.deaf = False
        socket = await next_socket(slack)
    assert await is_heard(slack, socket, "one")
    assert "The connection to Slack does not answer any more" in caplog.text


async def test_when_slack_asks_for_it_another_socket_takes_its_place(
    slack: Slack, listening: asyncio.Task[None]
) -> None:
    await (await next_socket(slack)).send_json({"type": "disconnect", "reason": "refresh_requested"})
    assert await is_heard(slack, await next_socket(slack), "one")
    assert slack.sockets.empty(), "one took the place of one"


async def test_no_socket_to_be_had_is_waited_out(
    slack: Slack, listening: asyncio.Task[None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    socket = await next_socket(slack)
    slack.error = "internal_error"
    await socket.close()
    async with asyncio.timeout(20):
        while "Slack answers internal_error" not in caplog.text:
            await asyncio.wait({listening}, timeout=0.01)
    slack.error = ""
    assert await is_heard(slack, await next_socket(slack), "one")


async def test_a_token_that_is_refused_while_it_runs_ends_it_with_a_sentence(
    slack: Slack, listening: asyncio.Task[None]
) -> None:
    socket = await next_socket(slack)
    slack.error = "token_revoked"
    await socket.close()
    with pytest.raises(BadSettings, match="SLACK_APP_TOKEN"):
        await asyncio.wait_for(asyncio.shield(listening), 20)
