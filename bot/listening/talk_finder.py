"""What stands above and beside a post that names what is watched, in a discussion that talks of it (`talk`).

1. Discussions are those whose posts stand on one page, one after the other: forums, comments under a page.
   Where each post answers one other, as on Hacker News, the branches of a discussion are talks of their own.
2. What is known of one is what the answer at hand holds of it, what was read of it lately, and what is kept.
   Nothing is asked for: what no answer holds any more is not had.
3. Who asks what to buy is told of many names, and so is who compares: neither is a talk of one. A discussion
   compares where more than half as many people name others of what their channel watches, staff apart.
4. The rest of the query (languages, places, exclusions) must hold for each post, read with the one that first
   names what is watched; and each is judged as all others are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from bot.addresses import discussion
from bot.analysis.people import speaker
from bot.analysis.speech import Speech, speech
from bot.listening.namings import naming
from bot.listening.talk import LASTS, Naming, Remark, compares, talked
from bot.listening.thread_finder import ThreadAnswer
from bot.models import Mention, MentionKind, Watch, WatchKind
from bot.query import LiveIndex
from bot.storage.hits import Reason
from bot.storage.kept_threads import Discussed, KeptThreads
from bot.watches.subscriptions import Subscriber

Read = tuple[Mention, Sequence[Subscriber]]
"""What was read, and who has it."""


class _Discussion(msgspec.Struct):
    """The posts on one page that are known, by id, and by watch those that name it, and those it has."""

    posts: dict[str, Mention]
    naming: dict[str, set[str]] = msgspec.field(default_factory=lambda: defaultdict(set))
    had: dict[str, set[str]] = msgspec.field(default_factory=lambda: defaultdict(set))

    def in_order(self) -> list[Mention]:
        """The posts, oldest first; what opened it may have a day without an hour, or no date."""
        return sorted(self.posts.values(), key=lambda post: (not _opens(post), post.created_at, post.id))


class TalkFinder:
    """Finds the talks in which posts without the name stand. Blocks."""

    def __init__(self, kept: KeptThreads, index: LiveIndex) -> None:
        self._kept = kept
        self._index = index

    def answers(self, read: Iterable[Read], hearers: Mapping[str, Subscriber]) -> list[ThreadAnswer]:
        """Which watches get which of these for the talk in which they stand; what names it is kept by now."""
        return [found for each in self._discussions(read) for found in self._talked(each, hearers)]

    def _discussions(self, read: Iterable[Read]) -> list[_Discussion]:
        """The discussions in which somebody answers, with what is kept of them."""
        by_page: dict[str, list[Read]] = defaultdict(list)
        for post, found in read:
            if (page := _page(post)) and (_opens(post) or (post.dated and not post.day_only)):
                by_page[page].append((post, found))
        by_page = {page: posts for page, posts in by_page.items() if any(post.thread for post, _ in posts)}
        if not by_page:
            return []
        since = min(post.created_at for posts in by_page.values() for post, _ in posts) - LASTS
        kept: dict[str, list[Discussed]] = defaultdict(list)
        for each in self._kept.discussed(by_page, since):
            kept[_page(each.mention)].append(each)
        return [_discussion(posts, kept[page]) for page, posts in by_page.items() if page in kept]

    def _talked(self, told: _Discussion, hearers: Mapping[str, Subscriber]) -> Iterator[ThreadAnswer]:
        """What watches get of a discussion in which they are named."""
        watches = sorted(told.naming.keys() & hearers.keys())
        wanting = [watch for watch in watches if told.posts.keys() - told.had[watch]]
        posts = told.in_order()
        if not wanting or _seeks(posts[0]):
            return
        remarks = {watch: self._remarks(posts, told.naming[watch], hearers[watch].watch) for watch in watches}
        for watch in wanting:
            rivals = [remarks[other] for other in watches if _are_rivals(hearers[watch], hearers[other])]
            if not compares(remarks[watch], rivals):
                yield from self._of(told, hearers[watch], remarks[watch], is_whole=_opens(posts[0]))

    def _remarks(self, posts: Sequence[Mention], named: Collection[str], watch: Watch) -> list[Remark]:
        """The posts as a watch sees them; of those that are named its query holds in the words."""
        query = self._index.query(watch.id)
        return [
            Remark(
                post.id,
                speaker(post),
                post.created_at,
                naming(post, posts[rank + 1 :], watch, query) if query and post.id in named else Naming.NONE,
            )
            for rank, post in enumerate(posts)
        ]

    def _of(
        self, told: _Discussion, subscriber: Subscriber, remarks: Sequence[Remark], *, is_whole: bool
    ) -> Iterator[ThreadAnswer]:
        watch = subscriber.watch.id
        for id_, first in talked(remarks, is_whole=is_whole).items():
            post = told.posts[id_]
            if id_ not in told.had[watch] and self._holds(watch, post, told.posts[first]):
                yield ThreadAnswer(post, subscriber, first, Reason.TALK)

    def _holds(self, watch: str, post: Mention, first: Mention) -> bool:
        query = self._index.query(watch)
        return query is not None and query.holds_below(post, first)


def _opens(post: Mention) -> bool:
    """Whether the oldest post that is known of a discussion opened it."""
    return post.kind is not MentionKind.COMMENT


def _seeks(opening: Mention) -> bool:
    """Whether a discussion is one of what to buy; of one whose opening is not known, its heading says so."""
    asked = opening if _opens(opening) else msgspec.structs.replace(opening, title=opening.topic, text="")
    return Speech.WISH_TO_BUY in (speech(asked).value or ())


def _are_rivals(one: Subscriber, other: Subscriber) -> bool:
    """Whether two watches listen for different names in one channel."""
    is_name = other.watch.kind is not WatchKind.TOPIC
    return is_name and one.watch.id != other.watch.id and one.watch.channel_key == other.watch.channel_key


def _page(post: Mention) -> str:
    """The page of the discussion in which a post stands below others, or which it opens; empty for none."""
    page = discussion(post.url)
    if post.kind is MentionKind.COMMENT:
        return page if page == discussion(post.thread) else ""
    return page if post.kind is MentionKind.POST and not post.answers else ""


def _discussion(read: Iterable[Read], kept: Iterable[Discussed]) -> _Discussion:
    found = _Discussion({})
    for post, subscribers in read:
        found.posts[post.id] = post
        for subscriber in subscribers:
            found.had[subscriber.watch.id].add(post.id)
    for each in kept:
        found.posts[each.mention.id] = each.mention
        found.had[each.watch].add(each.mention.id)
        if each.reason is Reason.NAMED:
            found.naming[each.watch].add(each.mention.id)
    return found
