"""From what streams say to hits: sifted, named, kept; what their authors took back is erased.

1. A post is looked at closely if some watch may want it, if its author is one that a query names, or if it
   answers what was kept; the rest ends at a glance.
2. What was deleted while it waited is left out; what its author withholds is counted, and not kept.
3. What its server saw more than an hour ago is history being caught up on: only the rest can be news.
4. Names are looked up for what is wanted alone; then it is kept as any candidate is (`intake`).
5. What was edited says its last words, what was deleted is erased, and so is all of an author who is gone.
6. A post that cannot be read is left out, and keeps none of the others from being taken in.
"""

import asyncio
import logging
from datetime import datetime

from bot.analysis.language import with_language
from bot.clock import Clock
from bot.fetching.fetch import Fetch
from bot.listening.announcer import Announcer
from bot.listening.backlog import Batch, Candidate
from bot.listening.intake import NO_NEWS, Intake
from bot.listening.request_runner import Fetched
from bot.models import Mention
from bot.query import PreparedText
from bot.query.subject import below
from bot.sources.stream import Post, Stream
from bot.storage.archive import Archive
from bot.storage.mentions import MentionRows
from bot.watches.registry import WatchRegistry

log = logging.getLogger(__name__)

STREAMED = frozenset({"bluesky", "blueskysearch", "mastodon", "mastodonsearch", "mastodonstream"})
"""The sources whose mentions are answered on streams."""


class StreamIntake:
    """Takes in what streams bring."""

    def __init__(
        self,
        intake: Intake,
        registry: WatchRegistry,
        archive: Archive,
        mentions: MentionRows,
        fetch: Fetch,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._followed_authors: dict[str, frozenset[str]] = {}
        self._all_followed_authors: frozenset[str] = frozenset()
        self._intake = intake
        self._threads = intake.threads
        self._registry = registry
        self._index = registry.index
        self._archive = archive
        self._mentions = mentions
        self._fetch = fetch
        self._announcer = announcer
        self._clock = clock

    async def ready(self) -> None:
        """Wait until all watches are in the index, and what may be answered is known."""
        await asyncio.to_thread(self._index.settle)
        await asyncio.to_thread(self._threads.load, STREAMED, self._clock.now())

    async def refresh_followed_authors(self, stream: Stream) -> None:
        """Find out by which numbers those authors write whom queries name."""
        names = self._registry.authors(stream.whole)
        try:
            self._followed_authors[stream.name] = (
                await stream.author_ids(names, self._fetch) if names else frozenset()
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
        wanted = self._index.touches(subject) or self._is_followed_author(post) or self._answers(post)
        return subject if wanted else None

    def _answers(self, post: Post) -> bool:
        """Whether it answers something that was kept; what a post answers is read only if anything was."""
        return self._threads.any_known and self._threads.is_answered(post.answers)

    def _is_headed(self, known: Mention) -> bool:
        """Whether some watch wants what is said under its heading, which another wrote."""
        return bool(known.topic) and bool(self._index.matches(below(known)))

    def _is_followed_author(self, post: Post) -> bool:
        return bool(self._all_followed_authors) and post.author in self._all_followed_authors

    async def take(self, stream: Stream, batch: Batch) -> int:
        """Keep what watches want, tell what is news, erase what was taken back; how much was new."""
        now = self._clock.now()
        late = now.timestamp() - NO_NEWS.total_seconds()
        gone = set(batch.deleted)
        left = [candidate for candidate in batch.candidates if gone.isdisjoint(_names(candidate.post))]
        withheld = [candidate.post for candidate in left if candidate.post.withheld]
        if withheld:
            left = [candidate for candidate in left if not candidate.post.withheld]
            await self._withhold(stream, withheld)
        history = [candidate for candidate in left if 0 < candidate.at < late]
        fresh = [candidate for candidate in left if not 0 < candidate.at < late]
        new = await self._keep(stream, history, now, catching_up=True)
        new += await self._keep(stream, fresh, now, catching_up=False)
        amended = await asyncio.to_thread(self._amend, batch, now)
        self._announcer.amended(amended)
        return new

    async def _keep(
        self, stream: Stream, candidates: list[Candidate], now: datetime, *, catching_up: bool
    ) -> int:
        if not candidates:
            return 0
        wanted = await asyncio.to_thread(self._wanted, stream, candidates, now)
        if not wanted:
            return 0
        named = tuple(await self._named(stream, wanted))
        fetched, who = Fetched(stream.whole, named, catching_up=catching_up), self._registry.subscriptions
        hits = await asyncio.to_thread(self._intake.keep_streamed, fetched, who, self._clock.now())
        self._announcer.kept(hits)
        return len(hits)

    async def _withhold(self, stream: Stream, posts: list[Post]) -> None:
        """Count what watches want and may not have, by the reason."""
        for post in posts:
            mention = post.mention(self._clock.now())
            if mention:
                fetched, now = Fetched(stream.whole, (mention,)), self._clock.now()
                who = self._registry.subscriptions
                await asyncio.to_thread(self._intake.count_withheld, fetched, who, now, post.withheld)

    async def _named(self, stream: Stream, mentions: list[Mention]) -> list[Mention]:
        try:
            return await stream.with_author_names(mentions, self._fetch)
        except Exception:  # a stream may be a stranger's: what it heard is kept all the same
            log.exception("%s cannot name its authors; they go as they came", stream.name)
            return mentions

    def _wanted(self, stream: Stream, candidates: list[Candidate], now: datetime) -> list[Mention]:
        """The mentions that somebody's watch may hold for; names are not known yet."""
        hearers = self._registry.hearers(stream.whole)
        mentions = []
        for candidate in candidates:
            try:
                mention = self._candidate(candidate, hearers, now)
            except Exception:  # read again with all the others, it would fail again
                log.exception("A post of %s is left out: a fault in reading it", stream.name)
                continue
            if mention:
                mentions.append(mention)
        return mentions

    def _candidate(self, candidate: Candidate, hearers: set[str], now: datetime) -> Mention | None:
        mention = candidate.post.mention(now)
        if mention is None:
            return None
        if candidate.post.known or self._is_followed_author(candidate.post) or self._answers(candidate.post):
            return mention
        possible = self._index.possible(candidate.subject.completed(mention))
        return None if hearers.isdisjoint(possible) else mention

    def _amend(self, batch: Batch, now: datetime) -> set[str]:
        """Let the archive hold what authors let stand, in their last words; the mentions that changed."""
        if not (batch.edited or batch.deleted or batch.gone_prefixes):
            return set()
        gone = self._mentions.known(batch.deleted) | set(self._mentions.by_alias(batch.deleted).values())
        for prefix in batch.gone_prefixes:
            gone |= self._mentions.ids_with_prefix(prefix)
        known = self._mentions.known(post.id for post in batch.edited)
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
