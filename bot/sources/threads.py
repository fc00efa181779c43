"""Threads: posts by keyword or tag, for those whose app Meta has reviewed."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, instant, mappings, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.html import clean, line
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.pager import Pager
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

_SEARCH = "https://graph.threads.net/v1.0/keyword_search"
_TOKEN = "VEILLE_THREADS_TOKEN"
_WHERE = "https://developers.facebook.com/docs/threads/keyword-search"
_FIELDS = "id,text,permalink,timestamp,username,is_reply,link_attachment_url"
_PAGE = 100
_PAGES = 3
_TAG = "TAG"  # the edition of requests for a topic tag
_HURRIED = (4, 17, 32, 613)  # codes of Meta's for limits of apps, users and pages
_PASSING = (1, 2)
_REST = timedelta(hours=1)


class MetaThreads(Source):
    """Searches public posts, newest first; 2,200 requests in 24 hours.

    The token needs the permissions threads_basic and threads_keyword_search; until Meta has reviewed
    the app, only its own people's posts are found. What Meta holds for sensitive finds nothing.
    """

    name = "threads"
    title = "Threads"
    interval = timedelta(minutes=10)
    budget = Budget(2200, timedelta(days=1))
    settings = (
        Setting(
            _TOKEN,
            "a long-lived user token with threads_basic and threads_keyword_search; it lasts 60 days",
            _WHERE,
            "free, after Meta's review of the app",
        ),
    )

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request a needle."""
        found = (_question(needle) for needle in ask.needles)
        return [SourceRequest(self.name, text, edition) for text, edition in dict.fromkeys(found) if text]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, a page of 100 after the other."""
        params = {
            "q": request.text,
            "search_type": "RECENT",
            "search_mode": request.edition or "KEYWORD",
            "since": str(int(since.timestamp())),
            "limit": str(_PAGE),
            "fields": _FIELDS,
        }
        headers = {"authorization": f"Bearer {self.value(_TOKEN)}"}

        def fetch_page(cursor: str) -> Awaitable[Page]:
            return self.fetch_page(fetch, _SEARCH, params | ({"after": cursor} if cursor else {}), headers)

        def following(_: str, page: Page) -> str | None:
            document = told(page.answer)
            full = len(mappings(document, "data")) >= _PAGE
            return string(document, "paging", "cursors", "after") or None if full else None

        async for mentions in Pager[str](self, most=_PAGES).turn("", fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts in the answer to a search."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a search of Threads")
        if not isinstance(document.get("data"), list):
            raise _named(
                ChangedFailure("This is not a search of Threads: it has no data.", answer=answer), now
            )
        posts = mappings(document, "data")
        if document["data"] and not any(string(post, "id") for post in posts):
            raise ChangedFailure("Threads answers in a new way: its posts have no id.", answer=answer)
        return [mention for post in posts if (mention := _mention(post, now))]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; what Meta says by a code is given its name."""
        return super().read_error_body(_named(failure, now), now)


def _question(needle: Needle) -> tuple[str, str]:
    text = " ".join(needle.text.replace('"', " ").split())
    return text, _TAG if needle.form == "hashtag" else ""


def _mention(post: Mapping[str, Any], now: datetime) -> Mention | None:
    key, text = line(string(post, "id")), clean(string(post, "text"))
    url = web_address(string(post, "permalink"))
    if not key or not text or not url:
        return None
    created_at, dated = settled(instant(post.get("timestamp")), now)
    link = normalised(web_address(string(post, "link_attachment_url")))
    return Mention(
        id=f"threads:{key}",
        source=MetaThreads.name,
        kind=MentionKind.COMMENT if post.get("is_reply") is True else MentionKind.POST,
        url=url,
        text=text,
        author=line(string(post, "username")),
        place=MetaThreads.title,
        created_at=created_at,
        dated=dated,
        links=(link,) if link else (),
    )


def _named(failure: SourceFailure, now: datetime) -> SourceFailure:
    """The failure by the code in its body: 400 may mean anything, and 500 a lacking permission."""
    answer, code = failure.answer, under(told(failure.answer), "error", "code")
    said = line(string(told(answer), "error", "message"))[:160]
    if code in _HURRIED:
        until = failure.until or now + _REST
        return RateFailure("Threads asks to be asked less often.", until=until, answer=answer)
    if code in _PASSING:
        return TemporaryFailure(
            "Threads is in trouble ({said}).", until=failure.until, answer=answer, said=said
        )
    if string(told(answer), "error", "type") == "OAuthException":
        return AuthFailure(
            "Threads refuses {token} ({said}). {where} says how to get one.",
            answer=answer,
            token=_TOKEN,
            said=said,
            where=_WHERE,
        )
    return failure
