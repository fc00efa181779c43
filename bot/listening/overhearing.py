"""From what streams say to mentions: sifted, named, kept; what their authors took back is erased."""

import asyncio
from datetime import datetime

from bot.clock import Clock
from bot.listening.asking import Asked
from bot.listening.backlog import Batch, Sighting
from bot.listening.following import LATE
from bot.listening.listener import Listener
from bot.models import Mention
from bot.query import LiveIndex, Subject
from bot.sources.source import Fetch
from bot.sources.stream import Post, Stream
from bot.storage.archive import Archive


class Overhearing:
    """Takes in what streams bring."""

    def __init__(
        self, listener: Listener, index: LiveIndex, archive: Archive, fetch: Fetch, clock: Clock
    ) -> None:
        self._listener = listener
        self._index = index
        self._archive = archive
        self._fetch = fetch
        self._clock = clock

    async def ready(self) -> None:
        """Wait until all watches are in the index."""
        await asyncio.to_thread(self._index.settle)

    def glimpse(self, post: Post) -> Subject | None:
        """A post made ready, if some watch may want it. Where it points to is looked at only if asked for."""
        subject = Subject.glimpsed(post.text, post.links if self._index.heeds_addresses else ())
        return subject if self._index.touches(subject) else None

    async def take(self, stream: Stream, batch: Batch) -> int:
        """Keep what watches want, tell what is news, erase what was taken back; how much was new."""
        now = self._clock.now()
        late = now.timestamp() - LATE.total_seconds()
        history = [sighting for sighting in batch.sightings if 0 < sighting.at < late]
        fresh = [sighting for sighting in batch.sightings if not 0 < sighting.at < late]
        new = await self._keep(stream, history, now, catching_up=True)
        new += await self._keep(stream, fresh, now, catching_up=False)
        if batch.deleted or batch.silenced:
            await asyncio.to_thread(self._erase, batch, now)
        return new

    async def _keep(
        self, stream: Stream, sightings: list[Sighting], now: datetime, *, catching_up: bool
    ) -> int:
        if not sightings:
            return 0
        wanted = await asyncio.to_thread(self._wanted, stream, sightings, now)
        if not wanted:
            return 0
        named = tuple(await stream.named(wanted, self._fetch))
        return len(await self._listener.overhear(Asked(stream.whole, named, catching_up=catching_up)))

    def _wanted(self, stream: Stream, sightings: list[Sighting], now: datetime) -> list[Mention]:
        """The mentions that somebody's watch may hold for; names are not known yet."""
        hearers = self._listener.hearers(stream.whole)
        mentions = []
        for sighting in sightings:
            mention = sighting.post.mention(now)
            if mention and not hearers.isdisjoint(self._index.possible(sighting.subject.completed(mention))):
                mentions.append(mention)
        return mentions

    def _erase(self, batch: Batch, now: datetime) -> None:
        gone = self._archive.known(batch.deleted)
        for prefix in batch.silenced:
            gone |= self._archive.beginning(prefix)
        for mention_id in gone:
            self._archive.delete(mention_id, now)
