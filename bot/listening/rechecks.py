"""What streams said and nobody was told yet is looked for again: a deletion may have gone by unheard.

1. It is done before a digest, of a channel's pending mentions, the latest first, so many of each stream.
2. What was written lately is left alone: its server may not show it everywhere yet.
3. Of several that were asked for at once, that none stands any more is not believed.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import SourceFailure
from bot.fetching.fetch import Fetch
from bot.listening.announcer import Announcer
from bot.sources.stream import Stream
from bot.storage.archive import Archive
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.watches.subscriptions import Sources

log = logging.getLogger(__name__)

AT_ONCE = 25
"""Mentions asked for together: what Bluesky's lexicon allows."""
SETTLED = timedelta(hours=1)
"""How old what is looked for must be."""
FRESH = timedelta(minutes=30)
"""How long it is believed that a mention stands."""


class Rechecks:
    """Asks streams which of the pending mentions still stand."""

    def __init__(
        self,
        sources: Sources,
        archive: Archive,
        hits: HitRows,
        mentions: MentionRows,
        fetch: Fetch,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._streams = {name: source for name, source in sources.items() if isinstance(source, Stream)}
        self._archive = archive
        self._hits = hits
        self._mentions = mentions
        self._fetch = fetch
        self._announcer = announcer
        self._clock = clock
        self._stood_at: dict[str, datetime] = {}

    async def look_again(self, channel: str) -> None:
        """Erase what a channel is to be told, and was taken back meanwhile."""
        now = self._clock.now()
        self._stood_at = {id_: at for id_, at in self._stood_at.items() if now - at < FRESH}
        pending = await asyncio.to_thread(self._pending, channel, now)
        for name, kept in pending.items():
            for start in range(0, len(kept), AT_ONCE):
                ids = list(kept)[start : start + AT_ONCE]
                gone = await self._taken_back(self._streams[name], {id_: kept[id_] for id_ in ids})
                for id_ in gone:
                    await asyncio.to_thread(self._archive.delete, id_, now)
                if gone:
                    log.info("%d of %d pending mentions of %s are gone", len(gone), len(ids), name)
                    self._announcer.amended(gone)
                self._stood_at |= dict.fromkeys(set(ids) - gone, now)

    async def _taken_back(self, stream: Stream, kept: Mapping[str, Collection[str]]) -> frozenset[str]:
        try:
            gone = await stream.taken_back(kept, self._fetch)
        except SourceFailure as failure:
            log.info("%s cannot say what still stands: %s", stream.title, failure)
            return frozenset()
        except Exception:  # a stream may be a stranger's: what it said is told as it was heard
            log.exception("%s cannot say what still stands", stream.name)
            return frozenset()
        if len(kept) > 1 and gone >= kept.keys():
            log.warning("%s shows none of %d posts; that is not believed", stream.title, len(kept))
            return frozenset()
        return gone & kept.keys()

    def _pending(self, channel: str, now: datetime) -> dict[str, dict[str, tuple[str, ...]]]:
        """By stream, the mentions to look for, each with its aliases. Blocks."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for hit in reversed(self._hits.pending(channel, now)):
            its, source = hit.mention, hit.mention.source
            is_old = its.created_at <= now - SETTLED and its.id not in self._stood_at
            if is_old and source in self._streams and len(found[source]) < self._streams[source].rechecked:
                found[source][its.id] = None
        aliases = self._mentions.aliases(id_ for ids in found.values() for id_ in ids)
        return {source: {id_: aliases.get(id_, ()) for id_ in ids} for source, ids in found.items() if ids}
