"""Product Hunt: the newest products and what is said under them."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, instant, mappings, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure
from bot.fetching.fetch import Fetch, HttpRequest
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

_API = "https://api.producthunt.com/v2/api/graphql"
_SITE = "https://www.producthunt.com"
_TOKEN = "VEILLE_PRODUCTHUNT_TOKEN"
_WHERE = "https://www.producthunt.com/v2/oauth/applications"
_NEWEST = "newest"
_PAGES = 5
_COMMENTED = timedelta(days=2)  # how long the comments under a product are looked at
_REST = timedelta(minutes=15)
_HIDDEN = "[REDACTED]"  # in the place of every name but the token's owner's
_QUERY = """
query Newest($after: String, $since: DateTime) {
  posts(order: NEWEST, first: 20, after: $after, postedAfter: $since) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name tagline description url website createdAt user { username }
      comments(first: 20, order: NEWEST) { nodes { id body createdAt url user { username } } }
    }
  }
}
"""


class ProductHunt(Source):
    """Reads the newest products whole, once for all watches: it has no search, and the watches have theirs.

    A token reads so much in 15 minutes, counted by the complexity of queries, and may not be used
    commercially. The names of people are hidden from it.
    """

    name = "producthunt"
    title = "Product Hunt"
    interval = timedelta(minutes=15)
    budget = Budget(60, timedelta(minutes=15))
    settings = (Setting(_TOKEN, "a developer token", _WHERE, "free, for other than commercial use"),)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The same request for every watch that has something to listen for."""
        return [SourceRequest(self.name, _NEWEST)] if ask.needles else []

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """The products of the last two days, or since, newest first, each with its newest comments."""
        after = min(since, self.clock.now() - _COMMENTED)
        day = after.isoformat(timespec="seconds").replace("+00:00", "Z")
        headers = {"authorization": f"Bearer {self.value(_TOKEN)}"}

        def fetch_page(cursor: str) -> Awaitable[Page]:
            body = {"query": _QUERY, "variables": {"since": day, "after": cursor or None}}
            return self.read_answer(
                fetch.send(HttpRequest(method="POST", url=_API, headers=headers, json=body))
            )

        def following(_: str, page: Page) -> str | None:
            info = under(told(page.answer), "data", "posts", "pageInfo")
            return string(info, "endCursor") or None if under(info, "hasNextPage") is True else None

        async for mentions in Pager[str](self, most=_PAGES).turn("", fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The products in an answer, and the comments under them."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "an answer of Product Hunt")
        if not isinstance(under(document, "data", "posts", "nodes"), list):
            raise _named(ChangedFailure("This is no list of products: it has no posts.", answer=answer), now)
        posts = mappings(document, "data", "posts", "nodes")
        if under(document, "data", "posts", "nodes") and not any(string(post, "id") for post in posts):
            raise ChangedFailure("Product Hunt answers in a new way: its posts have no id.", answer=answer)
        read = [mention for post in posts if string(post, "id") for mention in _mentions(post, now)]
        return list({mention.id: mention for mention in read}.values())

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; what GraphQL says with a 200 is given its name."""
        return super().read_error_body(_named(failure, now), now)


def _mentions(post: Mapping[str, Any], now: datetime) -> Iterable[Mention]:
    product = _product(post, now)
    if product is None:
        return
    yield product
    for comment in mappings(post, "comments", "nodes"):
        said = _comment(comment, product, now)
        if said is not None:
            yield said


def _product(post: Mapping[str, Any], now: datetime) -> Mention | None:
    name, tagline = line(plain(string(post, "name"))), line(plain(string(post, "tagline")))
    url = normalised(web_address(string(post, "url"), _SITE))  # without what they add to count us
    if not name or not url:
        return None
    created_at, dated = settled(instant(post.get("createdAt")), now)
    website = normalised(web_address(string(post, "website")))
    return Mention(
        id=f"producthunt:{line(string(post, 'id'))}",
        source=ProductHunt.name,
        kind=MentionKind.POST,
        url=url,
        title=f"{name} – {tagline}" if tagline else name,
        text=plain(string(post, "description")),
        author=_author(post),
        place=ProductHunt.title,
        created_at=created_at,
        dated=dated,
        links=(website,) if website else (),
    )


def _comment(comment: Mapping[str, Any], product: Mention, now: datetime) -> Mention | None:
    key, html = line(string(comment, "id")), string(comment, "body")
    text = plain(html)
    if not key or not text:
        return None
    created_at, dated = settled(instant(comment.get("createdAt")), now)
    links = (normalised(web_address(href)) for href in hrefs(html))
    return Mention(
        id=f"producthunt:comment:{key}",
        source=ProductHunt.name,
        kind=MentionKind.COMMENT,
        url=web_address(string(comment, "url"), _SITE) or f"{product.url}?comment={key}",
        topic=product.title,
        text=text,
        author=_author(comment),
        place=ProductHunt.title,
        created_at=created_at,
        dated=dated,
        thread=product.id,
        answers=(product.id,),
        links=tuple(dict.fromkeys(link for link in links if link)),
    )


def _author(thing: Mapping[str, Any]) -> str:
    name = line(string(thing, "user", "username"))
    return "" if name == _HIDDEN else name


def _named(failure: SourceFailure, now: datetime) -> SourceFailure:
    """The failure by what the errors in its body say."""
    answer = failure.answer
    errors = mappings(told(answer), "errors")
    said = " ".join(line(string(error, name)) for error in errors for name in ("error", "message"))[:200]
    low = said.lower()
    if "rate" in low and "limit" in low:
        seconds = under(errors[0], "details", "reset_in")
        until = failure.until or now + _REST
        if isinstance(seconds, int) and 0 < seconds < 86_400:
            until = now + timedelta(seconds=seconds)
        return RateFailure("Product Hunt asks to be asked less often.", until=until, answer=answer)
    if isinstance(failure, AuthFailure) or "token" in low or "oauth" in low:
        return AuthFailure(
            "Product Hunt refuses {token}. {where} makes one.", answer=answer, token=_TOKEN, where=_WHERE
        )
    if said and isinstance(failure, ChangedFailure):
        return ChangedFailure(
            "Product Hunt does not understand the question any more ({said}).", answer=answer, said=said
        )
    return failure
