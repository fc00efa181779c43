"""Discourse: forums that somebody named in a setting."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, GoneFailure, SourceFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.pager import Pager
from bot.sources.search_terms import bare, quoted
from bot.sources.setting_values import gaps_of, host, understood
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest
from bot.text import runs_on

_HOSTS = "VEILLE_DISCOURSE"
_LATEST = "/posts.json"
_PAGES = 3
_OVERLAP = timedelta(hours=1)
_LATE = timedelta(days=1)  # its searches know days, and not hours
_SHORTEST = 3  # letters of a word that is searched, but for scripts without spaces
_COMPLETED = 10  # posts of one search that are asked for in full
_REMEMBERED = 500
_CUT = ("…", "...")
_UNKNOWN = "https://forum.invalid/"  # an answer does not say whose it is: its address does
_LINKS = 20
_SLUG = re.compile(r"[\w%.\-]{1,500}")


class Discourse(Source):
    """Searches forums; keyless where a forum is public, some 15 searches a minute of each.

    A search shows an excerpt around the words. Where it is cut, the whole post is asked for, once, and
    of ten posts a search at most: more would crowd a forum's limits, and the excerpt has the words
    that were asked for. Words of less than three letters are not searched: for their sake the forum's
    latest posts are read. Forums for members answer a 403 that says so.
    """

    name = "discourse"
    title = "Discourse"
    by_site = True
    interval = timedelta(minutes=15)
    finds_prefixes = True
    settings = (
        Setting(
            _HOSTS,
            "the forums to search, by their hosts (meta.discourse.org)",
            "any forum that runs Discourse and can be read without an account",
            places=True,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.hosts = understood(self.value(_HOSTS), _HOSTS, host)
        self.gaps = gaps_of(self.hosts, 4.5)
        self.budget = Budget(12 * max(1, len(self.hosts)), timedelta(minutes=1))
        self._whole: OrderedDict[str, Mention] = OrderedDict()

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each needle and forum; one for all the needles too short to be searched."""
        texts = dict.fromkeys(_query(needle) or _LATEST for needle in ask.needles)
        return [SourceRequest(self.name, text, forum) for text in texts for forum in self.hosts]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, page by page, cut posts in full."""
        pages = self._latest if request.text == _LATEST else self._searched
        async for page in pages(request, since, fetch):
            yield page

    async def _searched(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        url = f"https://{request.edition}/search.json"
        after = max(since, datetime(2013, 1, 1, tzinfo=since.tzinfo)) - _LATE
        params = {"q": f"{request.text} order:latest after:{after:%Y-%m-%d}"}
        pager = Pager[int](self, most=_PAGES)

        async def fetch_page(number: int) -> Page:
            page = await self.fetch_page(fetch, url, {**params, "page": str(number)})
            return await self._completed(page, request.edition, fetch)

        async for mentions in pager.turn(
            1, fetch_page, lambda number, page: number + 1 if _has_more(page.answer) else None
        ):
            yield mentions

    async def _latest(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """What was posted last, to be matched here."""
        pager = Pager[int](self, most=_PAGES, since=since - _OVERLAP)

        def fetch_page(before: int) -> Awaitable[Page]:
            params = {"before": str(before)} if before else None
            return self.fetch_page(fetch, f"https://{request.edition}{_LATEST}", params)

        def following(before: int, page: Page) -> int | None:
            oldest = min(_numbers(page.answer).values(), default=0)
            return oldest - 1 if page.mentions and oldest > 1 else None

        async for mentions in pager.turn(0, fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts in a search, in the list of the latest, or one alone."""
        document = decode_json(answer)
        posts = _posts(document)
        if posts is None:
            raise unreadable(answer, "a search of Discourse")
        if posts and not any("topic_id" in post for post in posts):
            raise ChangedFailure("This is no search of Discourse: its posts have no topic.", answer=answer)
        topics = {str(topic.get("id")): topic for topic in mappings(document, "topics")}
        base = web_address(answer.url) or _UNKNOWN
        found = (_mention(post, topics.get(str(post.get("topic_id")), {}), base, now) for post in posts)
        return [mention for mention in found if mention]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; a forum for members is named as one."""
        if string(told(failure.answer), "error_type") == "not_logged_in" and failure.answer is not None:
            raise AuthFailure(
                "{forum} shows its posts to members only: take it out of {setting}.",
                answer=failure.answer,
                forum=urlsplit(failure.answer.url).hostname or failure.answer.url,
                setting=_HOSTS,
            )
        return super().read_error_body(failure, now)

    async def _completed(self, page: Page, forum: str, fetch: Fetch) -> Page:
        """The same page, the mentions whose excerpt is cut with their whole text if it can be had."""
        numbers = _numbers(page.answer)
        left = _COMPLETED
        whole: list[Mention] = []
        for mention in page.mentions:
            known = self._whole.get(mention.id)
            if known is None and left and mention.id in numbers and _is_cut(mention.text):
                left -= 1
                known = await self._whole_of(
                    mention, f"https://{forum}/posts/{numbers[mention.id]}.json", fetch
                )
            whole.append(known or mention)
        return Page(whole, page.answer)

    async def _whole_of(self, mention: Mention, url: str, fetch: Fetch) -> Mention | None:
        """The mention with its whole text; None for a post that cannot be had alone."""
        try:
            page = await self.fetch_page(fetch, url, headers={"cache-control": "no-cache"})
        except (GoneFailure, AuthFailure, ChangedFailure, TemporaryFailure):
            return None
        text = next((each.text for each in page.mentions if each.id == mention.id), "")
        if not text:
            return None
        self._whole[mention.id] = whole = msgspec.structs.replace(mention, text=text)
        while len(self._whole) > _REMEMBERED:
            self._whole.popitem(last=False)
        return whole


def _query(needle: Needle) -> str:
    text = bare(needle.text)
    return "" if len(text) < _SHORTEST and not any(map(runs_on, text)) else quoted(needle)


def _posts(document: object) -> list[Mapping[str, Any]] | None:
    """The posts of a search, of a listing, or a post alone; None for something else."""
    if isinstance(document, Mapping) and "cooked" in document and "topic_id" in document:
        return [document]
    for part in ("posts", "latest_posts"):
        if isinstance(under(document, part), list):
            posts = mappings(document, part)
            return posts if posts or not under(document, part) else None
    return [] if isinstance(under(document, "grouped_search_result"), Mapping) else None


def _has_more(answer: Answer) -> bool:
    return under(decode_json(answer), "grouped_search_result", "more_full_page_results") is True


def _numbers(answer: Answer) -> dict[str, int]:
    """The numbers by which posts are asked for alone, by the ids of their mentions."""
    if answer.unchanged:
        return {}
    base = web_address(answer.url) or _UNKNOWN
    posts = _posts(decode_json(answer)) or []
    return {_identity(post, base): post["id"] for post in posts if isinstance(post.get("id"), int)}


def _is_cut(text: str) -> bool:
    return text.startswith(_CUT) or text.endswith(_CUT)


def _identity(post: Mapping[str, Any], base: str) -> str:
    """As the forum's own feeds call a post, so that it is one mention with what feeds bring."""
    forum = urlsplit(base).hostname or ""
    number = f"{forum}-post-{post.get('topic_id')}-{post.get('post_number')}"
    return f"feed:{forum.removeprefix('www.')}/{number}"


def _above(post: Mapping[str, Any], base: str, thread: str) -> tuple[str, ...]:
    """The post it answers, where it says, the first of its topic, and the topic's page."""
    numbers = [number for number in (post.get("reply_to_post_number"), 1) if isinstance(number, int)]
    above = [_identity({**post, "post_number": number}, base) for number in numbers]
    return tuple(dict.fromkeys((*above, thread)))


def _mention(post: Mapping[str, Any], topic: Mapping[str, Any], base: str, now: datetime) -> Mention | None:
    html = string(post, "cooked") or string(post, "blurb")
    text, number = plain(html), post.get("post_number")
    hidden = post.get("hidden") is True or post.get("deleted_at") is not None
    if not text or hidden or not isinstance(number, int) or not isinstance(post.get("topic_id"), int):
        return None
    named = string(topic, "slug") or string(post, "topic_slug")
    slug = named if _SLUG.fullmatch(named) else "-"
    thread = web_address(f"/t/{slug}/{post['topic_id']}", base)
    title = line(plain(string(topic, "title") or string(post, "topic_title")))
    created_at, dated = settled(instant(post.get("created_at")), now)
    forum = urlsplit(base).hostname or ""
    links = (normalised(web_address(href, base)) for href in hrefs(html))
    return Mention(
        id=_identity(post, base),
        source=Discourse.name,
        kind=MentionKind.POST if number == 1 else MentionKind.COMMENT,
        url=f"{thread}/{number}",
        title=title if number == 1 else "",
        topic="" if number == 1 else title,
        text=text,
        author=line(string(post, "username") or string(post, "name")),
        place=forum,
        created_at=created_at,
        dated=dated,
        thread=normalised(thread),
        answers=_above(post, base, normalised(thread)) if number > 1 else (),
        links=tuple(dict.fromkeys(each for each in links if each and urlsplit(each).hostname != forum))[
            :_LINKS
        ],
    )
