"""WordPress sites that somebody named in a setting: their posts, and the comments under them."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.decoding import written_after
from bot.errors import GoneFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.query import Needle
from bot.sources.feeds import Feeds, recent
from bot.sources.pager import Pager
from bot.sources.search_terms import bare
from bot.sources.setting_values import site, understood
from bot.sources.source import Ask, Listed, Page, Pages, Setting, Source, SourceRequest

_SITES = "VEILLE_WORDPRESS"
_COMMENTS = "/comments/feed/"
"""What the request for a site's comments is called; where its permalinks are plain, no such path exists."""
_COMMENTS_FEED = {"feed": "comments-rss2"}
_PAGES = 5
_LATE = timedelta(days=1)  # as feeds have it: what older pages hold was read when it was new
_FEW = 5  # a search that finds fewer has no second page; sites show ten unless they are told otherwise


class WordPress(Source):
    """Searches each site by the feed of its search, and reads the feed of all its comments; keyless.

    The comments are often the best part. Their feed holds the last ten or so, and a busy site may have
    more in between; a search has pages of as many posts. Sites that switched their feeds off answer a 404.
    What is found has the identity that it has in the site's own feeds.
    """

    name = "wordpress"
    title = "WordPress"
    by_site = True
    interval = timedelta(minutes=15)
    finds_prefixes = True
    is_rolling_list = True
    settings = (
        Setting(
            _SITES,
            "the sites to search, by their addresses (blog.example.org, example.org/blog)",
            "any site made with WordPress; its search and comments need feeds",
            places=True,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.sites = understood(self.value(_SITES), _SITES, site)
        self._feeds = Feeds(self.clock)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each needle and site; the comments of each site for all watches."""
        texts = dict.fromkeys((*(_query(needle) for needle in ask.needles), _COMMENTS))
        return [SourceRequest(self.name, text, address) for text in texts if text for address in self.sites]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """What the feed holds of the last days; of a search page by page, as long as all of one is news."""
        if request.text == _COMMENTS:
            comments = (await self.fetch_page(fetch, f"{request.edition}/", _COMMENTS_FEED)).mentions
            if comments:
                yield Listed(recent(comments, since, self.clock.now()), comments)
            return
        pager = Pager[int](self, most=_PAGES)

        def fetch_page(number: int) -> Awaitable[Page]:
            params = {"s": request.text, "feed": "rss2"} | ({"paged": str(number)} if number > 1 else {})
            return self.fetch_page(fetch, f"{request.edition}/", params)

        def following(number: int, page: Page) -> int | None:
            news = len(written_after(page.mentions, since - _LATE)) == len(page.mentions)
            return number + 1 if news and len(page.mentions) >= _FEW else None

        try:
            async for mentions in pager.turn(1, fetch_page, following):
                if kept := recent(mentions, since, self.clock.now()):
                    yield kept
        except GoneFailure:  # so it is after the last page; an empty feed may come with it
            if pager.pages_read == 1:
                raise

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts or comments in a feed."""
        found = self._feeds.read(answer, now)
        return [msgspec.structs.replace(mention, source=self.name) for mention in found]


def _query(needle: Needle) -> str:
    """Words of a name together; without quotes each of them is searched alone."""
    text = bare(needle.text)
    return f'"{text}"' if " " in text else text
