"""Socket Mode: tickets, handshakes, envelopes."""

import asyncio
import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from bot.clock import Clock
from bot.console.line import ACK_LIMIT, Ack
from bot.console.records import JSON


class Sockets:
    """The way to an app that holds sockets; each envelope goes to the one connected last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._awaited: dict[str, asyncio.Future[JSON]] = {}
        self.connected = asyncio.Event()
        """Set while at least one socket is open."""

    def ticket(self) -> str:
        """A right to connect once."""
        made = f"ticket-{next(self._numbers)}"
        self._tickets.add(made)
        return made

    async def link(self, request: web.Request) -> web.StreamResponse:
        """A handshake; the connection, until either side ends it."""
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self._open), "debug_info": {}})
        self.connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self._open.remove(socket)
            if not self._open:
                self.connected.clear()
        return socket

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the app to connect anew, as Slack does every few hours."""
        for socket in list(self._open):
            await socket.send_json({"type": "disconnect", "reason": reason})

    async def close(self) -> None:
        """End every connection."""
        for socket in list(self._open):
            await socket.close()

    async def deliver(self, payload: JSON, headers: Mapping[str, str]) -> Ack:
        """Hand over one payload; wait three seconds for the acknowledgement."""
        if not self._open:
            return Ack(0, error="dispatch_failed")
        envelope_id = f"envelope-{next(self._numbers)}"
        answer = self._awaited[envelope_id] = asyncio.get_running_loop().create_future()
        start = self._clock.monotonic()
        await self._open[-1].send_json(_envelope(envelope_id, payload, headers))
        try:
            async with asyncio.timeout(ACK_LIMIT.total_seconds()):
                body = await answer
        except TimeoutError:
            return Ack(0, error="operation_timeout")
        finally:
            del self._awaited[envelope_id]
        return Ack(200, body, self._clock.monotonic() - start)

    def _acknowledge(self, message: JSON) -> None:
        awaited = self._awaited.get(message.get("envelope_id", ""))
        if awaited is not None and not awaited.done():
            awaited.set_result(message.get("payload") or {})


def _envelope(envelope_id: str, payload: JSON, headers: Mapping[str, str]) -> JSON:
    event = payload.get("type") == "event_callback"
    envelope: dict[str, Any] = {
        "envelope_id": envelope_id,
        "type": "events_api" if event else "slash_commands" if "command" in payload else "interactive",
        "payload": payload,
        "accepts_response_payload": not event,
    }
    if "x-slack-retry-num" in headers:
        envelope["retry_attempt"] = int(headers["x-slack-retry-num"])
        envelope["retry_reason"] = headers["x-slack-retry-reason"]
    return envelope
