"""Sockets that stay open: who may be connected to, and what each refusal is called."""

from contextlib import aclosing

import pytest
from websockets.asyncio.server import ServerConnection, serve

from bot.errors import ChangedFailure, RefusedAddress, TemporaryFailure
from bot.fetching.websocket import LONGEST_FRAME, WebSockets, end_of
from tests.fetching.server import Server, reply
from tests.jetstream import Jetstream


async def everything(url: str, wire: WebSockets) -> list[bytes]:
    async with aclosing(wire.frames(url, {"authorization": "Bearer x"})) as frames:
        return [frame async for frame in frames]


async def test_frames_come_as_bytes_until_the_other_side_ends_in_order() -> None:
    heard: list[str | None] = []

    async def speak(connection: ServerConnection) -> None:
        heard.append(connection.request.headers.get("authorization") if connection.request else None)
        heard.append(connection.request.headers.get("user-agent") if connection.request else None)
        await connection.send("text é")
        await connection.send(b"\x00\xff")

    async with serve(speak, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        frames = await everything(f"ws://127.0.0.1:{port}/", WebSockets(allow_private=True))
    assert frames == ["text é".encode(), b"\x00\xff"]
    assert heard[0] == "Bearer x"
    assert str(heard[1]).startswith("Veille/")


async def test_a_frame_that_is_too_long_ends_the_connection() -> None:
    async def speak(connection: ServerConnection) -> None:
        await connection.send("x" * (LONGEST_FRAME + 1))

    async with serve(speak, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        with pytest.raises(TemporaryFailure, match="more than 1,048,576 bytes"):
            await everything(f"ws://127.0.0.1:{port}/", WebSockets(allow_private=True))


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00::1"])
async def test_a_name_that_leads_inward_is_refused_before_a_byte_is_sent(number: str) -> None:
    async def inward(host: str, port: int) -> list[str]:
        return [number]

    with pytest.raises(RefusedAddress, match="private"):
        await everything("wss://stream.example/subscribe", WebSockets(resolver=inward))


async def test_even_where_loopback_is_allowed_a_clouds_own_address_is_not() -> None:
    async def inward(host: str, port: int) -> list[str]:
        return ["169.254.169.254"]

    with pytest.raises(RefusedAddress, match="private"):
        await everything("wss://stream.example/", WebSockets(allow_private=True, resolver=inward))


async def test_the_words_a_server_parts_with_are_cleaned() -> None:
    async def part(connection: ServerConnection) -> None:
        await connection.close(1008, "go\u202e\n\x00 away")

    async with serve(part, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        with pytest.raises(TemporaryFailure, match=r"broke off \(.*go away") as caught:
            await everything(f"ws://127.0.0.1:{port}/", WebSockets(allow_private=True))
    assert caught.value.reason.isprintable()


async def test_an_address_that_the_settings_name_is_trusted() -> None:
    async with Jetstream() as server:
        wire = WebSockets(trusted={end_of(server.url)})
        server.held.append(b"{}")
        async with aclosing(wire.frames(f"{server.url}?cursor=1")) as frames:
            assert await anext(frames) == b"{}"


async def test_a_redirect_leads_nowhere_else() -> None:
    async with Jetstream() as other, Server() as server:
        server.answer("*", reply(302, b"", {"location": other.url}))
        with pytest.raises(ChangedFailure, match="elsewhere"):
            await everything(f"ws://127.0.0.1:{server.port}/", WebSockets(allow_private=True))
        assert not other.asked


async def test_a_page_in_place_of_a_stream_is_a_change() -> None:
    async with Server() as server:
        server.answer("*", reply(200, b"<!DOCTYPE html><title>Hello</title>"))
        with pytest.raises(ChangedFailure):
            await everything(f"ws://127.0.0.1:{server.port}/", WebSockets(allow_private=True))


@pytest.mark.parametrize("url", ["https://stream.example/", "wss://", "ws://[::1", "stream.example", ""])
def test_what_is_no_address_of_a_stream_is_said_to_be_none(url: str) -> None:
    with pytest.raises(RefusedAddress, match="wss://"):
        end_of(url)


@pytest.mark.parametrize(
    ("url", "end"),
    [("wss://a.example/x", ("a.example", 443)), ("ws://b.example:81?x=1", ("b.example", 81))],
)
def test_an_address_leads_to_a_host_and_a_port(url: str, end: tuple[str, int]) -> None:
    assert end_of(url) == end
