"""The rooms that read what listening writes, without the bot around them; each may be killed at a step."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from bot.alerts.redelivery import Redelivery
from bot.notices.gaps import GapNotices
from bot.notices.outages import OutageNotices
from bot.outbox.outbox import Outbox
from bot.sources.hackernews import HackerNews
from bot.storage.amendments import Amendments
from bot.storage.archive import Archive
from bot.storage.database import open_database
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.gaps import Gap, GapKind, Gaps
from bot.storage.hits import HitRows
from bot.storage.source_state import REPORTED_AFTER, SourceState
from bot.storage.source_states import SourceStates
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from bot.watches.registry import WatchRegistry
from tests.alerts.parts import alert_room
from tests.clock import FakeClock
from tests.storage.samples import HOUR, NOON, WORKSPACE, channel, hit, mention, watch

OWING = ("owe", "replace", "withdraw")
"""The steps of `Deliveries` by which a room does what a row asks for."""


class Rooms:
    """An archive in a folder, what writes rows into it, and who reads them."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock(NOON)
        self._engine = open_database(f"sqlite:///{folder / 'veille.db'}")
        self._watchlist = Watchlist(path_of(folder, WORKSPACE), WORKSPACE)
        self.archive, self.deliveries = Archive(self._engine), Deliveries(self._engine, WORKSPACE)
        self.history = DeliveryHistory(self._engine, WORKSPACE)
        self.hits = HitRows(self._engine, WORKSPACE)
        self._states = SourceStates(self._engine)
        self.registry = WatchRegistry({"hackernews": HackerNews(self.clock)})
        outbox = Outbox(self.deliveries, self.history, self.clock)
        self._alerts = alert_room(self._engine, self._watchlist, self.registry, outbox, self.clock)
        composers = {DeliveryKind.ALERT: self._alerts}
        amendments, gaps = Amendments(self._engine), Gaps(self._engine)
        self.looks: dict[str, Callable[[], Awaitable[None]]] = {
            "alerts": self._alerts.look,
            "redelivery": Redelivery(self.hits, amendments, outbox, composers).redeliver,
            "outages": OutageNotices(self._watchlist, self.registry, self._states, outbox, self.clock).report,
            "gaps": GapNotices(self._watchlist, self.registry, gaps, outbox, self.clock).report,
        }

    async def begin(self) -> None:
        """Let an instant watch be in force, in the one channel there is."""
        if not self._watchlist.watches():
            self._watchlist.set_up(channel())
            self._watchlist.add(replace(watch(), instant=True, since=NOON - 9 * HOUR))
        await self.registry.reload(self._watchlist.watches(), self._watchlist.channels())

    def write(self, room: str) -> None:
        """Write what a room is to find."""
        [request] = self.registry.asked_by("C1")
        state = SourceState(source=request.source, request=request.key, last_success=NOON - HOUR)
        if room == "alerts":
            self.archive.keep([replace(hit(mention("m1"), matched_at=NOON), at_once=True)])
        elif room == "redelivery":
            self.archive.delete("m1", NOON)
        elif room == "outages":
            failing = replace(state, failures=REPORTED_AFTER, failing_since=NOON - HOUR, reason="down")
            self._states.put(failing)
        else:
            lost = Gap(
                source=request.source,
                request=request.key,
                kind=GapKind.UNREAD,
                since=NOON - 2 * HOUR,
                until=NOON - HOUR,
                found_at=NOON,
            )
            self._states.put(state, lost)

    def close(self) -> None:
        self.registry.index.settle()
        self._watchlist.close()
        self._engine.dispose()


def killed(folder: Path, room: str, at: str) -> None:
    """Write what a room is to find, and die: before it looks, or as soon as it did what that asks for."""
    asyncio.run(_killed(folder, room, at))


async def _killed(folder: Path, room: str, at: str) -> None:
    rooms = Rooms(folder)
    await rooms.begin()
    if room == "redelivery":  # something is owed that tells the mention
        rooms.write("alerts")
        await rooms.looks["alerts"]()
    rooms.write(room)
    if at == "written":
        _die()
    with ExitStack() as steps:
        for name in OWING:
            steps.enter_context(patch.object(Deliveries, name, _deadly(getattr(Deliveries, name))))
        await rooms.looks[room]()


def _deadly(step: Callable[..., Any]) -> Callable[..., Any]:
    def dying(*given: Any, **named: Any) -> Any:
        step(*given, **named)
        _die()

    return dying


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
