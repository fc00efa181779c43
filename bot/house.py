"""The bot as a whole: started and stopped."""

import asyncio
import contextlib
import logging
import threading

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.alerts.instant import InstantAlerts
from bot.errors import VeilleError
from bot.listening.poll_queue import PollQueue
from bot.listening.stream_manager import StreamManager
from bot.outbox.sender import Sender
from bot.schedule import Schedule
from handlers import mentions
from handlers.removal import forget_expired
from handlers.services import Services

log = logging.getLogger(__name__)

TAKEN_UP_EVERY = 60.0
"""Seconds until what was left undone is taken up once more, where the database fails again and again."""


class Bot:
    """The bot: built, started, stopped. `app` is what Slack's payloads are dispatched to."""

    def __init__(
        self,
        app: AsyncApp,
        services: Services,
        rounds: PollQueue,
        stream_manager: StreamManager,
        schedule: Schedule,
        instant: InstantAlerts,
        sender: Sender,
    ) -> None:
        self.app = app
        self._instant = instant
        self.services = services
        self.rounds = rounds
        self.stream_manager = stream_manager
        self._schedule = schedule
        self.over = asyncio.Event()
        """Set once the bot cannot go on; `fault` says why."""
        self.fault: VeilleError | None = None
        self.storage_failed = threading.Event()
        """Set by whoever finds that the database cannot be used: what they did may be left half done."""
        self._taken_up_at = float("-inf")
        self._sender = sender
        self._sending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen, tell and deliver from now on; begin with what was left undone."""
        await self._sender.recover()
        self._sending = asyncio.create_task(self._sender.run(), name="sender")
        self._sending.add_done_callback(_report_end)
        await self._take_up()
        self._schedule.start(self.sweep)

    def take_up_again(self) -> None:
        """Take up what was left undone, if the database could not be used since that was done last."""
        now = self.services.clock.monotonic()
        if self.storage_failed.is_set() and now - self._taken_up_at >= TAKEN_UP_EVERY:
            self.storage_failed.clear()
            self._taken_up_at = now
            self.services.background.start(self._take_up(), "what was left undone")

    async def _take_up(self) -> None:
        """Let the watch list take effect, and begin with what was left undone."""
        await self.services.reloader.reload()
        self.services.background.start(mentions.resume(self.services), "questions left unanswered")
        self.services.background.start(self._instant.alert_overdue(), "alerts left undone")
        self.services.background.start(self.sweep(), "what is due")
        self.services.background.start(self.services.welcomes.welcome_all_new(), "look-backs left undone")

    async def sweep(self) -> None:
        """Owe the digests that are due, forget what was removed a day ago, and look which threads live."""
        await self.services.due_digests.sweep()
        await forget_expired(self.services)
        await self.services.reloader.reload_threads()

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """The acknowledgement of one of Slack's payloads; what it starts begins once that is given."""
        with self.services.background.acknowledging():
            return await self.app.async_dispatch(request)

    def end_by(self, fault: VeilleError) -> None:
        """Let whoever runs the bot know that it cannot go on."""
        self.fault = fault
        self.over.set()

    async def settle(self) -> None:
        """Wait until nothing that was begun is under way, and nothing that may be sent is unsent."""
        await self.services.background.settle()
        await self._sender.drain()

    async def stop(self) -> None:
        """Break off; what was owed stays owed."""
        self._schedule.stop()
        await self.rounds.stop()
        await self.stream_manager.stop()
        await self.services.background.stop()
        if self._sending:
            self._sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sending


def _report_end(sender: asyncio.Task[None]) -> None:
    """Nothing is said any more once the sender ended by a fault: that is never silent."""
    if not sender.cancelled() and (error := sender.exception()):
        log.critical("Nothing is sent to Slack any more, start the bot again: %s", error, exc_info=error)
