"""The room that keeps stories: it places what was heard, and forgets what no story needs.

1. At each look, what was heard since the last one is placed, watch by watch, whenever it was written; the
   first goes back further. The room of alerts places the same when it looks first: what is placed together,
   oldest first, must not depend on which of them does.
2. Once a night it forgets the vectors and keys that no story needs.
3. An encoder that has had nothing to read for a while is ended.
"""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from bot.analysis.encoder import Encoder
from bot.analysis.story_coverage import SPAN
from bot.analysis.story_keeper import StoryKeeper
from bot.clock import Clock
from bot.storage.hits import Hit, HitRows
from bot.storage.stories import StoryRows
from bot.storage.vectors import VectorRows
from bot.storage.watchlist import Watchlist

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST: Final = 2 * DAY
"""How far the first look goes back."""
KEPT: Final = SPAN + DAY
"""For how long vectors are kept: a story goes on by meaning for a day, and coverage is learnt from a week."""
TIED: Final = timedelta(days=60)
"""For how long a page, a thread or a text takes up a story."""
NIGHT: Final = range(1, 5)
"""Hours (UTC) in which it is forgotten what no story needs."""


class StoryRoom:
    """Looks after the stories of a workspace."""

    def __init__(
        self,
        watchlist: Watchlist,
        hits: HitRows,
        rows: StoryRows,
        vectors: VectorRows,
        keeper: StoryKeeper,
        encoder: Encoder | None,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._hits = hits
        self._rows = rows
        self._vectors = vectors
        self._keeper = keeper
        self._encoder = encoder
        self._clock = clock
        self._looked_at: datetime | None = None
        self._tidied_at: datetime | None = None

    async def look(self) -> None:
        """Do what is to be done by now."""
        now = self._clock.now()
        since = self._looked_at - HOUR if self._looked_at else now - FIRST
        await self._place(since)
        self._looked_at = now
        if now.hour in NIGHT and (self._tidied_at is None or now - self._tidied_at >= DAY / 2):
            self._tidied_at = now
            await self._tidy(now)
        if self._encoder:
            await self._encoder.end_if_idle()

    async def _place(self, since: datetime) -> None:
        watches = {each.id: each for each in await asyncio.to_thread(self._watchlist.watches)}
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in await asyncio.to_thread(self._hits.kept_since, since):
            found[hit.watch].append(hit)
        for id_, hits in found.items():
            if id_ in watches and not watches[id_].paused:
                await self._keeper.place(watches[id_], hits)

    async def _tidy(self, now: datetime) -> None:
        await asyncio.to_thread(self._vectors.forget, now - KEPT)
        await asyncio.to_thread(self._rows.forget_ties, now - TIED)
