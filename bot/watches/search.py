"""Searches what the watches of a channel kept: the newest first, a page at a time.

1. The words of the query narrow it by the index; then the query is asked again of each mention.
2. A query without a word is asked of what was kept, newest first. Both end after `LONGEST` seconds, and it is
   known how far back was looked.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.models import Mention, Watch
from bot.query import PreparedText, Query, narrowing
from bot.storage.mentions import MentionRows
from bot.storage.search import LATEST, Found, SearchRows
from bot.watches.found import SearchHit, SearchPage
from bot.watches.lookup import WatchLookup

SHOWN: Final = 8
"""Mentions on a page."""
LONGEST: Final = 1.0
"""Seconds after which a search ends where it is."""
FIRST, MOST = 50, 800
"""Rows that are looked at together, at first and later."""


class MentionSearch:
    """Searches a channel's own mentions, and has the index made of what was kept before there was one."""

    def __init__(self, lookup: WatchLookup, mentions: MentionRows, rows: SearchRows, clock: Clock) -> None:
        self._lookup = lookup
        self._mentions = mentions
        self._rows = rows
        self._clock = clock

    async def search(self, channel: str, query: Query, before: int = LATEST) -> SearchPage:
        """A page of what a channel's watches kept that a query holds for. Raises `Refused`."""
        place = await self._lookup.channel(channel)
        found = _Finding({watch.id: watch for watch in place.watches}, query)
        ends, at_once = self._clock.monotonic() + LONGEST, FIRST
        while not found.is_full and not found.is_at_end:
            await asyncio.to_thread(self._look, found, before, at_once)
            before, at_once = found.last, min(2 * at_once, MOST)
            if self._clock.monotonic() >= ends:
                break
        is_whole = await asyncio.to_thread(self._rows.is_filled)
        return found.page(place.channel.zone, is_whole=is_whole)

    async def fill(self) -> None:
        """Index what is not indexed yet, a little at a time."""
        is_more = True
        while is_more:
            is_more = await asyncio.to_thread(self._rows.fill)

    def _look(self, found: "_Finding", before: int, at_once: int) -> None:
        rows = self._rows.newest(found.watches, narrowing(found.query), before, at_once)
        mentions = self._mentions.stored(row.mention for row in rows)
        found.ask([(row, mentions[row.mention]) for row in rows if row.mention in mentions])
        found.is_at_end = len(rows) < at_once


class _Finding:
    """What a search has found so far."""

    def __init__(self, watches: dict[str, Watch], query: Query) -> None:
        self.watches = watches
        self.query = query
        self.is_at_end = False
        self.last = LATEST
        self._reached: datetime | None = None
        self._found: dict[str, list[Found]] = {}
        self._mentions: dict[str, Mention] = {}

    @property
    def is_full(self) -> bool:
        """Whether there is more than goes on a page."""
        return len(self._found) > SHOWN

    def ask(self, rows: Sequence[tuple[Found, Mention]]) -> None:
        """Ask the query of these, newest first, until there is enough."""
        for row, mention in rows:
            if self.is_full:
                return
            self.last, self._reached = row.docid, row.written_at
            if mention.id in self._found or self.query.matches(PreparedText.of(mention)):
                self._found.setdefault(mention.id, []).append(row)
                self._mentions[mention.id] = mention

    def page(self, zone: str, *, is_whole: bool) -> SearchPage:
        """The page, without the one mention that shows that there is more."""
        shown = list(self._found)[:SHOWN]
        last_shown = self._found[shown[-1]][-1].docid if shown else self.last
        is_cut_short = not self.is_full and not self.is_at_end
        return SearchPage(
            zone=zone,
            query=self.query,
            hits=tuple(self._hit(id_) for id_ in shown),
            older=last_shown if self.is_full else self.last if is_cut_short else None,
            looked_back_to=self._reached if is_cut_short else None,
            is_whole=is_whole,
        )

    def _hit(self, id_: str) -> SearchHit:
        rows = self._found[id_]
        names = tuple(dict.fromkeys(self.watches[row.watch].name for row in rows))
        return SearchHit(self._mentions[id_], rows[0].written_at, names)
