"""WordPress sites that somebody named in a setting: their posts, and the comments under them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.decoding import written_after
from bot.errors import GoneFailure
from bot.models import Mention
from bot.sources.feeds import Feeds, recent
from bot.sources.search_terms import bare
from bot.sources.setting_values import site, understood
from bot.sources.source import Ask, Fetch, Listed, Needle, Question, Setting, Source

_SITES = "VEILLE_WORDPRESS"
_COMMENTS = "/comments/feed/"
"""What the question for a site's comments is called; where its permalinks are plain, no such path exists."""
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
    latest_alone = True
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

    def questions(self, ask: Ask) -> Iterable[Question]:
        """One question for each needle and site; the comments of each site for all watches."""
        texts = dict.fromkeys((*(_query(needle) for needle in ask.needles), _COMMENTS))
        return [Question(self.name, text, address) for text in texts if text for address in self.sites]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """What the feed holds of the last days; of a search page by page, as long as all of one is news."""
        if question.text == _COMMENTS:
            comments = await self.ask(fetch, f"{question.edition}/", _COMMENTS_FEED)
            if comments:
                yield Listed(recent(comments, since, self.clock.now()), comments)
            return
        seen: set[str] = set()
        for page in range(1, _PAGES + 1):
            found = await self._page(question, page, fetch)
            new = [each for each in found if each.id not in seen]
            seen.update(each.id for each in new)
            kept = recent(new, since, self.clock.now())
            if kept:
                yield kept
            if len(new) < _FEW or len(written_after(new, since - _LATE)) < len(found):
                return
        raise self.curtailed()

    async def _page(self, question: Question, page: int, fetch: Fetch) -> list[Mention]:
        """What one page holds. After the last one there is a 404, which may come with an empty feed."""
        params = {"s": question.text, "feed": "rss2"} | ({"paged": str(page)} if page > 1 else {})
        try:
            return await self.ask(fetch, f"{question.edition}/", params) or []
        except GoneFailure:
            if page == 1:
                raise
            return []

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts or comments in a feed."""
        found = self._feeds.read(answer, now)
        return [msgspec.structs.replace(mention, source=self.name) for mention in found]


def _query(needle: Needle) -> str:
    """Words of a name together; without quotes each of them is searched alone."""
    text = bare(needle.text)
    return f'"{text}"' if " " in text else text
