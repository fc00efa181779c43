"""Digests and welcomes by their real parts: a watch list, an archive, an outbox; nothing is sent or asked."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from msgspec.structs import replace
from sqlalchemy import Engine

from bot.analysis.kin import KinFinder
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import StoryKeeper
from bot.background import Background
from bot.digests.aftermath_reader import AftermathReader
from bot.digests.compose import DigestComposer
from bot.digests.due import DueDigests
from bot.digests.gathering import Gathering
from bot.digests.refresh import Refresh
from bot.digests.sources import DigestSources
from bot.digests.welcome import Welcomes
from bot.listening.poll import Poller
from bot.listening.rechecks import Rechecks
from bot.listening.request_runner import Fetched
from bot.listening.stream_follower import StreamFollower
from bot.models import Channel, Watch
from bot.outbox.outbox import Outbox
from bot.sources.bluesky import Bluesky
from bot.sources.hackernews import HackerNews
from bot.sources.source import Source, SourceRequest
from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.heard_people import HeardPeople
from bot.storage.history import WatchHistory
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows
from bot.storage.snapshot import CHANNELS, WATCHES
from bot.storage.source_states import SourceStates
from bot.storage.stories import StoryRows
from bot.storage.story_history import StoryHistory
from bot.storage.vectors import VectorRows
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from tests.alerts.parts import alert_room
from tests.clock import NAP, FakeClock
from tests.storage.samples import WORKSPACE, channel, watch

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""When the digest of a Tuesday comes in Paris."""


class IdlePoller:
    """Nothing is asked; whoever polls or looks back waits until the test lets them."""

    def __init__(self, states: SourceStates, clock: FakeClock) -> None:
        self.states = states
        self.clock = clock
        self.polled: list[SourceRequest] = []
        self.hang: set[str] = set()
        """Sources and watches of which no answer ever comes."""
        self._looked = asyncio.Condition()
        self.looked_back: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def poll(self, request: SourceRequest) -> datetime:
        state = self.states.state(request.source, request.key)
        if state.last_success != self.clock.now():  # else it was just answered: it is not due
            self.polled.append(request)
            await self._answer(request.source)
            self.states.put(state.succeeded(self.clock.now()))
        return NINE

    async def look_back(self, watch: Watch, channel: Channel) -> list[Fetched]:
        async with self._looked:
            self.looked_back.append(watch.id)
            self._looked.notify_all()
        await self._answer(watch.id)
        return []

    async def looked_back_for(self, watch: str) -> None:
        """Wait until somebody looks back for a watch."""
        async with asyncio.timeout(20), self._looked:
            await self._looked.wait_for(lambda: watch in self.looked_back)

    async def _answer(self, asked: str) -> None:
        await (asyncio.Event() if asked in self.hang else self.may_answer).wait()


class IdleRechecks:
    """Nothing is gone; which channels' mentions were looked for."""

    def __init__(self) -> None:
        self.looked_for: list[str] = []

    async def look_again(self, channel: str) -> None:
        self.looked_for.append(channel)


class HeededOutbox(Outbox):
    """Says to a test when something is owed."""

    def __init__(self, deliveries: Deliveries, history: DeliveryHistory, clock: FakeClock) -> None:
        super().__init__(deliveries, history, clock)
        self._owed: list[Delivery] = []
        self._enqueued = asyncio.Condition()

    async def enqueue(
        self, deliveries: Sequence[Delivery], notified: Iterable[str] = (), event: str = ""
    ) -> bool:
        new = await super().enqueue(deliveries, notified, event)
        async with self._enqueued:
            self._owed += deliveries
            self._enqueued.notify_all()
        return new

    async def owes(self, kind: DeliveryKind, number: int) -> None:
        """Wait until so many of a kind were owed."""
        async with asyncio.timeout(60), self._enqueued:
            await self._enqueued.wait_for(lambda: sum(each.kind is kind for each in self._owed) >= number)


class FollowedStream:
    """How a stream fares, as a test says."""

    catching_up = True


class Desk:
    """What composes for channels, and what it composed."""

    def __init__(self, engine: Engine, data: Path, begun: datetime = NINE - timedelta(hours=1)) -> None:
        self.clock = FakeClock(begun, nap=NAP)
        sources: dict[str, Source] = {each.name: each for each in (HackerNews(), Bluesky(self.clock))}
        states = SourceStates(engine)
        self.poller = IdlePoller(states, self.clock)
        self.followed: dict[str, FollowedStream] = {}
        self.watchlist = Watchlist(path_of(data, WORKSPACE), WORKSPACE)
        self.archive, self.deliveries = Archive(engine), Deliveries(engine, WORKSPACE)
        self.history = DeliveryHistory(engine, WORKSPACE)
        self.registry = WatchRegistry(sources)
        self.outbox = HeededOutbox(self.deliveries, self.history, self.clock)
        followed = cast("dict[str, StreamFollower]", self.followed)
        poller = cast(Poller, self.poller)
        self.rechecks = IdleRechecks()
        rechecks = cast(Rechecks, self.rechecks)
        self.refresh = Refresh(self.registry, states, poller, rechecks, self.clock)
        self.sources = DigestSources(states, self.registry, followed, self.refresh, self.clock)
        self.hits, self.mentions = HitRows(engine, WORKSPACE), MentionRows(engine)
        self.people = HeardPeople(engine, WORKSPACE)
        rows = StoryRows(engine, WORKSPACE)
        vectors = VectorRows(engine, "")
        finder = KinFinder(self.mentions, rows, vectors, None, self.clock)
        learner = CoverageLearner(self.mentions, rows, vectors, None)
        self.stories = StoryKeeper(self.mentions, rows, finder, learner, self.clock)
        self.reading_rows = ReadingRows(engine, WORKSPACE)
        keeper = ReadingKeeper(self.mentions, self.reading_rows, self.clock)
        self.readings = WatchReadings(self.watchlist, self.registry, self.reading_rows, keeper)
        history = WatchHistory(engine, WORKSPACE)
        self.gathering = Gathering(self.people, self.registry, self.stories, self.readings, history)
        self.aftermath = AftermathReader(
            self.mentions, history, StoryHistory(engine, WORKSPACE), self.readings
        )
        gathered = self.sources, self.gathering, self.aftermath, None
        kept = self.watchlist, self.hits, self.mentions, self.registry
        self.composer = DigestComposer(*kept, *gathered, self.outbox, self.clock)
        self.background = Background()
        due = self.watchlist, self.sources, self.refresh, self.composer, self.outbox
        self.due = DueDigests(*due, self.background, self.clock)
        self.welcomes = Welcomes(
            self.watchlist,
            self.registry,
            poller,
            self.sources,
            self.composer,
            self.history,
            self.outbox,
            self.background,
            self.clock,
        )
        self.alerts = alert_room(engine, self.watchlist, self.registry, self.outbox, self.clock)

    async def set_up(self, *watches: Watch, **of_channel: Any) -> Channel:
        """Have a channel watch these names, since after the digest before."""
        long_ago = NINE - timedelta(hours=20)
        kept = self.watchlist.set_up(replace(channel(), **({"digest_since": long_ago} | of_channel)))
        for each in watches or (watch(),):
            self.watchlist.add(replace(each, created_at=long_ago, since=long_ago))
        await self.registry.reload(self.watchlist.watches(), self.watchlist.channels())
        return kept

    def owed(self, kind: DeliveryKind = DeliveryKind.DIGEST, name: str = "C1") -> Delivery | None:
        """What was owed last of a kind."""
        return self.history.latest(name, kind)

    def told(self, delivery_id: str) -> list[str]:
        """The mentions on a delivery's account."""
        return [hit.mention.id for hit in self.hits.told(delivery_id)]

    async def at(self, instant: datetime) -> None:
        """Go on to an instant, and owe the digests that are due."""
        self.clock.pass_time(instant - self.clock.now())
        await self.due.sweep()
        await self.background.wait_idle()

    async def set_up_many(self, number: int, **of_each: Any) -> None:
        """Have so many channels more watch one name each."""
        since = NINE - timedelta(hours=20)
        with self.watchlist._change():  # one write for all of them
            for n in range(100, 100 + number):
                self.watchlist._put(CHANNELS, replace(channel(f"C{n}"), digest_since=since, **of_each))
                self.watchlist._put(WATCHES, replace(watch(f"w{n}", "Zorblax", f"C{n}"), since=since))
        await self.add()

    async def add(self, *watches: Watch) -> None:
        """Have the first channel watch more names, and listen for them."""
        for each in watches:
            self.watchlist.add(each)
        await self.registry.reload(self.watchlist.watches(), self.watchlist.channels())

    async def welcomed(self) -> None:
        """Have every watch welcomed that was not."""
        await self.welcomes.look()
        await self.background.wait_idle()

    async def stop(self) -> None:
        await self.background.stop()
        await self.refresh.stop()
        self.close()

    def close(self) -> None:
        self.watchlist.close()
        self.registry.index.settle()


async def held_up(task: "asyncio.Task[Any]") -> bool:
    """Whether a task waits for something that only the test lets go on."""
    done, _ = await asyncio.wait([task], timeout=0.1)
    return not done
