"""HTTP mode: Slack's signed requests, on a port that anybody may knock at.

Whoever is not Slack costs next to nothing: no time beyond a few seconds, no line in the log for each, no more
connections than there is room for.
"""

import asyncio
import logging
import resource
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.errors import BadSettings
from bot.settings import Settings

log = logging.getLogger(__name__)

REQUEST_PATH = "/slack/events"
HEALTH_PATH = "/healthz"
BODY_SECONDS = 5.0
"""For the whole of a body: Slack sends its own in one go, and waits three seconds for all of it."""
IDLE_SECONDS = 20.0
"""For which a connection may stand open without a request, or with half of a request's head."""
MOST_CONNECTIONS = 512
"""At once, or a third of what the system lets the process open, if that is less."""
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes. Slack's own are some kilobytes; a form with long texts can have several hundred."""
LEAVING_SECONDS = 3.0
"""For the requests under way when the bot stops."""
FORM_HEAD = 1000
"""Characters in which a look at the certificate says that it is one."""
STAMP_DIGITS = 12
"""Digits of the seconds since 1970, with two to spare."""
REPORT_EVERY = 60.0
"""Seconds between two lines about who was turned away."""

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


async def serve_http(settings: Settings, dispatch: Dispatch, stop: asyncio.Event) -> None:
    """Take Slack's requests until told to stop. Raises `BadSettings` where nothing can listen."""
    rejected = RejectedRequests()
    door = Door(Reception(settings.signing_secret.reveal(), dispatch, rejected), rejected)
    runner = web.ServerRunner(door, shutdown_timeout=LEAVING_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    except OSError as error:
        await runner.cleanup()
        raise BadSettings(
            f"Nothing can listen at {settings.http_host}, port {settings.http_port} ({error.strerror}): "
            "change VEILLE_HTTP_HOST or VEILLE_HTTP_PORT, or end what listens there already."
        ) from error
    host, port = runner.addresses[0][:2]
    log.info("Listening to Slack at http://%s:%s%s", host, port, REQUEST_PATH)
    async with asyncio.TaskGroup() as tasks:
        sweeping = tasks.create_task(door.sweep())
        await stop.wait()
        sweeping.cancel()
    await runner.cleanup()


class RejectedRequests:
    """Who was turned away, told in one line a minute."""

    def __init__(self) -> None:
        self._counted = 0
        self._told_at = float("-inf")

    def note(self, why: str) -> None:
        """Count one; say so if nothing was said for a while."""
        self._counted += 1
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= REPORT_EVERY:
            log.warning("Turned away %s at the door of HTTP mode: %s", _times(self._counted), why)
            self._counted, self._told_at = 0, now


def _times(number: int) -> str:
    return "a request" if number == 1 else f"{number} requests"


class Reception:
    """What is answered to a request."""

    def __init__(self, secret: str, dispatch: Dispatch, rejected: RejectedRequests) -> None:
        self._verifier = SignatureVerifier(secret)
        self._dispatch = dispatch
        self._rejected = rejected

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer Slack, who asks after our health, and nobody else."""
        if request.path == HEALTH_PATH and request.method in {"GET", "HEAD"}:
            return web.Response(text="well\n")
        if request.path != REQUEST_PATH:
            return self._reject(404, "a page that is not here was asked for")
        if request.method != "POST":
            return self._reject(405, "it was no POST")
        return await self._received(request)

    async def _received(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = (await request.read()).decode()
        except TimeoutError:
            return self._reject(408, f"its body did not come within {BODY_SECONDS:.0f} seconds")
        except web.HTTPRequestEntityTooLarge:
            return self._reject(413, f"it was larger than {LARGEST_BODY} bytes")
        except (UnicodeDecodeError, OSError, web.RequestPayloadError, HttpProcessingError):
            return self._reject(400, "it was broken off, or was no text")
        if "1" in parse_qs(body[:FORM_HEAD]).get("ssl_check", ()):
            return web.Response()  # Slack looks at the certificate now and then, and signs nothing
        if not self._is_signed(body, request):
            return self._reject(401, "Slack did not sign it, or the signing secret is another app's")
        payload = AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
        return await to_aiohttp_response(await self._dispatch(payload))

    def _is_signed(self, body: str, request: web.BaseRequest) -> bool:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        return (
            stamp.isascii()
            and stamp.isdecimal()
            and len(stamp) <= STAMP_DIGITS
            and signature.isascii()
            and self._verifier.is_valid(body, stamp, signature)
        )

    def _reject(self, status: int, why: str) -> web.Response:
        self._rejected.note(why)
        rejection = web.Response(status=status, text=f"{status}\n")
        rejection.force_close()
        return rejection


class Visitor(RequestHandler):
    """One connection. What is no HTTP is refused without a traceback in the log."""

    __slots__ = ("_rejected",)

    def __init__(self, door: "Door", rejected: RejectedRequests, **settings: Any) -> None:
        super().__init__(door, loop=asyncio.get_running_loop(), **settings)
        self._rejected = rejected

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        self._rejected.note("it was no HTTP")
        rejection = web.Response(status=status, text=f"{status}\n")
        rejection.force_close()
        return rejection


class Door(web.Server):
    """The connections: no more than there is room for, and none that stands open for nothing."""

    def __init__(self, reception: Reception, rejected: RejectedRequests) -> None:
        super().__init__(self._attended, request_factory=self._request)
        self._reception = reception
        self._rejected = rejected
        self._idle_since: dict[RequestHandler, float] = {}
        self._most = min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 3)

    def __call__(self) -> RequestHandler:
        """Somebody new, of whom nothing is known yet."""
        return Visitor(
            self, self._rejected, access_log=None, keepalive_timeout=IDLE_SECONDS, lingering_time=1.0
        )

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Let somebody in; where there is no room, in the place of who has been idle longest."""
        if len(self._connections) >= self._most:
            self._turn_out(next(iter(self._idle_since), None))
        super().connection_made(handler, transport)
        self._idle_since[handler] = self._loop.time()
        if len(self._connections) > self._most:
            self._turn_out(handler)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """Forget somebody who left."""
        self._idle_since.pop(handler, None)
        super().connection_lost(handler, exc)

    async def sweep(self) -> None:
        """Turn out for good whoever is idle too long."""
        while True:
            await asyncio.sleep(1)
            late = self._loop.time() - IDLE_SECONDS
            for handler in [handler for handler, since in self._idle_since.items() if since < late]:
                self._turn_out(handler)

    def _turn_out(self, handler: RequestHandler | None) -> None:
        transport = self._connections.pop(handler, None) if handler else None
        if handler is not None and transport is not None:
            self._idle_since.pop(handler, None)
            transport.abort()

    async def _attended(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer; a connection is idle again, and last in the row of those, once that is done."""
        self._idle_since.pop(request.protocol, None)
        try:
            return await self._reception(request)
        finally:
            if request.protocol in self._connections:
                self._idle_since[request.protocol] = self._loop.time()

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: "asyncio.Task[None]",
    ) -> web.BaseRequest:
        return web.BaseRequest(
            message, payload, protocol, writer, task, self._loop, client_max_size=LARGEST_BODY
        )
