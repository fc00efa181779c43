"""X: recent posts by search, for what each of them costs, and never for more."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, instant, mappings, settled, string, told
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure
from bot.fetching.fetch import Fetch
from bot.html import clean, line
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.pager import Pager
from bot.sources.search_terms import bare
from bot.sources.source import Ask, Counted, Page, Pages, Price, Setting, Source, SourceRequest

_SEARCH = "https://api.x.com/2/tweets/search/recent"
_BEARER = "VEILLE_X_BEARER"
_DOLLARS = "VEILLE_X_DOLLARS_A_DAY"
_CONSOLE = "https://console.x.com"
_WINDOW = timedelta(days=7) - timedelta(minutes=5)  # an older start is an error
_SETTLED = timedelta(seconds=15)  # posts of the last ten seconds cannot be asked for yet
_PAGE = 100
_PAGES = 5
_QUERY = 380  # characters for needles; 512 are read
_REST = "-is:retweet"
_FIELDS = (
    "author_id",
    "conversation_id",
    "created_at",
    "edit_history_tweet_ids",
    "entities",
    "lang",
    "note_tweet",
    "referenced_tweets",
)


class X(Source):
    """Searches the last seven days, newest first; half a cent for each post read.

    A post is paid for once a day (in UTC), however often it is read. An author's name would cost a cent
    more each, so authors go by the number X gives them, as in `x:2244994945`.
    """

    name = "x"
    title = "X"
    interval = timedelta(minutes=5)
    price = Price(5_000, _DOLLARS, parameter="max_results", fewest=10)
    settings = (
        Setting(
            _BEARER, "the bearer token of an app", _CONSOLE, "$0.005 for each post read, paid in advance"
        ),
        Setting(
            _DOLLARS,
            "the most dollars to spend on X in a day (in UTC); reading stops there",
            "your own decision",
            "what you set; one dollar reads 200 posts",
            required=False,
            default="1.00",
        ),
    )

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """As few requests as hold all needles, in the watch's languages: what is not asked is not paid."""
        tongues = " OR ".join(f"lang:{language}" for language in ask.languages)
        wanted = f" ({tongues})" if len(ask.languages) > 1 else f" {tongues}" if tongues else ""
        return [SourceRequest(self.name, f"{terms}{wanted} {_REST}") for terms in _joined(ask.needles)]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, a page after the other, until there are no more posts or no more money."""
        if not isinstance(fetch, Counted):
            raise AuthFailure(
                "X costs money, and nobody counts it here: it is asked by the running bot alone."
            )
        now = self.clock.now()
        start = min(max(since, now - _WINDOW), now - _SETTLED)
        params = {
            "query": request.text,
            "start_time": start.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "sort_order": "recency",
            "max_results": str(_PAGE),
            "tweet.fields": ",".join(_FIELDS),
        }
        headers = {"authorization": f"Bearer {self.value(_BEARER)}"}

        def fetch_page(token: str) -> Awaitable[Page]:
            return self.fetch_page(fetch, _SEARCH, params | ({"next_token": token} if token else {}), headers)

        def following(_: str, page: Page) -> str | None:
            return string(told(page.answer), "meta", "next_token") or None

        async for mentions in Pager[str](self, most=_PAGES).turn("", fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts in the answer to a search."""
        posts = _posts(answer)
        read = [_mention(post, now) for post in posts]
        return list({mention.id: mention for mention in read if mention}.values())

    def billed_ids(self, answer: Answer) -> list[str]:
        """The ids of all posts that came."""
        return [string(post, "id") for post in _posts(answer)]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; credit that is gone, and a month's cap, are named."""
        return super().read_error_body(_named(failure, now), now)


def _joined(needles: Iterable[Needle]) -> Iterable[str]:
    """The needles joined by OR, in as few groups as queries are long enough for."""
    group: list[str] = []
    for term in dict.fromkeys(term for needle in needles if (term := _term(needle))):
        if group and len(" OR ".join((*group, term))) > _QUERY:
            yield _grouped(group)
            group = []
        group.append(term)
    if group:
        yield _grouped(group)


def _grouped(terms: list[str]) -> str:
    return f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]


def _term(needle: Needle) -> str:
    """Quoted; X knows no prefixes, and finds none."""
    text = bare(needle.text)
    if not text:
        return ""
    sigil = {"hashtag": "#", "handle": "@"}.get(needle.form, "")
    return f"{sigil}{text}" if sigil and " " not in text else f'"{text}"'


def _posts(answer: Answer) -> list[Mapping[str, Any]]:
    document = decode_json(answer)
    if not isinstance(document, Mapping):
        raise unreadable(answer, "a search of X")
    if not isinstance(document.get("meta"), Mapping) or not isinstance(document.get("data", []), list):
        raise ChangedFailure("This is not a search of X: it has no meta.", answer=answer)
    posts = mappings(document, "data")
    if document.get("data") and not any(string(post, "id") for post in posts):
        raise ChangedFailure("X answers in a new way: its posts have no id.", answer=answer)
    return [post for post in posts if string(post, "id")]


def _mention(post: Mapping[str, Any], now: datetime) -> Mention | None:
    """A post; None for one without words. An edited post is still the one it was."""
    key = line(string(post, "id"))
    text = clean(unescape(string(post, "note_tweet", "text") or string(post, "text")))
    if not text:
        return None
    edits = post.get("edit_history_tweet_ids")
    first = line(edits[0]) if isinstance(edits, list) and edits and isinstance(edits[0], str) else key
    author, thread = line(string(post, "author_id")), line(string(post, "conversation_id"))
    answers = any(string(other, "type") == "replied_to" for other in mappings(post, "referenced_tweets"))
    created_at, dated = settled(instant(post.get("created_at")), now)
    return Mention(
        id=f"x:{first}",
        source=X.name,
        kind=MentionKind.COMMENT if answers else MentionKind.POST,
        url=web_address(f"https://x.com/i/web/status/{key}"),
        text=text,
        author=f"x:{author}" if author else "",
        place=X.title,
        created_at=created_at,
        dated=dated,
        lang=_language(string(post, "lang")),
        thread=f"x:{thread}" if answers and thread else "",
        answers=_above(post, thread) if answers else (),
        links=_links(post),
    )


def _above(post: Mapping[str, Any], thread: str) -> tuple[str, ...]:
    """The post it answers, and the one that opened the conversation."""
    named = mappings(post, "referenced_tweets")
    parents = [line(string(each, "id")) for each in named if string(each, "type") == "replied_to"]
    return tuple(dict.fromkeys(f"x:{key}" for key in (*parents, thread) if key))


def _language(tag: str) -> str:
    """Two letters; X writes three for posts without words (`qme`), and `und`."""
    return tag.lower() if len(tag) == 2 else ""


def _links(post: Mapping[str, Any]) -> tuple[str, ...]:
    """The pages a post points to, which its text shows as t.co; neither its pictures nor posts it quotes."""
    urls = [
        *mappings(post, "entities", "urls"),
        *mappings(post, "note_tweet", "entities", "urls"),
    ]
    found = (
        string(url, "unwound_url") or string(url, "expanded_url") for url in urls if not url.get("media_key")
    )
    links = (normalised(web_address(address)) for address in found)
    return tuple(dict.fromkeys(link for link in links if link))


def _named(failure: SourceFailure, now: datetime) -> SourceFailure:
    """The failure by the kind of problem its body names."""
    answer = failure.answer
    problem = " ".join(string(told(answer), name) for name in ("title", "type")).lower()
    if "credit" in problem or (answer is not None and answer.status == 402):
        return AuthFailure(
            "There is no credit left on X; {console} takes more.", answer=answer, console=_CONSOLE
        )
    if "usagecapexceeded" in problem or "usage-capped" in problem:
        until = now + timedelta(hours=24)
        return RateFailure("X allows no more posts this month.", until=until, answer=answer)
    if isinstance(failure, AuthFailure):
        said = line(string(told(answer), "detail"))[:160]
        return AuthFailure(
            "X refuses {bearer}{why}.", answer=answer, bearer=_BEARER, why=f" ({said})" if said else ""
        )
    return failure
