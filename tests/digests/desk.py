"""Digests and welcomes by their real parts: a watch list, an archive, an outbox; nothing is sent or asked."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from msgspec.structs import replace
from sqlalchemy import Engine

from bot.alerts.instant import InstantAlerts
from bot.digests.compose import DigestComposer
from bot.digests.due import DueDigests
from bot.digests.sources import DigestSources
from bot.digests.welcome import Welcomes
from bot.listening.listener import Listener
from bot.listening.rechecks import Rechecks
from bot.listening.request_runner import Fetched
from bot.listening.stream_follower import StreamFollower
from bot.models import Channel, Watch
from bot.outbox.queue import Outbox
from bot.sources.bluesky import Bluesky
from bot.sources.hackernews import HackerNews
from bot.sources.source import Source
from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries, Delivery
from bot.storage.source_states import SourceStates
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry
from tests.clock import FakeClock
from tests.storage.samples import channel, watch

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""When the digest of a Tuesday comes in Paris."""


class QuietListener:
    """Nothing is asked; whoever looks back waits until the test lets them."""

    def __init__(self) -> None:
        self.refreshed: list[str] = []
        self.looked_back: list[str] = []
        self.fails_for = ""
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def refresh(self, channel: str, older_than: timedelta) -> None:
        self.refreshed.append(channel)
        if channel == self.fails_for:
            raise ValueError("a fault of the bot's own")
        await self.may_answer.wait()

    async def look_back(self, watch: Watch, channel: Channel) -> list[Fetched]:
        self.looked_back.append(watch.id)
        await self.may_answer.wait()
        return []


class QuietRechecks:
    """Nothing is gone; which channels' mentions were looked for."""

    def __init__(self) -> None:
        self.looked_for: list[str] = []

    async def look_again(self, channel: str) -> None:
        self.looked_for.append(channel)


class FollowedStream:
    """How a stream fares, as a test says."""

    catching_up = True


class Desk:
    """What composes for channels, and what it composed."""

    def __init__(self, engine: Engine, data: Path, begun: datetime = NINE - timedelta(hours=1)) -> None:
        self.clock = FakeClock(begun)
        sources: dict[str, Source] = {each.name: each for each in (HackerNews(), Bluesky(self.clock))}
        self.listener, self.followed = QuietListener(), dict[str, FollowedStream]()
        self.watchlist = Watchlist(data / "watchlist.json")
        self.archive, self.deliveries = Archive(engine), Deliveries(engine)
        self.registry = WatchRegistry(sources)
        self.outbox = Outbox(self.deliveries, self.clock)
        followed = cast("dict[str, StreamFollower]", self.followed)
        listener = cast(Listener, self.listener)
        self.sources = DigestSources(SourceStates(engine), self.registry, followed, self.clock)
        common = self.watchlist, self.archive, self.registry
        self.composer = DigestComposer(*common, self.sources, self.outbox, self.clock)
        self.rechecks = QuietRechecks()
        rechecks = cast(Rechecks, self.rechecks)
        due = self.watchlist, listener, self.sources, rechecks, self.composer, self.outbox
        self.due = DueDigests(*due, self.clock)
        self.welcomes = Welcomes(*common, listener, self.sources, self.composer, self.outbox, self.clock)
        self.alerts = InstantAlerts(self.watchlist, self.registry, self.archive, self.outbox, self.clock)

    async def set_up(self, *watches: Watch, **of_channel: Any) -> Channel:
        """Have a channel watch these names, since after the digest before."""
        long_ago = NINE - timedelta(hours=20)
        kept = self.watchlist.set_up(replace(channel(), **({"digest_since": long_ago} | of_channel)))
        for each in watches or (watch(),):
            self.watchlist.add(replace(each, created_at=long_ago, since=long_ago))
        await self.registry.reload(self.watchlist.watches(), self.watchlist.channels())
        return kept

    def owed(self, kind: str = "digest", name: str = "C1") -> Delivery | None:
        """What was owed last of a kind."""
        return self.deliveries.latest(name, kind)

    def told(self, delivery_id: str) -> list[str]:
        """The mentions on a delivery's account."""
        return [hit.mention.id for hit in self.archive.told(delivery_id)]

    async def at(self, instant: datetime) -> None:
        """Go on to an instant, and owe the digests that are due."""
        self.clock.pass_time(instant - self.clock.now())
        await self.due.sweep()

    def close(self) -> None:
        self.watchlist.close()
        self.registry.index.settle()


async def held_up(task: "asyncio.Task[Any]") -> bool:
    """Whether a task waits for something that only the test lets go on."""
    done, _ = await asyncio.wait([task], timeout=0.1)
    return not done
