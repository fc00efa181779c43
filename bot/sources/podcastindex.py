"""Podcast Index: new episodes of the world's podcasts, and those that are about a name."""

import hashlib
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import anchored, normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import (
    decode_json,
    mappings,
    moment,
    settled,
    string,
    told,
    tongue,
    under,
    written_after,
)
from bot.errors import AuthFailure, ChangedFailure, SourceFailure
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.source import Ask, Page, Pages, Setting, Source, SourceRequest

_API = "https://api.podcastindex.org/api/1.0"
_KEY = "VEILLE_PODCASTINDEX_KEY"
_SECRET = "VEILLE_PODCASTINDEX_SECRET"
_WHERE = "https://api.podcastindex.org/signup"
_RECENT = "recent"  # the edition of the request that reads all new episodes
_FOUND = 100
_NEW = 500  # of one page of new episodes; twice as many could be had, in a body of some megabytes
_PAGES = 10
_PODCASTS = 40
_LATE = timedelta(days=1)  # episodes are indexed hours after they were published
_LINKS = 20


class PodcastIndex(Source):
    """Reads all new episodes, once for all watches; searches for a name those from before.

    Descriptions come cut to a hundred words.
    """

    name = "podcastindex"
    title = "Podcast Index"
    interval = timedelta(minutes=30)
    settings = (
        Setting(_KEY, "an API key of Podcast Index", _WHERE, "free"),
        Setting(_SECRET, "the secret that belongs to the key", _WHERE, "free"),
    )

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request a needle, and the same one about new episodes for every watch."""
        texts = dict.fromkeys(" ".join(needle.text.split()) for needle in ask.needles)
        asked = [SourceRequest(self.name, text) for text in texts if text]
        return [*asked, SourceRequest(self.name, _RECENT, _RECENT)] if asked else []

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """New episodes, newest first; or those about a name, then the newest of podcasts about it."""
        pages = self._new(since, fetch) if request.edition else self._about(request.text, since, fetch)
        async for page in pages:
            recent = written_after(page, since - _LATE)
            if recent:
                yield recent

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The episodes in an answer; none in a list of podcasts."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "an answer of Podcast Index")
        if isinstance(document.get("feeds"), list):
            return []
        if not isinstance(document.get("items"), list):
            raise _named(
                ChangedFailure("This is not an answer of Podcast Index: it has no items.", answer=answer)
            )
        items = mappings(document, "items")
        if document["items"] and not any(under(item, "id") for item in items):
            raise ChangedFailure(
                "Podcast Index answers in a new way: its episodes have no id.", answer=answer
            )
        read = [_mention(item, now) for item in items]
        return list({mention.id: mention for mention in read if mention}.values())

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; a refused key is named."""
        return super().read_error_body(_named(failure), now)

    async def _new(self, since: datetime, fetch: Fetch) -> Pages:
        def fetch_page(before: int) -> Awaitable[Page]:
            params = {"max": str(_NEW)} | ({"before": str(before)} if before else {})
            return self._page("recent/episodes", params, fetch)

        def following(_: int, page: Page) -> int | None:
            episodes = mappings(told(page.answer), "items")
            dates = [date for episode in episodes if (date := moment(under(episode, "datePublished")))]
            last = under(episodes[-1], "id") if episodes else None
            if len(episodes) < _NEW or not isinstance(last, int) or not dates or max(dates) < since:
                return None
            return last

        async for mentions in Pager[int](self, most=_PAGES).turn(0, fetch_page, following):
            yield mentions

    async def _about(self, name: str, since: datetime, fetch: Fetch) -> Pages:
        params = {"q": name, "max": str(_FOUND)}
        yield (await self._page("search/byperson", params, fetch)).mentions
        podcasts = await self._page("search/byterm", {"q": name, "max": str(_PODCASTS)}, fetch)
        feeds = mappings(told(podcasts.answer), "feeds")
        fresh = [feed for feed in feeds if (moment(under(feed, "lastUpdateTime")) or since) >= since]
        ids = ",".join(str(under(feed, "id")) for feed in fresh if isinstance(under(feed, "id"), int))
        if ids:
            since_then = str(int((since - _LATE).timestamp()))
            params = {"id": ids, "since": since_then, "max": str(_FOUND)}
            yield (await self._page("episodes/byfeedid", params, fetch)).mentions

    def _page(self, path: str, params: Mapping[str, str], fetch: Fetch) -> Awaitable[Page]:
        return self.fetch_page(fetch, f"{_API}/{path}", params, self._signed())

    def _signed(self) -> dict[str, str]:
        """The headers that a request is signed with; good for three minutes."""
        key, now = self.value(_KEY), str(int(self.clock.now().timestamp()))
        signature = hashlib.sha1(f"{key}{self.value(_SECRET)}{now}".encode(), usedforsecurity=False)
        return {"x-auth-key": key, "x-auth-date": now, "authorization": signature.hexdigest()}


def _mention(item: Mapping[str, Any], now: datetime) -> Mention | None:
    """An episode; None for one that nobody can find."""
    key, guid = under(item, "id"), string(item, "guid")
    url = web_address(string(item, "link")) or web_address(string(item, "enclosureUrl"))
    title, html = line(plain(string(item, "title"))), string(item, "description")
    text = plain(html)
    if not key or not url or not (title or text):
        return None
    created_at, dated = settled(moment(under(item, "datePublished")), now)
    links = (normalised(web_address(href, url)) for href in hrefs(html))
    return Mention(
        id=anchored(guid)
        or f"podcastindex:{line(str(key))}",  # as in the podcast's own feed, if that is unique
        source=PodcastIndex.name,
        kind=MentionKind.ARTICLE,
        url=url,
        title=title,
        text=text,
        author=line(string(item, "feedAuthor")),
        place=line(plain(string(item, "feedTitle"))) or PodcastIndex.title,
        created_at=created_at,
        dated=dated,
        lang=tongue(under(item, "feedLanguage")),
        links=tuple(dict.fromkeys(link for link in links if link))[:_LINKS],
    )


def _named(failure: SourceFailure) -> SourceFailure:
    """The failure by what it says of the key."""
    said = string(told(failure.answer), "description").lower()
    if isinstance(failure, AuthFailure) or "authoriz" in said or "api key" in said:
        return AuthFailure(
            "Podcast Index refuses {key} and {secret}, or the clock of this machine is wrong.",
            until=failure.until,
            answer=failure.answer,
            key=_KEY,
            secret=_SECRET,
        )
    return failure
