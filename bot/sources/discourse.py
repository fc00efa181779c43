"""Discourse: forums that somebody named in a setting."""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, settled, string, told, under, written_after
from bot.errors import AuthFailure, ChangedFailure, GoneFailure, SourceFailure, TemporaryFailure
from bot.fetching.failures import unreadable
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.search_terms import bare, quoted
from bot.sources.setting_values import gaps_of, host, understood
from bot.sources.source import Ask, Budget, Fetch, Needle, Question, Setting, Source
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

    def questions(self, ask: Ask) -> Iterable[Question]:
        """One question for each needle and forum; one for all the needles too short to be searched."""
        texts = dict.fromkeys(_query(needle) or _LATEST for needle in ask.needles)
        return [Question(self.name, text, forum) for text in texts for forum in self.hosts]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """Newest first, page by page, cut posts in full."""
        pages = self._latest if question.text == _LATEST else self._searched
        async for page in pages(question, since, fetch):
            yield page

    async def _searched(
        self, question: Question, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        url = f"https://{question.edition}/search.json"
        after = max(since, datetime(2013, 1, 1, tzinfo=since.tzinfo)) - _LATE
        params = {"q": f"{question.text} order:latest after:{after:%Y-%m-%d}"}
        seen: set[str] = set()
        for page in range(1, _PAGES + 1):
            found, answer = await self.take(fetch.get(url, params={**params, "page": str(page)}))
            new = [each for each in found or [] if each.id not in seen]
            seen.update(each.id for each in new)
            if new:
                yield await self._completed(new, question.edition, fetch, answer)
            if not _has_more(answer):
                return
        raise self.curtailed()

    async def _latest(
        self, question: Question, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        """What was posted last, to be matched here."""
        params: dict[str, str] = {}
        for _ in range(_PAGES):
            found, answer = await self.take(fetch.get(f"https://{question.edition}{_LATEST}", params=params))
            recent = written_after(found, since - _OVERLAP)
            if recent:
                yield recent
            oldest = min(_numbers(answer).values(), default=0)
            if not recent or oldest <= 1:
                return
            params = {"before": str(oldest - 1)}
        raise self.curtailed()

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

    def salvage(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; a forum for members is named as one."""
        if string(told(failure.answer), "error_type") == "not_logged_in" and failure.answer is not None:
            raise AuthFailure(
                "{forum} shows its posts to members only: take it out of {setting}.",
                answer=failure.answer,
                forum=urlsplit(failure.answer.url).hostname or failure.answer.url,
                setting=_HOSTS,
            )
        return super().salvage(failure, now)

    async def _completed(
        self, found: list[Mention], forum: str, fetch: Fetch, answer: Answer | None
    ) -> list[Mention]:
        """The same mentions, those whose excerpt is cut with their whole text if it can be had."""
        numbers = _numbers(answer)
        left = _COMPLETED
        whole: list[Mention] = []
        for mention in found:
            known = self._whole.get(mention.id)
            if known is None and left and mention.id in numbers and _is_cut(mention.text):
                left -= 1
                known = await self._whole_of(
                    mention, f"https://{forum}/posts/{numbers[mention.id]}.json", fetch
                )
            whole.append(known or mention)
        return whole

    async def _whole_of(self, mention: Mention, url: str, fetch: Fetch) -> Mention | None:
        """The mention with its whole text; None for a post that cannot be had alone."""
        try:
            found = await self.ask(fetch, url, headers={"cache-control": "no-cache"})
        except (GoneFailure, AuthFailure, ChangedFailure, TemporaryFailure):
            return None
        text = next((each.text for each in found or [] if each.id == mention.id), "")
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


def _has_more(answer: Answer | None) -> bool:
    if answer is None or answer.unchanged:
        return False
    return under(decode_json(answer), "grouped_search_result", "more_full_page_results") is True


def _numbers(answer: Answer | None) -> dict[str, int]:
    """The numbers by which posts are asked for alone, by the ids of their mentions."""
    if answer is None or answer.unchanged:
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
