"""Lobsters: a small forum of people who write software; the newest stories and comments."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bot.addresses import discussion, normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, instant, settled, string
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.feeds import Feeds
from bot.sources.pager import Pager
from bot.sources.source import Ask, Page, Pages, Source, SourceRequest

_HOST = "lobste.rs"
_STORIES, _COMMENTS = "newest", "comments"
_PAGES = 8  # of 25 stories: about a week
_LATE = timedelta(hours=1)
_LINKS = 20


class Lobsters(Source):
    """Lists what is newest and matches it here: it has no search for programs.

    All watches ask the same two requests. Keyless; 30 requests a minute, 100 in ten minutes, 400 an
    hour, with a `Retry-After` to who asks more. The comments' feed holds the last 25 alone.
    """

    name = "lobsters"
    title = "Lobsters"
    interval = timedelta(minutes=10)
    is_rolling_list = True
    gaps = {_HOST: 2.5}  # noqa: RUF012

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The newest stories and comments, whatever the watch. None for watches of other languages."""
        if ask.languages and "en" not in ask.languages:
            return []
        return [SourceRequest(self.name, _STORIES), SourceRequest(self.name, _COMMENTS)]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, page by page, until all of a page is older than `since`."""
        pager = Pager[int](self, most=_PAGES, since=since - _LATE)

        def following(number: int, page: Page) -> int | None:
            return number + 1 if page.mentions and request.text != _COMMENTS else None

        async for mentions in pager.turn(
            1, lambda number: self.fetch_page(fetch, _address(request.text, number)), following
        ):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The stories in a listing, or the comments in their feed."""
        if answer.body.lstrip()[:1] == b"<":
            return self._comments(answer, now)
        document = decode_json(answer)
        if not isinstance(document, list):
            raise unreadable(answer, "a listing of Lobsters")
        stories = [item for item in document if isinstance(item, Mapping) and _address_of(item)]
        if document and not stories:
            raise ChangedFailure(
                "This is no listing of Lobsters: its stories have no address.", answer=answer
            )
        return [mention for item in stories if (mention := _mention(item, now))]

    def _comments(self, answer: Answer, now: datetime) -> list[Mention]:
        found = Feeds(self.clock).read(answer, now)
        ours = [each for each in found if urlsplit(each.url).hostname == _HOST]
        if found and not ours:
            raise ChangedFailure("This feed is not one of Lobsters.", answer=answer)
        return [
            msgspec.structs.replace(
                each,
                source=self.name,
                kind=MentionKind.COMMENT,
                place=self.title,
                lang="",
                thread="",
                title="",
                topic=each.title or each.topic,
                answers=(discussion(each.url),),
            )
            for each in ours
        ]


def _address(text: str, page: int) -> str:
    if text == _COMMENTS:
        return f"https://{_HOST}/comments.rss"
    return f"https://{_HOST}/newest.json" if page == 1 else f"https://{_HOST}/newest/page/{page}.json"


def _address_of(story: Mapping[str, Any]) -> str:
    return web_address(string(story, "short_id_url") or string(story, "comments_url"))


def _mention(story: Mapping[str, Any], now: datetime) -> Mention | None:
    title, html = line(plain(string(story, "title"))), string(story, "description")
    text = plain(html) or plain(string(story, "description_plain"))
    url = _address_of(story)
    if not title and not text:
        return None
    author = story.get("submitter_user")
    created_at, dated = settled(instant(story.get("created_at")), now)
    links = (normalised(web_address(link, url)) for link in (string(story, "url"), *hrefs(html)) if link)
    return Mention(
        id=normalised(url),
        source=Lobsters.name,
        kind=MentionKind.POST,
        url=url,
        title=title,
        text=text,
        author=line(author if isinstance(author, str) else string(author, "username")),
        place=Lobsters.title,
        created_at=created_at,
        dated=dated,
        links=tuple(dict.fromkeys(link for link in links if link))[:_LINKS],
    )
