"""Bluesky's search, for what was written before anybody listened; new posts come by the stream."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.addresses import web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, string, told, under
from bot.errors import AuthFailure, ChangedFailure, SourceFailure
from bot.fetching.fetch import Fetch, HttpRequest
from bot.html import line
from bot.models import Mention
from bot.sources.atproto import is_hidden, mention_of
from bot.sources.pager import Pager
from bot.sources.search_terms import tagged
from bot.sources.source import Ask, Page, Pages, Setting, Source, SourceRequest

_HANDLE = "VEILLE_BLUESKY_HANDLE"
_PASSWORD = "VEILLE_BLUESKY_PASSWORD"
_SERVER = "VEILLE_BLUESKY_SERVER"
_WHERE = "https://bsky.app/settings/app-passwords"
_POSTS = 100  # of one page, the most there can be
_PAGES = 20
_REFUSED = timedelta(hours=1)  # a wrong password may be tried 300 times a day, and stays wrong
_NO_SESSION = ("ExpiredToken", "InvalidToken")
_NO_ACCESS = (
    *_NO_SESSION,
    "AuthMissing",
    "AuthenticationRequired",
    "AuthFactorTokenRequired",
    "AccountTakedown",
    "AccountDeactivated",
)


class _Session(msgspec.Struct, frozen=True):
    """Where the account lives, and the tokens for it: one to ask with, one to get the next pair."""

    server: str
    access: str
    refresh: str


class BlueskySearch(Source):
    """Searches all posts, newest first; with an app password, 3,000 requests in 5 minutes."""

    name = "blueskysearch"
    title = "Bluesky search"
    network = "bluesky"
    interval = timedelta(minutes=30)
    gaps = {"bsky.network": 0.2, "bsky.social": 0.2}  # noqa: RUF012
    settings = (
        Setting(_HANDLE, "the handle of a Bluesky account, as in lea.bsky.social", _WHERE),
        Setting(_PASSWORD, "an app password of that account; never its own password", _WHERE),
        Setting(
            _SERVER,
            "the server that account logs in to, if it is not one of Bluesky's own",
            "the account's own server",
            required=False,
            default="https://bsky.social",
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self._session: _Session | None = None
        self._refusal: AuthFailure | None = None
        self._turn = asyncio.Lock()

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request a needle."""
        texts = map(tagged, ask.needles)
        return [SourceRequest(self.name, text) for text in dict.fromkeys(texts) if text]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, a page of 100 after the other."""
        params = {
            "q": request.text,
            "sort": "latest",
            "since": since.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "limit": str(_POSTS),
        }
        pager = Pager[str](self, most=_PAGES)

        def fetch_page(cursor: str) -> Awaitable[Page]:
            return self._page(params | ({"cursor": cursor} if cursor else {}), fetch)

        async for mentions in pager.turn("", fetch_page, lambda _, page: _cursor(page.answer)):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts in the answer to a search, but for those whose writers hide them from outsiders."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a search of Bluesky")
        if "posts" not in document:
            raise _named(ChangedFailure("This is not a search of Bluesky: it has no posts.", answer=answer))
        posts = mappings(document, "posts")
        if posts and not any(string(post, "uri") for post in posts):
            raise ChangedFailure("Bluesky answers in a new way: its posts have no uri.", answer=answer)
        return [mention for post in posts if (mention := _mention(post, now))]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; what Bluesky says with a 400 or a 501 is given its name."""
        return super().read_error_body(_named(failure), now)

    async def _page(self, params: Mapping[str, str], fetch: Fetch) -> Page:
        session = await self._logged_in(fetch)
        try:
            return await self.read_answer(_search(session, params, fetch))
        except AuthFailure as failure:
            if _error(failure.answer) not in _NO_SESSION:
                raise
        return await self.read_answer(_search(await self._renewed(session, fetch), params, fetch))

    async def _logged_in(self, fetch: Fetch) -> _Session:
        """The session of this process; made once, since an account may log in 300 times a day."""
        async with self._turn:
            return self._session or await self._log_in(fetch)

    async def _renewed(self, stale: _Session, fetch: Fetch) -> _Session:
        async with self._turn:
            if self._session is not None and self._session is not stale:
                return self._session
            self._session = None
            url = f"{stale.server}/xrpc/com.atproto.server.refreshSession"
            try:
                answer = await fetch.send(HttpRequest(method="POST", url=url, headers=_bearer(stale.refresh)))
            except (AuthFailure, ChangedFailure):
                return await self._log_in(fetch)
            self._session = _session(answer, stale.server)
            return self._session

    async def _log_in(self, fetch: Fetch) -> _Session:
        if self._refusal and self._refusal.until and self._refusal.until > self.clock.now():
            raise self._refusal
        server = web_address(self.value(_SERVER)).rstrip("/")
        names = {"identifier": self.value(_HANDLE).lstrip("@"), "password": self.value(_PASSWORD)}
        url = f"{server}/xrpc/com.atproto.server.createSession"
        try:
            answer = await fetch.send(HttpRequest(method="POST", url=url, json=names))
        except (AuthFailure, ChangedFailure) as failure:
            self._refusal = AuthFailure(
                "Bluesky does not let the bot in{why}. {password} must be an app password of {handle}; "
                "{where} makes one.",
                until=self.clock.now() + _REFUSED,
                answer=failure.answer,
                why=_reason(failure.answer),
                password=_PASSWORD,
                handle=_HANDLE,
                where=_WHERE,
            )
            raise self._refusal from failure
        self._session = _session(answer, server)
        return self._session


async def _search(session: _Session, params: Mapping[str, str], fetch: Fetch) -> Answer:
    url = f"{session.server}/xrpc/app.bsky.feed.searchPosts"
    return await fetch.get(url, params=params, headers=_bearer(session.access))


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _session(answer: Answer, server: str) -> _Session:
    """The session that a log-in gives, on the server where the account lives."""
    document = decode_json(answer)
    access, refresh = string(document, "accessJwt"), string(document, "refreshJwt")
    if not access or not refresh:
        raise ChangedFailure("Bluesky lets the bot in, but gives it no token.", answer=answer)
    homes = [
        web_address(string(service, "serviceEndpoint")).rstrip("/")
        for service in mappings(document, "didDoc", "service")
        if string(service, "id").endswith("#atproto_pds")
    ]
    home = next((home for home in homes if home.startswith("https://")), server)
    return _Session(home, access, refresh)


def _mention(post: Mapping[str, Any], now: datetime) -> Mention | None:
    record = under(post, "record")
    if not isinstance(record, Mapping) or is_hidden(post) or is_hidden(post.get("author")):
        return None
    if is_hidden(record):
        return None
    handle = string(post, "author", "handle")
    return mention_of(
        string(post, "uri"),
        record,
        source=BlueskySearch.name,
        author=string(post, "author", "did") if handle in ("", "handle.invalid") else handle,
        seen=instant(post.get("indexedAt")),
        now=now,
    )


def _cursor(answer: Answer) -> str | None:
    """Where the next page begins; None when there is none."""
    return string(decode_json(answer), "cursor") or None


def _error(answer: Answer | None) -> str:
    """The name Bluesky gives to what went wrong, as in `ExpiredToken`."""
    return string(told(answer), "error")


def _reason(answer: Answer | None) -> str:
    said = line(string(told(answer), "message"))[:120]
    return f" ({said})" if said else ""


def _named(failure: SourceFailure) -> SourceFailure:
    """The failure by what the body says: Bluesky sends 400 for a token that is over."""
    error, answer = _error(failure.answer), failure.answer
    if error in _NO_ACCESS:
        return AuthFailure(
            "Bluesky does not accept the bot's session{why}.", answer=answer, why=_reason(answer)
        )
    if error in ("MethodNotImplemented", "XRPCNotSupported", "InvalidRequest"):
        return ChangedFailure(
            "Bluesky does not know this search any more{why}.", answer=answer, why=_reason(answer)
        )
    return failure
