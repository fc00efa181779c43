"""dev.to: articles of people who write software, the newest first."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, instant, settled, string
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch
from bot.html import line, plain
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.source import Ask, Page, Pages, Source, SourceRequest

_LATEST = "https://dev.to/api/articles/latest"
_HEADERS = {"accept": "application/vnd.forem.api-v1+json"}
_NEWEST = "newest"
_PAGE = 100
_PAGES = 10
_LATE = timedelta(hours=1)


class DevTo(Source):
    """Lists the latest articles and matches them here: one request for all watches.

    Keyless; 30 requests in 30 seconds. The listing has the title, the tags and the first lines: what
    an article says further down is not heard. A program that does not name itself gets an empty 403.
    """

    name = "devto"
    title = "DEV"
    interval = timedelta(minutes=15)
    is_rolling_list = True
    gaps = {"dev.to": 2.0}  # noqa: RUF012

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The newest articles, whatever the watch."""
        return [SourceRequest(self.name, _NEWEST)]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, page by page, until all of a page is older than `since`."""
        pager = Pager[int](self, most=_PAGES, since=since - _LATE)

        def fetch_page(number: int) -> Awaitable[Page]:
            return self.fetch_page(fetch, _LATEST, {"per_page": str(_PAGE), "page": str(number)}, _HEADERS)

        def following(number: int, page: Page) -> int | None:
            return number + 1 if len(page.mentions) >= _PAGE // 2 else None  # not all of one may be readable

        async for mentions in pager.turn(1, fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The articles in a listing."""
        document = decode_json(answer)
        if not isinstance(document, list):
            raise unreadable(answer, "a listing of DEV")
        articles = [item for item in document if isinstance(item, Mapping) and _is_article(item)]
        if document and not articles:
            raise ChangedFailure("This is no listing of DEV: its articles have no address.", answer=answer)
        return [mention for item in articles if (mention := _mention(item, now))]


def _is_article(item: Mapping[str, Any]) -> bool:
    return bool(web_address(string(item, "url"))) and "title" in item


def _mention(item: Mapping[str, Any], now: datetime) -> Mention | None:
    title, url = line(plain(string(item, "title"))), web_address(string(item, "url"))
    if not title:
        return None
    written = instant(item.get("published_timestamp")) or instant(item.get("published_at"))
    created_at, dated = settled(written, now)
    original = normalised(web_address(string(item, "canonical_url")))
    return Mention(
        id=normalised(url),
        source=DevTo.name,
        kind=MentionKind.ARTICLE,
        url=url,
        title=title,
        text=_text(item),
        author=line(string(item, "user", "name") or string(item, "user", "username")),
        place=line(string(item, "organization", "name")) or DevTo.title,
        created_at=created_at,
        dated=dated,
        links=(original,) if original and original != normalised(url) else (),
    )


def _text(item: Mapping[str, Any]) -> str:
    """The first lines, and the tags as hashtags: authors name in them what an article is about."""
    tags = item.get("tag_list")
    named = tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list) else []
    hashtags = " ".join(f"#{line(tag)}" for tag in named if isinstance(tag, str) and tag.strip())
    return "\n\n".join(part for part in (plain(string(item, "description")), hashtags) if part)
