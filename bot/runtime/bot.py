"""The bot as a whole: started and stopped."""

import asyncio
import logging
import threading
from collections.abc import Coroutine
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import VeilleError
from bot.listening.poll_queue import PollQueue
from bot.listening.stream_manager import StreamManager
from bot.outbox.sender import Sender
from bot.runtime.parts import Parts
from bot.runtime.plan import Plan
from bot.runtime.rooms import Rooms
from bot.runtime.schedule import Schedule

log = logging.getLogger(__name__)

TAKEN_UP_EVERY = 60.0
"""Seconds until what was left undone is taken up once more, where the database fails again and again."""


class Bot:
    """The bot: built, started, stopped. `app` is what Slack's payloads are dispatched to."""

    def __init__(
        self,
        app: AsyncApp,
        parts: Parts,
        poll_queue: PollQueue,
        stream_manager: StreamManager,
        schedule: Schedule,
        rooms: Rooms,
        plan: Plan,
        sender: Sender,
    ) -> None:
        self.app = app
        self.parts = parts
        self.poll_queue = poll_queue
        self.stream_manager = stream_manager
        self._schedule = schedule
        self._rooms = rooms
        self._plan = plan
        self.over = asyncio.Event()
        """Set once the bot cannot go on; `fault` says why."""
        self.fault: VeilleError | None = None
        self.storage_failed = threading.Event()
        """Set by whoever finds that the database cannot be used: what they did may be left half done."""
        self._taken_up_at = float("-inf")
        self._sender = sender
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen, tell and deliver from now on; begin with what was left undone."""
        await self._sender.recover()
        self._begin("sender", self._sender.run())
        await self.parts.reloader.reload()
        await self._plan.renew()  # streams first: a digest waits for one that is behind
        self._rooms.start()
        self._begin("polling", self.poll_queue.run())
        self._schedule.start(self._rooms)

    def take_up_again(self) -> None:
        """Take up what was left undone, if the database could not be used since that was done last."""
        now = self.parts.clock.monotonic()
        if self.storage_failed.is_set() and now - self._taken_up_at >= TAKEN_UP_EVERY:
            self.storage_failed.clear()
            self._taken_up_at = now
            self.parts.background.start(self._take_up(), "what was left undone")

    async def _take_up(self) -> None:
        """Let the watch list take effect, and every room look what was left undone."""
        await self.parts.reloader.reload()
        self._rooms.wake()

    async def sweep(self) -> None:
        """Let every room look, as each does every few minutes, and wait until all have."""
        self._rooms.wake()
        await self._rooms.wait_idle()

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """The acknowledgement of one of Slack's payloads; what it starts begins once that is given."""
        with self.parts.background.acknowledging():
            return await self.app.async_dispatch(request)

    def end_by(self, fault: VeilleError) -> None:
        """Let whoever runs the bot know that it cannot go on."""
        self.fault = fault
        self.over.set()

    async def wait_idle(self) -> None:
        """Wait until nothing that was begun is under way, and nothing that may be sent is unsent."""
        while not (self.parts.background.is_idle and self._rooms.are_idle):
            await self.parts.background.wait_idle()
            await self._rooms.wait_idle()
        await self._sender.drain()
        await self._rooms.wait_idle()  # they may heed what Slack refused, and tell of it
        await self._sender.drain()

    async def stop(self) -> None:
        """Break off; what was owed stays owed."""
        self._schedule.stop()
        await self._rooms.stop()
        await self.poll_queue.stop()
        await self.stream_manager.stop()
        await self.parts.background.stop()
        await self.parts.refresh.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_report_end)
        self._tasks.append(task)


def _report_end(task: asyncio.Task[None]) -> None:
    """Nothing is said any more once the sender ended by a fault, or heard once polling did: never silent."""
    if not task.cancelled() and (error := task.exception()):
        log.critical("%s ended, start the bot again: %s", task.get_name(), error, exc_info=error)
