"""Hacker News: stories, polls, jobs and comments, by Algolia's search."""

import logging
import re
from collections.abc import Awaitable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import msgspec

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, moment, settled, string
from bot.errors import BlockedFailure, ChangedFailure, RateFailure, SourceFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.hackernews_items import Walk, as_hit
from bot.sources.pager import Pager
from bot.sources.search_terms import quoted
from bot.sources.source import THREAD, Ask, Page, Pages, Source, SourceRequest

log = logging.getLogger(__name__)

_SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
_PAGE = "https://news.ycombinator.com/item?id={}"
_HITS = 100
_PAGES = 10  # of one window: Algolia shows at most 1000 hits of a query
_WINDOWS = 5
_LATE = timedelta(hours=6)  # the index stands still for hours at times, and has all of them afterwards
_ESCAPED_UNTIL = datetime(2015, 1, 1, tzinfo=UTC)  # the index holds line breaks as a backslash and an n
_KEY = re.compile(r"[0-9]{1,15}")


class _Hit(msgspec.Struct, frozen=True):
    """A hit of a search, or an item of a thread: the two differ in a few names."""

    key: str
    created_at: datetime | None
    is_comment: bool
    author: str
    title: str
    html: str
    url: str
    parent: str
    story: str
    story_url: str


_Asked: TypeAlias = tuple[int | None, int]
"""The end of a window (seconds since 1970; none for the newest), and the page in it, from 0."""


class HackerNews(Source):
    """Searches by date; keyless, some 10,000 requests an hour."""

    name = "hackernews"
    title = "Hacker News"
    interval = timedelta(minutes=2)
    finds_prefixes = True
    gaps = {"algolia.com": 0.5, "firebaseio.com": 0.02}  # noqa: RUF012

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self._walk = Walk()

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request a needle. None for watches of other languages: people write English there."""
        if ask.languages and "en" not in ask.languages:
            return []
        texts = map(quoted, ask.needles)
        return [SourceRequest(self.name, text) for text in dict.fromkeys(texts) if text]

    def thread(self, mention: Mention) -> SourceRequest | None:
        """All comments under its story: a search finds those whose words, or story's title, hold a name."""
        story = mention.answers[-1] if mention.answers else mention.id
        key = story.removeprefix("hn:")
        return SourceRequest(self.name, key, THREAD) if _KEY.fullmatch(key) else None

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """By search; item by item when the search is out of order, or rests because it asked to."""
        reached = False
        try:
            async for found in self._searched(request, since, fetch):
                reached = True
                yield found
        except (TemporaryFailure, BlockedFailure, ChangedFailure, RateFailure) as failure:
            if reached or request.edition == THREAD:
                raise
            async for found in self._walked(since, fetch, failure):
                yield found

    async def _walked(self, since: datetime, fetch: Fetch, failure: SourceFailure) -> Pages:
        """The newest items, whatever they say.

        Raises the failure of the search if they cannot be had, and a `TemporaryFailure` at the end if
        there is more than one walk can bring: the next one goes on from there.
        """
        try:
            walked = await self._walk.items(int(since.timestamp()), fetch)
        except SourceFailure:
            raise failure from None
        now = self.clock.now()
        if found := _mentions(walked.items, now):
            yield found
        if not walked.whole:
            raise TemporaryFailure(
                "The search of Hacker News does not answer, and its newest items are read one by one: {n} so "
                "far, and there are more since it was last heard.",
                until=now + 5 * self.interval,
                n=len(walked.items),
            ) from failure

    async def _searched(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, a window of 1000 hits after the other."""
        after = int((since - _LATE).timestamp())
        pager = Pager[_Asked](self, most=_WINDOWS * _PAGES)

        def fetch_page(asked: _Asked) -> Awaitable[Page]:
            return self.fetch_page(fetch, _SEARCH, _params(request, after, *asked))

        def following(asked: _Asked, page: Page) -> _Asked | None:
            before, number = asked
            if not _is_full(page.answer):
                return None
            if number + 1 < _PAGES:
                return before, number + 1
            oldest = int(pager.oldest.timestamp()) if pager.oldest else before
            return (oldest, 0) if oldest != before else None

        async for mentions in pager.turn((None, 0), fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in the answer to a search, or in a thread with all of its replies."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a search of Hacker News")
        items = list(_items(document))
        if items and not any(_key(item) for item in items):
            raise ChangedFailure("Hacker News answers in a new way: its hits have no id.", answer=answer)
        return _mentions(items, now)


def _params(request: SourceRequest, after: int, before: int | None, page: int) -> dict[str, str]:
    window = f"created_at_i>{after}" + (f",created_at_i<={before}" if before is not None else "")
    threaded = request.edition == THREAD
    return {
        "query": "" if threaded else request.text,
        "tags": f"comment,story_{request.text}" if threaded else "(story,comment,poll,job)",
        "numericFilters": window,
        "hitsPerPage": str(_HITS),
        "page": str(page),
        "typoTolerance": "false",
        "advancedSyntax": "true",
    }


def _items(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Hits as they are; an item and its replies one after the other, each knowing its story's title."""
    hits = document.get("hits")
    if isinstance(hits, list):
        yield from (hit for hit in hits if isinstance(hit, Mapping))
        return
    if "time" in document and "type" in document:
        yield as_hit(document) | {"story_id": document.get("parent")}
        return
    if "created_at_i" not in document or "type" not in document:
        raise ChangedFailure("This is not a search of Hacker News: it has no hits.")
    story = document if document.get("type") == "story" else {}
    waiting: list[Any] = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            yield {**item, "story_title": story.get("title"), "story_url": story.get("url")}
            replies = item.get("children")
            waiting += reversed(replies if isinstance(replies, list) else [])


def _is_full(answer: Answer | None) -> bool:
    """Whether a page holds as many hits as were asked for: then there may be a next one."""
    if answer is None or answer.unchanged:
        return False
    return len(mappings(decode_json(answer), "hits")) >= _HITS


def _mentions(items: Iterable[Mapping[str, Any]], now: datetime) -> list[Mention]:
    return [mention for item in items if _key(item) and (mention := _mention(_hit(item), now))]


def _key(item: Mapping[str, Any]) -> str:
    key = item.get("objectID") or item.get("id")
    text = str(key) if isinstance(key, str | int) else ""
    return text if _KEY.fullmatch(text) else ""


def _hit(item: Mapping[str, Any]) -> _Hit:
    """What a hit says; what is odd in it counts as missing, so that the rest of it is heard."""
    tags, story, comment = item.get("_tags"), item.get("story_id"), string(item, "comment_text")
    parent = item.get("parent_id")
    kinds = [item.get("type"), *(tags if isinstance(tags, list) else [])]
    return _Hit(
        key=_key(item),
        created_at=moment(item.get("created_at_i")) or instant(item.get("created_at")),
        is_comment="comment" in kinds or (bool(comment) and "story" not in kinds),
        author=string(item, "author"),
        title=string(item, "title") or string(item, "story_title"),
        html=comment or string(item, "story_text") or string(item, "text"),
        url=string(item, "url") or string(item, "story_url"),
        parent=str(parent) if isinstance(parent, int) else "",
        story=str(story) if isinstance(story, int) else "",
        story_url=string(item, "story_url"),
    )


def _mention(hit: _Hit, now: datetime) -> Mention | None:
    """A mention; None for what was deleted and has neither author nor text left."""
    html = hit.html
    if hit.created_at is None or hit.created_at < _ESCAPED_UNTIL:
        html = html.replace("\\n", "\n")
    title = line(plain(hit.title))
    if not html and (hit.is_comment or not title):
        return None
    page = _PAGE.format(hit.key)
    links = (normalised(web_address(link, page)) for link in (hit.url, *hrefs(html)) if link)
    created_at, dated = settled(hit.created_at, now)
    return Mention(
        id=f"hn:{hit.key}",
        source=HackerNews.name,
        kind=MentionKind.COMMENT if hit.is_comment else MentionKind.POST,
        url=page,
        title="" if hit.is_comment else title,
        topic=title if hit.is_comment else "",
        text=plain(html),
        author=line(hit.author),
        place=HackerNews.title,
        created_at=created_at,
        dated=dated,
        thread=_thread(hit) if hit.is_comment else "",
        answers=_above(hit) if hit.is_comment else (),
        links=tuple(dict.fromkeys(link for link in links if link)),
    )


def _above(hit: _Hit) -> tuple[str, ...]:
    """The comment or story it answers, and the story."""
    return tuple(dict.fromkeys(f"hn:{key}" for key in (hit.parent, hit.story) if key))


def _thread(hit: _Hit) -> str:
    """What a comment is about: the page its story links to, or the story itself."""
    return normalised(hit.story_url) or (f"hn:{hit.story}" if hit.story else "")
