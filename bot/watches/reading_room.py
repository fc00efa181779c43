"""The room of readings: it reads what was kept as it comes, so that a page finds rows.

1. At each look, what was heard since the last one is read, as far as no row says that it was, by this version
   and by what is known now of its watch. What a kill left unread is found by the rows: the first look goes
   back `FIRST`, and so does one that finds that something else is known of a watch now (a competitor, a word
   of its products). What is older is read when a page tells it.
2. Every few minutes it reads again some of what an earlier version read: `ROUNDS` times sixty-four, 2,560 in
   five minutes, or 100,000 in three hours and a quarter.
3. Both go on a few mentions at a time: who asks for a page meanwhile is read to in between.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.analysis.reading_keeper import AT_ONCE, ReadingKeeper, is_known
from bot.analysis.understanding import VERSION, WatchContext
from bot.clock import Clock
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows
from bot.watches.readings import WatchReadings

HOUR: Final = timedelta(hours=1)
FIRST: Final = timedelta(days=2)
"""How far the first look goes back."""
ROUNDS: Final = 40
"""Times a look reads a few mentions again."""
RENEWED: Final = timedelta(minutes=4)
"""How long it leaves be what an earlier version read: less than from one sweep of all rooms to the next."""


class ReadingRoom:
    """Looks after the readings of a workspace."""

    def __init__(
        self,
        mentions: MentionRows,
        rows: ReadingRows,
        keeper: ReadingKeeper,
        readings: WatchReadings,
        clock: Clock,
    ) -> None:
        self._mentions = mentions
        self._rows = rows
        self._keeper = keeper
        self._readings = readings
        self._clock = clock
        self._known: dict[str, str] = {}
        self._looked_at: datetime | None = None
        self._renewed_at: datetime | None = None

    async def look(self) -> None:
        """Do what is to be done by now."""
        now = self._clock.now()
        if await self._read(self._looked_at - HOUR if self._looked_at else now - FIRST):
            await self._read(now - FIRST)
        self._looked_at = now
        if self._renewed_at is None or now - self._renewed_at >= RENEWED:
            await self._renew()
            self._renewed_at = now

    async def _read(self, since: datetime) -> bool:
        """Read what was heard since then and is not read; whether more is to be read again."""
        heard = await asyncio.to_thread(self._rows.heard, since, VERSION)
        contexts = await asyncio.to_thread(self._readings.contexts, {each.watch for each in heard})
        unread: dict[str, list[str]] = defaultdict(list)
        for each in heard:
            if (context := contexts.get(each.watch)) and not is_known(context, each.context):
                unread[each.watch].append(each.mention)
        for watch, ids in unread.items():
            await self._read_of(contexts[watch], ids)
        return self._has_changed(contexts)

    async def _read_of(self, context: WatchContext, ids: list[str]) -> None:
        for start in range(0, len(ids), AT_ONCE):
            stored = await asyncio.to_thread(self._mentions.stored, ids[start : start + AT_ONCE])
            await self._keeper.make(context, list(stored.values()))

    def _has_changed(self, contexts: Mapping[str, WatchContext]) -> bool:
        """Whether something else is known of one of these watches than before; it is remembered."""
        now = {watch: context.fingerprint for watch, context in contexts.items()}
        changed = any(self._known.get(watch, known) != known for watch, known in now.items())
        self._known |= now
        return changed

    async def _renew(self) -> None:
        for _ in range(ROUNDS):
            outdated = await self._keeper.outdated()
            contexts = await asyncio.to_thread(self._readings.contexts, outdated.keys())
            for watch, ids in outdated.items():
                await self._keeper.renew(watch, contexts.get(watch), ids)
            if not outdated:
                return
