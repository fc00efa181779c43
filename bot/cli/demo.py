"""The demo: the bot on the sample world, in a week through which one can travel."""

from collections.abc import Iterable
from contextlib import AsyncExitStack
from datetime import datetime

from bot.clock import Clock
from bot.console.sample_workspace import ZONE
from bot.console.travel import Travel
from bot.console.travel_clock import TravelClock
from bot.console.workspace import Workspace
from bot.digests.timetable import upcoming
from bot.models import Channel
from bot.runtime.bot import Bot
from bot.world.server import World
from bot.world.week import week_of


class Demo:
    """The clock of the demo, and the sample world that is served by it.

    `clock` is what it goes on by: the machine's.
    """

    def __init__(self, clock: Clock) -> None:
        week = week_of(clock.now(), ZONE)
        self.clock = TravelClock(clock, week.opens)
        self.world = World(self.clock, start=week.worst)

    async def start(self, stack: AsyncExitStack) -> None:
        """Serve the world for as long as the stack is open."""
        await self.world.start()
        stack.push_async_callback(self.world.stop)

    async def furnish(self, bot: Bot) -> None:
        """Add the blogs and forums of the world, as a person would."""
        for address in self.world.feeds:
            await bot.parts.feeds.add("C0DEMO", "U0CAMILLE", address)

    def travel(self, bot: Bot, workspace: Workspace) -> Travel:
        """The way through its time."""
        return Travel(self.clock, TravellingBot(bot, workspace))


class TravellingBot:
    """The bot, which does by the demo's clock what its schedule does by the machine's."""

    def __init__(self, bot: Bot, workspace: Workspace) -> None:
        self._bot = bot
        self._workspace = workspace

    async def catch_up(self) -> None:
        """Poll what is due, let every room look, and wait until Slack and the bot have nothing left to do.

        Requests are polled one by one and without the straying of the queue: each travel hears the same.
        """
        before = self._events
        await self._bot.poll_queue.wait_idle()
        for request in await self._bot.parts.poller.due():
            await self._bot.parts.poller.poll(request)
        await self._bot.sweep()
        await self._bot.wait_idle()
        while before != (before := self._events):
            await self._workspace.wait_idle()
            await self._bot.wait_idle()

    @property
    def _events(self) -> int:
        """What passed between Slack and the bot so far."""
        return len(self._workspace.deliveries) + len(self._workspace.calls)

    def next_digest(self, channel: str = "") -> datetime | None:
        """When the next digest comes to a channel, or to any; None when none does."""
        parts = self._bot.parts
        now = parts.clock.now()
        channels = (each for each in self._digested() if channel in ("", each.id))
        slots = (upcoming(each, now) for each in channels)
        return min((slot.instant for slot in slots if slot), default=None)

    def _digested(self) -> Iterable[Channel]:
        """The channels that are told something, each of which is in the watch list."""
        watched = {watch.channel for watch in self._bot.parts.watchlist.watches()}
        return [
            each for each in self._bot.parts.watchlist.channels() if each.id in watched and not each.stopped
        ]
