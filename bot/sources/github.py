"""GitHub: issues and pull requests, and discussions with a token."""

import logging
from collections.abc import Awaitable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure
from bot.fetching.fetch import Fetch, HttpRequest
from bot.html import line
from bot.models import Mention, MentionKind
from bot.sources.markdown import unmarked
from bot.sources.pager import Pager
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

log = logging.getLogger(__name__)

_SEARCH = "https://api.github.com/search/issues"
_GRAPHQL = "https://api.github.com/graphql"
_TOKEN = "VEILLE_GITHUB_TOKEN"
_KINDS = ("issue", "pull-request")
_DISCUSSION = "discussion"
_PAGE = 100
_PAGES = 3
_LATE = timedelta(minutes=10)
_REST = timedelta(minutes=2)  # the least that is asked for after too many requests at once is one
_LINKS = 20
_DISCUSSIONS = """
query($q: String!, $after: String) {
  search(query: $q, type: DISCUSSION, first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { ... on Discussion {
      url title body createdAt author { __typename login } repository { nameWithOwner }
    } }
  }
}
"""


class GitHub(Source):
    """Searches titles and first texts; 10 requests a minute without a token, 30 with one.

    Issues and pull requests are asked for apart, since the search wants one or the other. Discussions
    can be asked for with a token alone. Comments are not searched: the search would bring the issue
    and not the comment. What programs wrote is left out. Limits on many requests at once come as a
    403 without a word on when to return.
    """

    name = "github"
    title = "GitHub"
    interval = timedelta(minutes=5)
    settings = (
        Setting(
            _TOKEN,
            "a token without any scope: three times the requests, and discussions too",
            "https://github.com/settings/personal-access-tokens",
            required=False,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        token = bool(self.value(_TOKEN))
        self.budget = Budget(25 if token else 8, timedelta(minutes=1))
        self.gaps = {"github.com": 2.0 if token else 6.0}

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each needle and kind."""
        kinds = (*_KINDS, _DISCUSSION) if self.value(_TOKEN) else _KINDS
        texts = dict.fromkeys(_quoted(needle.text) for needle in ask.needles)
        return [SourceRequest(self.name, text, kind) for text in texts if text for kind in kinds]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first."""
        after = max(since - _LATE, datetime(2008, 1, 1, tzinfo=UTC))
        window = f"created:>={after:%Y-%m-%dT%H:%M:%SZ}"
        pages = self._discussions if request.edition == _DISCUSSION else self._issues
        async for mentions in pages(request, window, fetch):
            yield mentions

    async def _issues(self, request: SourceRequest, window: str, fetch: Fetch) -> Pages:
        params = {
            "q": f"{request.text} in:title,body is:{request.edition} {window}",
            "sort": "created",
            "order": "desc",
            "per_page": str(_PAGE),
        }

        def fetch_page(number: int) -> Awaitable[Page]:
            return self.fetch_page(fetch, _SEARCH, {**params, "page": str(number)}, self._headers())

        def following(number: int, page: Page) -> int | None:
            document = decode_json(page.answer)
            if under(document, "incomplete_results") is True:
                log.info("GitHub ran out of time on %s: it may have more than it found", request.text)
            return number + 1 if len(mappings(document, "items")) >= _PAGE else None

        async for mentions in Pager[int](self, most=_PAGES).turn(1, fetch_page, following):
            yield mentions

    async def _discussions(self, request: SourceRequest, window: str, fetch: Fetch) -> Pages:
        text = f"{request.text} in:title,body {window} sort:created-desc"

        def fetch_page(cursor: str) -> Awaitable[Page]:
            body = {"query": _DISCUSSIONS, "variables": {"q": text, "after": cursor or None}}
            posted = HttpRequest(method="POST", url=_GRAPHQL, headers=self._headers(), json=body)
            return self.read_answer(fetch.send(posted))

        def following(_: str, page: Page) -> str | None:
            info = under(decode_json(page.answer), "data", "search", "pageInfo")
            return string(info, "endCursor") or None if under(info, "hasNextPage") is True else None

        async for mentions in Pager[str](self, most=_PAGES).turn("", fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in a search of issues, or of discussions."""
        document = decode_json(answer)
        if isinstance(document, Mapping) and document.get("errors"):
            raise _failure(document, answer, now)
        items = under(document, "items")
        nodes = under(document, "data", "search", "nodes")
        if not isinstance(items, list) and not isinstance(nodes, list):
            raise unreadable(answer, "a search of GitHub")
        found = [*mappings(document, "items"), *mappings(document, "data", "search", "nodes")]
        written = [item for item in found if _address(item)]
        if found and not any(found):  # a discussion that may not be seen is an empty object
            return []
        if (items or nodes) and not written:
            raise ChangedFailure("This is no search of GitHub: what it found has no address.", answer=answer)
        return [mention for item in written if (mention := _mention(item, now))]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; a 403 may be a limit, which its message alone tells."""
        if isinstance(failure, AuthFailure) and failure.answer is not None:
            said = string(told(failure.answer), "message").lower()
            if "rate limit" in said or "abuse detection" in said:
                raise RateFailure(
                    "GitHub asks to be asked less often.", until=now + _REST, answer=failure.answer
                )
        return super().read_error_body(failure, now)

    def _headers(self) -> dict[str, str]:
        headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
        token = self.value(_TOKEN)
        return headers | ({"authorization": f"Bearer {token}"} if token else {})


def _quoted(text: str) -> str:
    words = " ".join(text.replace('"', " ").replace("\\", " ").split())
    return f'"{words}"' if words else ""


def _failure(document: Mapping[str, Any], answer: Answer, now: datetime) -> SourceFailure:
    """What the errors mean that come with a 200."""
    errors = mappings(document, "errors")
    types = {string(error, "type") for error in errors}
    said = "; ".join(line(string(error, "message")) for error in errors)[:200]
    if types & {"RATE_LIMITED", "RATE_LIMIT"}:
        return RateFailure("GitHub asks to be asked less often.", until=now + _REST, answer=answer)
    if types & {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        return AuthFailure("GitHub refuses {token}: {said}", answer=answer, token=_TOKEN, said=said)
    return ChangedFailure("GitHub does not understand the question: {said}", answer=answer, said=said)


def _address(item: Mapping[str, Any]) -> str:
    url = web_address(string(item, "html_url") or (string(item, "url") if "createdAt" in item else ""))
    return url if "title" in item else ""


def _mention(item: Mapping[str, Any], now: datetime) -> Mention | None:
    url, said = _address(item), unmarked(string(item, "body"))
    person = item.get("user") or item.get("author")
    title = line(string(item, "title"))
    if not title or "Bot" in (string(person, "type"), string(person, "__typename")):
        return None
    created_at, dated = settled(instant(item.get("created_at") or item.get("createdAt")), now)
    return Mention(
        id=normalised(url),
        source=GitHub.name,
        kind=MentionKind.POST,
        url=url,
        title=title,
        text=said.text,
        author=line(string(person, "login")),
        place="/".join(urlsplit(url).path.split("/")[1:3]) or GitHub.title,
        created_at=created_at,
        dated=dated,
        links=said.links[:_LINKS],
    )
