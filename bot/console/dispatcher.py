"""Hands payloads to the app, and keeps what became of them."""

import asyncio
import logging
from collections.abc import Mapping
from itertools import count
from typing import Any

import msgspec

from bot.clock import Clock
from bot.console import payloads
from bot.console.line import Ack, DirectLine, Dispatch, Line, NoLine, SignedLine, listening
from bot.console.records import JSON, NotPossible

log = logging.getLogger(__name__)


class Delivery(msgspec.Struct, frozen=True):
    """One payload handed to the app, with its headers, and how it was acknowledged."""

    payload: JSON
    headers: Mapping[str, str]
    ack: Ack


class Dispatcher:
    """The one way to the app."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._line: Line = NoLine()
        self._numbers = count(1)
        self._events: dict[str, JSON] = {}
        self._retries: dict[str, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.deliveries: list[Delivery] = []

    def connect(self, dispatch: Dispatch) -> None:
        """Deliver to an app in this process."""
        self._line = DirectLine(dispatch, self._clock)

    def connect_url(self, url: str, signing_secret: str) -> None:
        """Deliver signed requests to an app's request URL."""
        self._line = SignedLine(url, signing_secret, self._clock)

    def connect_line(self, line: Line) -> None:
        """Deliver over a line of another kind."""
        self._line = line

    def disconnect(self) -> None:
        """Deliver to nobody."""
        self._line = NoLine()

    async def deliver(self, payload: JSON, headers: Mapping[str, str] | None = None) -> Ack:
        """Hand over a payload."""
        ack = await self._line.deliver(payload, headers or {})
        self.deliveries.append(Delivery(payload, headers or {}, ack))
        return ack

    async def event(self, event: JSON) -> str:
        """Hand over an event; its event_id."""
        event_id = f"Ev{next(self._numbers):08d}"
        self._events[event_id] = payloads.envelope(event, event_id, int(self._clock.now().timestamp()))
        await self.deliver(self._events[event_id])
        return event_id

    async def redeliver(self, event_id: str, reason: str = "http_timeout") -> Ack:
        """Hand over an event again, as Slack does when it was not acknowledged."""
        if event_id not in self._events:
            raise NotPossible(f"There was no event {event_id}.")
        number = self._retries[event_id] = self._retries.get(event_id, 0) + 1
        headers = {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
        return await self.deliver(self._events[event_id], headers)

    def event_later(self, event: JSON) -> None:
        """Hand over an event while others go on."""
        if isinstance(self._line, NoLine):
            return
        task = asyncio.get_running_loop().create_task(self.event(event))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def wait_idle(self) -> None:
        """Wait until no event is under way, and no listener of an app in this process."""
        while under_way := self._tasks | listening():
            await asyncio.wait(under_way)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("The app failed on an event: %s", error, exc_info=error)
