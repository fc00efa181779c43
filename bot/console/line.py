"""How payloads reach the app, and what it answers: in this process, or over signed HTTP."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from types import CoroutineType
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
import msgspec
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import Clock
from bot.console.records import JSON

ACK_LIMIT = timedelta(seconds=3)
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class Ack(msgspec.Struct, frozen=True):
    """The app's answer: its status, its body, and how long it took in seconds.

    `error` is what Slack tells the person, empty when all is well.
    """

    status: int
    body: JSON = {}
    seconds: float = 0.0
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged, and in time."""
        return not self.error


class Line(Protocol):
    """The way to the app."""

    async def deliver(self, payload: JSON, headers: Mapping[str, str]) -> Ack:
        """Hand over one payload; wait for the acknowledgement alone."""


class NoLine:
    """There is no app."""

    async def deliver(self, payload: JSON, headers: Mapping[str, str]) -> Ack:
        return Ack(0, error="dispatch_failed")


class DirectLine:
    """The app in this process, given what a Socket Mode client would give it."""

    def __init__(self, dispatch: Dispatch, clock: Clock) -> None:
        self._dispatch = dispatch
        self._clock = clock

    async def deliver(self, payload: JSON, headers: Mapping[str, str]) -> Ack:
        start = self._clock.monotonic()
        request = AsyncBoltRequest(body=payload, mode="socket_mode", headers=dict(headers))
        response = await self._dispatch(request)
        seconds = self._clock.monotonic() - start
        # Whoever does not answer with 200 sends nothing over the socket, so Slack waits in vain.
        late = response.status != 200 or seconds > ACK_LIMIT.total_seconds()
        return Ack(response.status, _body(response.body), seconds, "operation_timeout" if late else "")


class SignedLine:
    """The app behind a request URL, as in HTTP mode.

    Requests are signed at the clock's instant, which the app compares with its own.
    """

    def __init__(self, url: str, signing_secret: str, clock: Clock) -> None:
        self._url = url
        self._secret = signing_secret.encode()
        self._clock = clock

    async def deliver(self, payload: JSON, headers: Mapping[str, str]) -> Ack:
        start = self._clock.monotonic()
        body, kind = _encoded(payload)
        timeout = aiohttp.ClientTimeout(total=ACK_LIMIT.total_seconds())
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    self._url, data=body, headers=self._signed(body, kind) | dict(headers)
                ) as response,
            ):
                status, text = response.status, await response.text()
        except TimeoutError:
            return Ack(0, error="operation_timeout")
        except aiohttp.ClientError:
            return Ack(0, error="dispatch_failed")
        seconds = self._clock.monotonic() - start
        return Ack(status, _body(text), seconds, "" if status == 200 else "dispatch_failed")

    def _signed(self, body: bytes, kind: str) -> dict[str, str]:
        stamp = str(int(self._clock.now().timestamp()))
        signature = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={signature}",
        }


def _encoded(payload: JSON) -> tuple[bytes, str]:
    """Events go as JSON, commands as a form, everything else as JSON in a form."""
    form = "application/x-www-form-urlencoded"
    if payload.get("type") == "event_callback":
        return json.dumps(payload).encode(), "application/json"
    if "command" in payload:
        return urlencode(payload).encode(), form
    return urlencode({"payload": json.dumps(payload)}).encode(), form


def _body(text: str) -> JSON:
    if not text.startswith("{"):
        return {"text": text} if text else {}
    read: JSON = json.loads(text)
    return read


def listening() -> set[asyncio.Task[Any]]:
    """The listeners of an app in this process that are still at work.

    Bolt acknowledges events before their listeners start, and keeps no record of the tasks that run
    them; they are known by where their code comes from.
    """
    return {task for task in asyncio.all_tasks() if _module(task).startswith("slack_bolt.")}


def _module(task: asyncio.Task[Any]) -> str:
    coroutine = task.get_coro()
    frame = coroutine.cr_frame if isinstance(coroutine, CoroutineType) else None
    return str(frame.f_globals.get("__name__", "")) if frame else ""
