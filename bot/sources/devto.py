"""dev.to: articles of people who write software, the newest first."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.decoding import decode_json, instant, settled, string, written_after
from bot.errors import ChangedFailure
from bot.fetching.failures import unreadable
from bot.html import line, plain
from bot.models import Mention, MentionKind
from bot.sources.source import Ask, Fetch, Question, Source

_LATEST = "https://dev.to/api/articles/latest"
_HEADERS = {"accept": "application/vnd.forem.api-v1+json"}
_NEWEST = "newest"
_PAGE = 100
_PAGES = 10
_LATE = timedelta(hours=1)


class DevTo(Source):
    """Lists the latest articles and matches them here: one question for all watches.

    Keyless; 30 requests in 30 seconds. The listing has the title, the tags and the first lines: what
    an article says further down is not heard. A program that does not name itself gets an empty 403.
    """

    name = "devto"
    title = "DEV"
    interval = timedelta(minutes=15)
    latest_alone = True
    gaps = {"dev.to": 2.0}  # noqa: RUF012

    def questions(self, ask: Ask) -> Iterable[Question]:
        """The newest articles, whatever the watch."""
        return [Question(self.name, _NEWEST)]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """Newest first, page by page, until all of a page is older than `since`."""
        seen: set[str] = set()
        for page in range(1, _PAGES + 1):
            params = {"per_page": str(_PAGE), "page": str(page)}
            found = await self.ask(fetch, _LATEST, params, _HEADERS)
            new = [each for each in found or [] if each.id not in seen]
            seen.update(each.id for each in new)
            recent = written_after(new, since - _LATE)
            if recent:
                yield recent
            if not recent or len(found or []) < _PAGE // 2:  # some of a page may not be readable
                return
        raise self.curtailed()

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
