"""From what streams say to mentions: sifted, named, kept; what their authors took back is erased."""

import asyncio
import logging
from datetime import datetime

from bot.analysis.language import with_language
from bot.clock import Clock
from bot.listening.backlog import Batch, Candidate
from bot.listening.intake import NO_NEWS
from bot.listening.listener import Listener, OnAmended, nothing_pending
from bot.listening.request_runner import Fetched
from bot.models import Mention
from bot.query import PreparedText
from bot.query.subject import below
from bot.sources.source import Fetch
from bot.sources.stream import Post, Stream
from bot.storage.archive import Archive
from bot.watches.registry import WatchRegistry

log = logging.getLogger(__name__)

STREAMED = frozenset({"bluesky", "blueskysearch", "mastodon", "mastodonsearch", "mastodonstream"})
"""The sources whose mentions are answered on streams."""


class StreamIntake:
    """Takes in what streams bring."""

    def __init__(
        self,
        listener: Listener,
        registry: WatchRegistry,
        archive: Archive,
        fetch: Fetch,
        clock: Clock,
        on_amended: OnAmended = nothing_pending,
    ) -> None:
        self._on_amended = on_amended
        self._followed_authors: dict[str, frozenset[str]] = {}
        self._all_followed_authors: frozenset[str] = frozenset()
        self._listener = listener
        self._threads = listener.threads
        self._registry = registry
        self._index = registry.index
        self._archive = archive
        self._fetch = fetch
        self._clock = clock

    async def ready(self) -> None:
        """Wait until all watches are in the index, and what may be answered is known."""
        await asyncio.to_thread(self._index.settle)
        await asyncio.to_thread(self._listener.threads.load, STREAMED, self._clock.now())

    async def refresh_followed_authors(self, stream: Stream) -> None:
        """Find out by which numbers those authors write whom queries name."""
        names = self._registry.authors(stream.whole)
        try:
            self._followed_authors[stream.name] = (
                await stream.numbers(names, self._fetch) if names else frozenset()
            )
        except Exception:  # a stream may be a stranger's: what it says is heard all the same
            log.exception("%s cannot find authors by their names", stream.name)
        self._all_followed_authors = frozenset[str]().union(*self._followed_authors.values())

    def prefilter(self, post: Post) -> PreparedText | None:
        """A post made ready, if some watch may want it. Where it points to is looked at only if asked for."""
        if post.known:
            subject = PreparedText.of(post.known)
            wanted = self._index.matches(subject) or self._answers(post) or self._is_headed(post.known)
            return subject if wanted else None
        subject = PreparedText.glimpsed(post.text, post.links if self._index.heeds_addresses else ())
        wanted = self._index.touches(subject) or self._is_heeded(post) or self._answers(post)
        return subject if wanted else None

    def _answers(self, post: Post) -> bool:
        """Whether it answers something that was kept; what a post answers is read only if anything was."""
        return self._threads.any_known and self._threads.is_answered(post.answers)

    def _is_headed(self, known: Mention) -> bool:
        """Whether some watch wants what is said under its heading, which another wrote."""
        return bool(known.topic) and bool(self._index.matches(below(known)))

    def _is_heeded(self, post: Post) -> bool:
        return bool(self._all_followed_authors) and post.author in self._all_followed_authors

    async def take(self, stream: Stream, batch: Batch) -> int:
        """Keep what watches want, tell what is news, erase what was taken back; how much was new."""
        now = self._clock.now()
        late = now.timestamp() - NO_NEWS.total_seconds()
        gone = set(batch.deleted)
        left = [sighting for sighting in batch.sightings if gone.isdisjoint(_names(sighting.post))]
        withheld = [sighting.post for sighting in left if sighting.post.withheld]
        if withheld:
            left = [sighting for sighting in left if not sighting.post.withheld]
            await self._withhold(stream, withheld)
        history = [sighting for sighting in left if 0 < sighting.at < late]
        fresh = [sighting for sighting in left if not 0 < sighting.at < late]
        new = await self._keep(stream, history, now, catching_up=True)
        new += await self._keep(stream, fresh, now, catching_up=False)
        amended = await asyncio.to_thread(self._amend, batch, now)
        if amended:
            await self._on_amended(amended)
        return new

    async def _keep(
        self, stream: Stream, sightings: list[Candidate], now: datetime, *, catching_up: bool
    ) -> int:
        if not sightings:
            return 0
        wanted = await asyncio.to_thread(self._wanted, stream, sightings, now)
        if not wanted:
            return 0
        named = tuple(await self._named(stream, wanted))
        return len(await self._listener.overhear(Fetched(stream.whole, named, catching_up=catching_up)))

    async def _withhold(self, stream: Stream, posts: list[Post]) -> None:
        """Count what watches want and may not have, by the reason."""
        for post in posts:
            mention = post.mention(self._clock.now())
            if mention:
                await self._listener.count_withheld(Fetched(stream.whole, (mention,)), post.withheld)

    async def _named(self, stream: Stream, mentions: list[Mention]) -> list[Mention]:
        try:
            return await stream.named(mentions, self._fetch)
        except Exception:  # a stream may be a stranger's: what it heard is kept all the same
            log.exception("%s cannot name its authors; they go as they came", stream.name)
            return mentions

    def _wanted(self, stream: Stream, sightings: list[Candidate], now: datetime) -> list[Mention]:
        """The mentions that somebody's watch may hold for; names are not known yet."""
        hearers = self._registry.hearers(stream.whole)
        mentions = []
        for sighting in sightings:
            try:
                mention = self._wished(sighting, hearers, now)
            except Exception:  # read again with all the others, it would fail again
                log.exception("A post of %s is left out: a fault in reading it", stream.name)
                continue
            if mention:
                mentions.append(mention)
        return mentions

    def _wished(self, sighting: Candidate, hearers: set[str], now: datetime) -> Mention | None:
        mention = sighting.post.mention(now)
        if mention is None:
            return None
        if sighting.post.known or self._is_heeded(sighting.post) or self._answers(sighting.post):
            return mention
        wishes = self._index.possible(sighting.subject.completed(mention))
        return None if hearers.isdisjoint(wishes) else mention

    def _amend(self, batch: Batch, now: datetime) -> set[str]:
        """Let the archive hold what authors let stand, in their last words; the mentions that changed."""
        if not (batch.edited or batch.deleted or batch.silenced):
            return set()
        gone = self._archive.known(batch.deleted) | set(self._archive.by_alias(batch.deleted).values())
        for prefix in batch.silenced:
            gone |= self._archive.beginning(prefix)
        known = self._archive.known(post.id for post in batch.edited)
        for post in batch.edited:
            if post.id in known and not self._reworded(post, now):
                gone.add(post.id)
        for mention_id in gone:
            self._archive.delete(mention_id, now)
        return gone | known

    def _reworded(self, post: Post, now: datetime) -> bool:
        """Whether an edited post may still be told; the archive has its new words then."""
        try:
            mention = post.mention(now)
        except Exception:  # what it says now cannot be told, and what it said may not be
            log.exception("%s was edited, and is erased: a fault in reading it", post.id)
            return False
        if mention is not None:
            self._archive.reword(with_language(mention))
        return mention is not None


def _names(post: Post) -> tuple[str, ...]:
    """Under which a deletion may call a post."""
    return (post.id, *post.known.aliases) if post.known else (post.id,)
