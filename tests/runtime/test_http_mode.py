"""HTTP mode, and who knocks there."""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.runtime import http_mode
from bot.runtime.http_mode import serve_http
from bot.settings import read_settings
from tests.processes import free_port

SECRET = "signing-secret-of-the-tests"
BODY = "command=%2Fwatch&text=list"
GARBAGE = (b"\x16\x03\x01\x02\x00", b"POST\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"\r\nX\r\n\r\n")


class Place:
    """The bot's end of HTTP mode, and the payloads that came through."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/slack/events"
        self.taken: list[str] = []

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self.taken.append(request.raw_body)
        return BoltResponse(status=200, body="")

    async def knock(self, words: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection, and send this."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(words)
        await writer.drain()
        return reader, writer


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setattr(http_mode, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(http_mode, "MOST_CONNECTIONS", 10)
    place, stop = Place(), asyncio.Event()
    settings = read_settings({"SLACK_SIGNING_SECRET": SECRET, "VEILLE_HTTP_PORT": str(place.port)})
    serving = asyncio.create_task(serve_http(settings, place.dispatch, stop))
    async with asyncio.timeout(20):
        while not await _is_open(place.port):
            await asyncio.wait({serving}, timeout=0.01)
    yield place
    stop.set()
    await serving


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def signed(body: str, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signature}",
    }


async def post(place: Place, body: str | bytes, headers: dict[str, str]) -> int:
    async with aiohttp.ClientSession() as session, session.post(place.url, data=body, headers=headers) as got:
        return got.status


async def test_what_slack_signed_comes_through(place: Place) -> None:
    assert await post(place, BODY, signed(BODY)) == 200
    assert place.taken == [BODY]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-signature": "v0=0"},
        {"x-slack-request-timestamp": "soon", "x-slack-signature": "v0=0"},
        {"x-slack-request-timestamp": "²", "x-slack-signature": "v0=0"},
        {"x-slack-request-timestamp": "9" * 4000, "x-slack-signature": "v0=0"},
        {"x-slack-request-timestamp": "1", "x-slack-signature": "é"},
        signed(BODY, "another-secret"),
    ],
)
async def test_what_slack_did_not_sign_is_refused(place: Place, headers: dict[str, str]) -> None:
    assert await post(place, BODY, headers) == 401
    assert place.taken == []


async def test_a_crowd_of_strangers_costs_one_short_line(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with aiohttp.ClientSession() as session:
        for _ in range(50):
            async with session.post(place.url, data=BODY) as got:
                assert got.status == 401
    for garbage in GARBAGE:
        reader, writer = await place.knock(garbage)
        await asyncio.wait_for(reader.read(), 20)
        writer.close()
    [record] = caplog.records
    assert "Slack did not sign it" in record.getMessage()
    assert record.exc_info is None
    assert len(caplog.text) < 300


async def test_a_body_that_does_not_come_is_not_waited_for(place: Place) -> None:
    reader, writer = await place.knock(
        b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nhalf"
    )
    answer = await asyncio.wait_for(reader.read(), 20)
    assert answer.startswith(b"HTTP/1.1 408 ")
    writer.close()


@pytest.mark.parametrize("words", [b"", b"POST /slack/events HTTP/1.1\r\nHost: he"])
async def test_who_says_nothing_is_not_kept(
    place: Place, words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_mode, "IDLE_SECONDS", 0.0)
    reader, writer = await place.knock(words)
    with pytest.raises(ConnectionError):
        await _end_of(reader)
    writer.close()


async def _end_of(reader: asyncio.StreamReader) -> None:
    if not await asyncio.wait_for(reader.read(), 20):
        raise ConnectionResetError


async def test_however_many_stand_in_the_door_slack_comes_in(place: Place) -> None:
    crowd = [await place.knock(b"POST /slack/ev") for _ in range(40)]
    assert await post(place, BODY, signed(BODY)) == 200
    for _, writer in crowd:
        writer.close()


async def test_a_look_at_the_certificate_is_answered_and_goes_no_further(place: Place) -> None:
    assert await post(place, "ssl_check=1&token=x", {}) == 200
    assert place.taken == []


async def test_what_is_too_large_or_no_text_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await post(place, b"\xff\xfe", {}) == 400
    monkeypatch.setattr(http_mode, "LARGEST_BODY", 1000)
    assert await post(place, "x" * 2000, {}) == 413


async def test_other_pages_and_methods_are_refused(place: Place) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(place.url) as got:
            assert got.status == 405
        async with session.get(place.url + "/more") as got:
            assert got.status == 404
        async with session.get(f"http://127.0.0.1:{place.port}/healthz") as got:
            assert await got.text() == "well\n"
