"""GitHub: issues and pull requests, and discussions with a token."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure
from bot.fetching.failures import unreadable
from bot.html import line
from bot.markdown import targets, unmarked
from bot.models import Mention, MentionKind
from bot.sources.source import Ask, Budget, Fetch, Question, Setting, Source

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

    def questions(self, ask: Ask) -> Iterable[Question]:
        """One question for each needle and kind."""
        kinds = (*_KINDS, _DISCUSSION) if self.value(_TOKEN) else _KINDS
        texts = dict.fromkeys(_quoted(needle.text) for needle in ask.needles)
        return [Question(self.name, text, kind) for text in texts if text for kind in kinds]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """Newest first."""
        after = max(since - _LATE, datetime(2008, 1, 1, tzinfo=UTC))
        window = f"created:>={after:%Y-%m-%dT%H:%M:%SZ}"
        pages = self._discussions if question.edition == _DISCUSSION else self._issues
        seen: set[str] = set()
        async for page in pages(question, window, fetch):
            new = [mention for mention in page if mention.id not in seen]
            seen.update(mention.id for mention in new)
            if new:  # a page of nothing but programs' issues says nothing of the next one
                yield new

    async def _issues(self, question: Question, window: str, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        params = {
            "q": f"{question.text} in:title,body is:{question.edition} {window}",
            "sort": "created",
            "order": "desc",
            "per_page": str(_PAGE),
        }
        for page in range(1, _PAGES + 1):
            params["page"] = str(page)
            found, answer = await self.take(fetch.get(_SEARCH, params=params, headers=self._headers()))
            yield found or []
            if answer is None or answer.unchanged:
                return
            document = decode_json(answer)
            if under(document, "incomplete_results") is True:
                log.info("GitHub ran out of time on %s: it may have more than it found", question.text)
            if len(mappings(document, "items")) < _PAGE:
                return
        raise self.curtailed()

    async def _discussions(
        self, question: Question, window: str, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        variables = {"q": f"{question.text} in:title,body {window} sort:created-desc", "after": None}
        for _ in range(_PAGES):
            body = {"query": _DISCUSSIONS, "variables": variables}
            asked = fetch.send("POST", _GRAPHQL, headers=self._headers(), json=body)
            found, answer = await self.take(asked)
            yield found or []
            info = under(decode_json(answer), "data", "search", "pageInfo") if answer else None
            if under(info, "hasNextPage") is not True:
                return
            variables = {**variables, "after": string(info, "endCursor")}
        raise self.curtailed()

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

    def salvage(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; a 403 may be a limit, which its message alone tells."""
        if isinstance(failure, AuthFailure) and failure.answer is not None:
            said = string(told(failure.answer), "message").lower()
            if "rate limit" in said or "abuse detection" in said:
                raise RateFailure(
                    "GitHub asks to be asked less often.", until=now + _REST, answer=failure.answer
                )
        return super().salvage(failure, now)

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
    url, typed = _address(item), string(item, "body")
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
        text=unmarked(typed),
        author=line(string(person, "login")),
        place="/".join(urlsplit(url).path.split("/")[1:3]) or GitHub.title,
        created_at=created_at,
        dated=dated,
        links=targets(typed)[:_LINKS],
    )
