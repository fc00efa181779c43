"""Reddit without a key, by the feeds that are left."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.decoding import written_after
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch
from bot.locale import N_
from bot.models import Mention, MentionKind
from bot.sources.feeds import Feeds
from bot.sources.search_terms import joined, quoted
from bot.sources.setting_values import listed, understood
from bot.sources.source import Ask, Budget, Pages, Setting, Source, SourceRequest

_FEEDS, _TOKEN, _USER = "VEILLE_REDDIT_FEEDS", "VEILLE_REDDIT_FEED_TOKEN", "VEILLE_REDDIT_FEED_USER"
_SITE = "https://www.reddit.com"
_POSTS, _COMMENTS = "posts", "comments"
_TOGETHER = 20  # subreddits of one feed
_TERMS = 8  # of one search
_LATE = timedelta(hours=1)
_GAP = 75.0  # seconds; one request a minute of an address is let through, counted none too exactly
_SUBREDDIT = re.compile(r"^(?:https?://(?:www\.)?reddit\.com)?/?(?:r/)?([A-Za-z0-9]\w{1,20})/?$")
_FULLNAME = re.compile(r"\b(t[13]_[a-z0-9]{1,13})$")
_THREAD = re.compile(r"/comments/([a-z0-9]{1,13})(?:/|$)")
_COMMENTED = re.compile(r"^/?u/\S+ on (.+)$")


class RedditFeeds(Source):
    """Reads one feed in 75 seconds, of all Reddit: about one request a minute is what is let through.

    Off until somebody asks for it. With names of subreddits their new posts and comments are read
    whole, two requests for all watches; with `yes` all of Reddit is searched, posts alone, a request
    a watch, which with many watches takes hours. From data centres more is refused, by a page that
    says so. The token of a person's own feeds helps. Reddit's terms want a contract for commercial use.
    """

    name = "redditfeeds"
    title = "Reddit feeds"
    network = "reddit"
    interval = timedelta(minutes=15)
    budget = Budget(1, timedelta(seconds=_GAP))
    fragile = N_("Reddit lets through one request a minute, and from many addresses none.")
    settings = (
        Setting(
            _FEEDS,
            "subreddits to read (france paris), or yes to search all of Reddit",
            "names of subreddits, as in reddit.com/r/france",
            places=True,
        ),
        Setting(
            _TOKEN,
            "the token of your private feeds, which is let through more often",
            "https://www.reddit.com/prefs/feeds → the value after feed= in the addresses",
            required=False,
        ),
        Setting(_USER, "whose token that is", "your name on Reddit", required=False),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        wanted = self.value(_FEEDS)
        self.gaps = {"reddit.com": _GAP} if wanted else {}  # who has a key alone is asked at its pace
        self.everywhere = "yes" in listed(wanted.lower())
        self.subreddits = [] if self.everywhere else understood(wanted, _FEEDS, _subreddit)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """What is new in the subreddits, whatever the watch; or a search for its needles everywhere."""
        if self.everywhere:
            return [SourceRequest(self.name, text) for text in joined(map(quoted, ask.needles), _TERMS)]
        groups = joined(self.subreddits, _TOGETHER, "+")
        return [SourceRequest(self.name, part, group) for group in groups for part in (_POSTS, _COMMENTS)]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """The newest hundred at most: no feed is asked for twice."""
        url, params = _address(request)
        token, user = self.value(_TOKEN), self.value(_USER)
        if token and user:
            params |= {"feed": token, "user": user}
        page = await self.fetch_page(fetch, url, params)
        recent = written_after(page.mentions, since - _LATE)
        if recent:
            yield recent

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts and comments in a feed of Reddit."""
        found = Feeds(self.clock).read(answer, now)
        ours = [each for each in found if _is_ours(each.url)]
        if not ours and (found or b"reddit" not in answer.body[:4096]):
            raise ChangedFailure("This feed is not one of Reddit.", answer=answer)
        return [_told(mention) for mention in ours]


def _subreddit(entry: str) -> str:
    name = _SUBREDDIT.match(entry)
    return name[1].lower() if name else ""


def _address(request: SourceRequest) -> tuple[str, dict[str, str]]:
    if not request.edition:
        return f"{_SITE}/search.rss", {"q": request.text, "sort": "new", "limit": "100"}
    part = "new" if request.text == _POSTS else "comments"
    return f"{_SITE}/r/{request.edition}/{part}/.rss", {"limit": "100"}


def _is_ours(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "reddit.com" or host.endswith(".reddit.com")


def _told(mention: Mention) -> Mention:
    """A mention as Reddit means it: `t1_` is a comment, and its thread the post it stands under."""
    fullname = _FULLNAME.search(mention.id)
    is_comment = fullname is not None and fullname[1].startswith("t1_")
    thread = _THREAD.search(urlsplit(mention.url).path) if is_comment else None
    heading = mention.title or mention.topic
    commented = _COMMENTED.match(heading) if is_comment else None
    above = f"feed:reddit.com/t3_{thread[1]}" if thread else ""
    return msgspec.structs.replace(
        mention,
        source=RedditFeeds.name,
        kind=MentionKind.COMMENT if is_comment else MentionKind.POST,
        title="" if is_comment else heading,
        topic=(commented[1] if commented else heading) if is_comment else "",
        author=mention.author.lstrip("/").removeprefix("u/"),
        thread=above,
        answers=(above,) if above else (),
    )
