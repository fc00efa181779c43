"""Socket Mode, with the real client."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.workspace import Workspace


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    made = AsyncApp(client=client)

    @made.command("/watch")
    async def watch(ack: AsyncAck, command: dict[str, str]) -> None:
        await ack(f"You said {command['text']}")

    return made


@pytest.fixture
async def handler(
    slack: Workspace, app: AsyncApp, client: AsyncWebClient
) -> AsyncIterator[AsyncSocketModeHandler]:
    opener = AsyncWebClient("xapp-console", base_url=slack.api_url, session=client.session)
    made = AsyncSocketModeHandler(app, app_token="xapp-console", web_client=opener, ping_interval=60)
    yield made
    await made.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_goes_over_the_socket_and_its_answer_comes_back(
    slack: Workspace, handler: AsyncSocketModeHandler
) -> None:
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connect_sockets()
    assert (await slack.command("Camille", "C1", "/watch", "brand Acme")).ok
    assert [post.text for post in slack.ephemerals("C1", "Camille")] == ["You said brand Acme"]


async def test_a_retried_event_says_so(
    slack: Workspace, app: AsyncApp, handler: AsyncSocketModeHandler
) -> None:
    seen: asyncio.Queue[object] = asyncio.Queue()

    @app.event("message")
    async def keep(request: AsyncBoltRequest) -> None:
        seen.put_nowait(request.headers.get("x-slack-retry-num"))

    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connect_sockets()
    post = await slack.say("Camille", "C1", "Hello")
    await slack.redeliver(slack.event_ids(post)[0])
    assert [await seen.get(), await seen.get()] == [None, ["1"]]


async def test_a_ticket_works_once(slack: Workspace, client: AsyncWebClient) -> None:
    assert client.session is not None
    url = (await client.apps_connections_open(app_token="xapp-console"))["url"]
    async with client.session.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
    async with client.session.get(url.replace("ws:", "http:")) as again:
        assert again.status == 408


async def test_without_a_socket_nothing_is_delivered(
    slack: Workspace, handler: AsyncSocketModeHandler
) -> None:
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connect_sockets()
    await handler.close_async()  # type: ignore[no-untyped-call]
    await slack.stop()
    assert (await slack.command("Camille", "C1", "/watch")).error == "dispatch_failed"
