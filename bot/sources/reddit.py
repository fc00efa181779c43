"""Reddit: posts by search, and the comments of chosen communities, for those who hold an approved app."""

import asyncio
import base64
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, mappings, moment, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, SourceFailure
from bot.fetching.fetch import Fetch, HttpRequest
from bot.html import clean, hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.search_terms import joined, quoted
from bot.sources.setting_values import listed
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

_ID = "VEILLE_REDDIT_CLIENT_ID"
_SECRET = "VEILLE_REDDIT_CLIENT_SECRET"
_SUBREDDITS = "VEILLE_REDDIT_SUBREDDITS"
_APPS = "https://www.reddit.com/prefs/apps"
_TOKEN = "https://www.reddit.com/api/v1/access_token"
_API = "https://oauth.reddit.com"
_SITE = "https://www.reddit.com"
_COMMENTS = "comments"  # the edition of requests that read communities instead of searching
_TERMS = 10  # of one request
_TOGETHER = 50  # communities of one request
_PAGE = 100
_PAGES = 10  # a listing ends after 1000 things
_ANCHORS = 3
_LATE = timedelta(hours=1)  # posts are searchable some time after they were written
_EARLY = timedelta(minutes=5)  # tokens are not used up to their last second
_LONGEST = 86_400.0  # seconds for which a token is believed to be good
_REFUSED = timedelta(hours=1)
_GONE = ("[deleted]", "[removed]")
_PROGRAM = "AutoModerator"


class Reddit(Source):
    """Searches all posts, newest first, and reads all comments of the communities that are set.

    Reddit's search knows no comments. An app may ask 100 times a minute, counted over ten minutes.
    """

    name = "reddit"
    title = "Reddit"
    interval = timedelta(minutes=2)
    budget = Budget(1000, timedelta(minutes=10))
    gaps = {"reddit.com": 0.6}  # noqa: RUF012
    settings = (
        Setting(
            _ID, "the id of an app that Reddit approved", _APPS, "free if approved; commerce wants a contract"
        ),
        Setting(_SECRET, "the secret of that app", _APPS),
        Setting(
            _SUBREDDITS,
            "the communities whose comments are read, as in france,velo",
            "https://www.reddit.com/subreddits",
            required=False,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self._turn = asyncio.Lock()
        self._token = ""
        self._ends: datetime | None = None
        self._refusal: AuthFailure | None = None

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One search for ten needles, and the same reading of communities for every watch."""
        texts = joined(map(quoted, ask.needles), _TERMS)
        if not texts:
            return []
        names = [name.removeprefix("r/").strip("/") for name in listed(self.value(_SUBREDDITS))]
        places = joined(sorted(names), _TOGETHER, "+")
        return [
            *(SourceRequest(self.name, text) for text in texts),
            *(SourceRequest(self.name, place, _COMMENTS) for place in places),
        ]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, page after page, until things are older than `since`."""
        url, params = _target(request)

        def fetch_page(anchors: Sequence[str]) -> Awaitable[Page]:
            return self._page(url, params, anchors, fetch)

        def following(_: Sequence[str], page: Page) -> Sequence[str] | None:
            listing = told(page.answer)
            return _anchors(listing) if _oldest(listing, self.clock.now()) >= since - _LATE else None

        async for mentions in Pager[Sequence[str]](self, most=_PAGES).turn([""], fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts and comments in a listing, without those that were removed or deleted."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a listing of Reddit")
        things = mappings(document, "data", "children")
        if string(document, "kind") != "Listing" or not isinstance(under(document, "data", "children"), list):
            raise _named(ChangedFailure("This is not a listing of Reddit.", answer=answer))
        read = [_mention(thing, now) for thing in things if string(thing, "data", "name")]
        if things and not read:
            raise ChangedFailure("Reddit answers in a new way: its things have no name.", answer=answer)
        return [mention for mention in read if mention]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; what keeps a community closed is named."""
        return super().read_error_body(_named(failure), now)

    async def _page(self, url: str, params: Mapping[str, str], anchors: Sequence[str], fetch: Fetch) -> Page:
        """The page after the first anchor that has one: after a thing that was deleted there is none."""
        for anchor in anchors:
            page = await self._ask(url, {**params, **({"after": anchor} if anchor else {})}, fetch)
            if mappings(told(page.answer), "data", "children"):
                break
        return page

    async def _ask(self, url: str, params: Mapping[str, str], fetch: Fetch) -> Page:
        """One answer; with a new token where the one at hand is over."""
        token = await self._let_in(fetch)
        try:
            return await self.fetch_page(fetch, url, params, _bearer(token))
        except AuthFailure as failure:
            if failure.answer is None or failure.answer.status != 401:
                raise
            self._token = "" if self._token == token else self._token
            token = await self._let_in(fetch)
            return await self.fetch_page(fetch, url, params, _bearer(token))

    async def _let_in(self, fetch: Fetch) -> str:
        """The token of this process; got once, and again when its time is over."""
        async with self._turn:
            now = self.clock.now()
            if self._refusal and self._refusal.until and self._refusal.until > now:
                raise self._refusal
            if not self._token or self._ends is None or now >= self._ends:
                self._token, seconds = await self._ask_for_token(fetch)
                self._ends = now + timedelta(seconds=seconds) - _EARLY
            return self._token

    async def _ask_for_token(self, fetch: Fetch) -> tuple[str, float]:
        pair = base64.b64encode(f"{self.value(_ID)}:{self.value(_SECRET)}".encode()).decode("ascii")
        headers = {"authorization": f"Basic {pair}"}
        try:
            answer = await fetch.send(
                HttpRequest(
                    method="POST", url=_TOKEN, headers=headers, form={"grant_type": "client_credentials"}
                )
            )
        except AuthFailure as failure:
            self._refusal = AuthFailure(
                "Reddit refuses {id} and {secret}; {apps} shows both.",
                until=self.clock.now() + _REFUSED,
                answer=failure.answer,
                id=_ID,
                secret=_SECRET,
                apps=_APPS,
            )
            raise self._refusal from failure
        document = decode_json(answer)
        token, seconds = string(document, "access_token"), under(document, "expires_in")
        if not token:
            raise ChangedFailure("Reddit lets the bot in, but gives it no token.", answer=answer)
        return token, min(seconds, _LONGEST) if isinstance(seconds, int | float) else 3600.0


def _target(request: SourceRequest) -> tuple[str, dict[str, str]]:
    params = {"limit": str(_PAGE), "raw_json": "1"}
    if request.edition == _COMMENTS:
        return f"{_API}/r/{request.text}/comments", params
    return f"{_API}/search", {**params, "q": request.text, "sort": "new", "type": "link"}


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _anchors(listing: object) -> list[str] | None:
    """The last things of a page that has another one after it, the very last first; None if it has none."""
    if not string(listing, "data", "after"):
        return None
    names = [string(thing, "data", "name") for thing in mappings(listing, "data", "children")]
    return [name for name in reversed(names) if name][:_ANCHORS] or None


def _oldest(listing: object, now: datetime) -> datetime:
    """When the oldest thing of a page was written; `now` if none is dated."""
    things = mappings(listing, "data", "children")
    return min(
        (date for thing in things if (date := moment(under(thing, "data", "created_utc")))), default=now
    )


def _mention(thing: Mapping[str, Any], now: datetime) -> Mention | None:
    """A post or a comment; None for what is no more, or was never there to be found."""
    data = under(thing, "data")
    if not isinstance(data, Mapping) or _is_unsaid(data):
        return None
    commented = string(thing, "kind") == "t1"
    html = string(data, "body_html" if commented else "selftext_html")
    text = plain(html) or clean(string(data, "body" if commented else "selftext"))
    title = line(string(data, "link_title" if commented else "title"))
    if not text and (commented or not title):
        return None
    created_at, dated = settled(moment(data.get("created_utc")), now)
    author, thread = line(string(data, "author")), line(string(data, "link_id"))
    return Mention(
        id=_identity(line(string(data, "name"))),
        source=Reddit.name,
        kind=MentionKind.COMMENT if commented else MentionKind.POST,
        url=web_address(string(data, "permalink"), _SITE) or web_address(_short(data), _SITE),
        title="" if commented else title,
        topic=title if commented else "",
        text=text,
        author="" if author in _GONE else author,
        place=line(string(data, "subreddit_name_prefixed") or f"r/{string(data, 'subreddit')}"),
        created_at=created_at,
        dated=dated,
        thread=_identity(thread) if commented and thread else "",
        answers=_above(data) if commented else (),
        links=_links(data, html),
    )


def _above(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The comment or post it answers, and the post."""
    names = (line(string(data, part)) for part in ("parent_id", "link_id"))
    return tuple(dict.fromkeys(_identity(name) for name in names if name))


def _short(data: Mapping[str, Any]) -> str:
    """The path that leads to a post or comment by its name alone."""
    key = line(string(data, "name")).partition("_")[2]
    post = line(string(data, "link_id")).partition("_")[2]
    return f"/comments/{post}/_/{key}" if post else f"/comments/{key}"


def _identity(name: str) -> str:
    """By the name that Reddit's feeds use as guid, too."""
    return f"feed:reddit.com/{name}"


def _is_unsaid(data: Mapping[str, Any]) -> bool:
    """Whether it was taken back or removed, or no person said it."""
    text = string(data, "body") or string(data, "selftext")
    removed = bool(string(data, "removed_by_category")) or text in _GONE
    hidden = data.get("is_robot_indexable") is False or data.get("quarantine") is True
    return removed or hidden or string(data, "author") == _PROGRAM


def _links(data: Mapping[str, Any], html: str) -> tuple[str, ...]:
    """The page a post is about, and those its text points to."""
    about = "" if data.get("is_self") is True else string(data, "url")
    links = (normalised(web_address(href, _SITE)) for href in (about, *hrefs(html)) if href)
    return tuple(dict.fromkeys(link for link in links if link))


def _named(failure: SourceFailure) -> SourceFailure:
    """The failure by what the body says of the community that was asked."""
    answer = failure.answer
    reason = string(told(answer), "reason")
    if reason in ("quarantined", "private", "banned", "gold_only"):
        return AuthFailure(
            "Reddit keeps one of these communities closed ({why}); take it out of {subreddits}.",
            answer=answer,
            why=reason,
            subreddits=_SUBREDDITS,
        )
    status = under(told(answer), "error") or (answer.status if answer is not None else 0)
    if status == 401 and not isinstance(failure, AuthFailure):  # its web page for this mentions captchas
        return AuthFailure("Reddit does not accept the bot's token.", answer=answer)
    return failure
