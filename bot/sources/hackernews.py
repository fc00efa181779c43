"""Hacker News: stories, polls, jobs and comments, by Algolia's search."""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.clock import Clock
from bot.errors import BlockedFailure, ChangedFailure, SourceFailure, TemporaryFailure
from bot.fetching.failures import unreadable
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.hackernews_items import Walk, as_hit
from bot.sources.reading import converted, decode_json, settled
from bot.sources.source import Ask, Fetch, Question, Source

log = logging.getLogger(__name__)

_SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
_PAGE = "https://news.ycombinator.com/item?id={}"
_HITS = 100
_FULL = 90  # hits of a page that is not the last; a few may be deleted items, which are not kept
_PAGES = 10  # of one window: Algolia shows at most 1000 hits of a query
_WINDOWS = 5
_LATE = timedelta(hours=1)  # the index lags, at times by hours
_ESCAPED_UNTIL = 1_420_070_400  # 2015: the index holds older line breaks as a backslash and an n


class _Hit(msgspec.Struct, frozen=True):
    """A hit of a search, or an item of a thread: the two differ in a few names."""

    created_at_i: int = 0
    object_id: str = msgspec.field(default="", name="objectID")
    id: int | None = None
    type: str | None = None
    author: str | None = None
    title: str | None = None
    url: str | None = None
    text: str | None = None
    story_text: str | None = None
    comment_text: str | None = None
    story_id: int | None = None
    story_title: str | None = None
    story_url: str | None = None
    tags: list[str] = msgspec.field(default_factory=list, name="_tags")

    @property
    def key(self) -> str:
        return self.object_id or str(self.id or "")

    @property
    def is_comment(self) -> bool:
        return self.type == "comment" or "comment" in self.tags


class HackerNews(Source):
    """Searches by date; keyless, some 10,000 requests an hour."""

    name = "hackernews"
    title = "Hacker News"
    interval = timedelta(minutes=2)
    gaps = {"algolia.com": 0.5, "firebaseio.com": 0.02}  # noqa: RUF012

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self._walk = Walk()

    def questions(self, ask: Ask) -> Iterable[Question]:
        """One question a needle. None for watches of other languages: people write English there."""
        if ask.languages and "en" not in ask.languages:
            return []
        texts = (_query(needle.text, needle.form) for needle in ask.needles)
        return [Question(self.name, text) for text in dict.fromkeys(texts) if text]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """By search; item by item when the search is out of order."""
        reached = False
        try:
            async for found in self._searched(question, since, fetch):
                reached = True
                yield found
        except (TemporaryFailure, BlockedFailure, ChangedFailure) as failure:
            if reached:
                raise
            yield await self._walked(since, fetch, failure)

    async def _walked(self, since: datetime, fetch: Fetch, failure: SourceFailure) -> list[Mention]:
        """The newest items, whatever they say. Raises the failure of the search if they cannot be had."""
        try:
            items = await self._walk.items(int(since.timestamp()), fetch)
        except SourceFailure:
            raise failure from None
        now = self.clock.now()
        hits = [hit for item in items if (hit := converted(item, _Hit)) and hit.key]
        return [mention for hit in hits if (mention := _mention(hit, now))]

    async def _searched(
        self, question: Question, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        """Newest first, a window of 1000 hits after the other."""
        after = int((since - _LATE).timestamp())
        before: int | None = None
        for _ in range(_WINDOWS):
            oldest = before
            for page in range(_PAGES):
                found = await self.ask(fetch, _SEARCH, _params(question.text, after, before, page))
                if found:
                    oldest = min(int(mention.created_at.timestamp()) for mention in found)
                    yield found
                if not found or len(found) < _FULL:
                    return
            if oldest == before:
                return
            before = oldest
        log.warning(
            "Hacker News has more on %s than is read; what is older than that was left", question.text
        )

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in the answer to a search, or in a thread with all of its replies."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a search of Hacker News")
        found = list(_items(document))
        hits = [hit for item in found if (hit := converted(item, _Hit)) and hit.key]
        if found and not hits:
            raise ChangedFailure("Hacker News answers in a new way: its hits have no id.", answer=answer)
        return [mention for hit in hits if (mention := _mention(hit, now))]


def _query(text: str, form: str) -> str:
    """Quoted, so that neither typos nor prefixes count, unless a prefix is what is meant."""
    text = " ".join(text.replace('"', " ").split())
    return text if form == "prefix" or not text else f'"{text}"'


def _params(text: str, after: int, before: int | None, page: int) -> dict[str, str]:
    window = f"created_at_i>{after}" + (f",created_at_i<={before}" if before is not None else "")
    return {
        "query": text,
        "tags": "(story,comment,poll,job)",
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


def _mention(hit: _Hit, now: datetime) -> Mention | None:
    """A mention; None for what was deleted and has neither author nor text left."""
    html = hit.comment_text or hit.story_text or hit.text or ""
    if hit.created_at_i < _ESCAPED_UNTIL:
        html = html.replace("\\n", "\n")
    title = line(plain(hit.title or hit.story_title or ""))
    if not html and (hit.is_comment or not title):
        return None
    page = _PAGE.format(hit.key)
    linked = [hit.url or hit.story_url or "", *hrefs(html)]
    links = (normalised(web_address(link, page)) for link in linked if link)
    created_at, dated = settled(_moment(hit.created_at_i), now)
    return Mention(
        id=f"hn:{hit.key}",
        source=HackerNews.name,
        kind=MentionKind.COMMENT if hit.is_comment else MentionKind.POST,
        url=page,
        title=title,
        text=plain(html),
        author=line(hit.author or ""),
        place=HackerNews.title,
        created_at=created_at,
        dated=dated,
        thread=_thread(hit) if hit.is_comment else "",
        links=tuple(dict.fromkeys(link for link in links if link)),
    )


def _thread(hit: _Hit) -> str:
    """What a comment is about: the page its story links to, or the story itself."""
    return normalised(hit.story_url or "") or (f"hn:{hit.story_id}" if hit.story_id else "")


def _moment(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
