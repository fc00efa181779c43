"""Socket Mode: Slack's payloads over a socket that the bot opens."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from time import time

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bot.runtime.greeting import APP_TOKEN, persist

log = logging.getLogger(__name__)

PING_EVERY = 3.0
"""Seconds between two looks whether a quiet socket still lives."""
PONG_WITHIN = 4.0
"""Seconds after which a socket that did not answer is dead."""

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class SlackSocket(SocketModeClient):
    """The socket; one that ended, or went dead without a word, is replaced at once."""

    def __init__(self, app_token: str, web_client: AsyncWebClient, dispatch: Dispatch) -> None:
        super().__init__(app_token, web_client=web_client, auto_reconnect_enabled=False)
        self._dispatch = dispatch
        self.socket_mode_request_listeners.append(self._take)

    async def issue_new_wss_url(self) -> str:
        """Where to connect. What Slack answers instead is raised as it is, and waited out by the caller."""
        answer = await self.web_client.apps_connections_open(app_token=self.app_token)
        return str(answer.get("url"))

    async def listen(self, stop: asyncio.Event) -> None:
        """Be connected until told to stop. Raises `BadSettings` for a token that Slack refuses."""
        watching = asyncio.create_task(self._stay_connected(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
        finally:
            for task in (watching, stopping):
                task.cancel()
            await self.close()  # type: ignore[no-untyped-call]
            await asyncio.gather(watching, stopping, return_exceptions=True)

    async def _stay_connected(self, stop: asyncio.Event) -> None:
        while await persist(self._connect, APP_TOKEN, stop):
            log.info("Listening to Slack in Socket Mode")
            while await self.is_connected() and self.current_session is not None:
                await _end_of(self.current_session)  # another may have taken its place meanwhile
            log.warning("The connection to Slack ended; connecting again")

    async def _connect(self) -> None:
        await self.connect_to_new_endpoint()

    async def _take(self, _: object, request: SocketModeRequest) -> None:
        start = time()
        payload = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
        await send_async_response(self, request, await self._dispatch(payload), start)


async def _end_of(session: ClientConnection) -> None:
    """Wait until a connection has ended; end it if it does not answer any more."""
    ended = asyncio.create_task(session.wait_closed())
    try:
        while not ended.done():
            await asyncio.wait({ended}, timeout=PING_EVERY)
            with contextlib.suppress(ConnectionClosed):
                if not ended.done() and not await _answers(session):
                    log.warning("The connection to Slack does not answer any more")
                    session.transport.abort()
    finally:
        ended.cancel()


async def _answers(session: ClientConnection) -> bool:
    try:
        async with asyncio.timeout(PONG_WITHIN):
            await (await session.ping())
    except TimeoutError:
        return False
    return True
