"""YouTube: videos by search, and what is said of a name in the comments under them."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from html import unescape
from itertools import islice, product
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import (
    decode_json,
    instant,
    mappings,
    settled,
    string,
    told,
    tongue,
    under,
    written_after,
)
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure
from bot.fetching.fetch import Fetch
from bot.fetching.refusals import UNTOLD_REST
from bot.html import clean, hrefs, line
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.search_terms import joined, quoted
from bot.sources.source import Ask, Budget, Pages, Setting, Source, SourceRequest

_API = "https://www.googleapis.com/youtube/v3"
_KEY = "VEILLE_YOUTUBE_KEY"
_CONSOLE = "https://console.cloud.google.com/apis/credentials"
_PACIFIC = "America/Los_Angeles"
_TERMS = 5  # of one request
_VIDEOS = 50  # of one search, the most there can be
_COMMENTS = 100
_UNITS = 100  # for comments after each search: 100 searches a day leave so many of the day's 10,000
_RECENT = timedelta(days=7)  # how long the comments under a video are looked at
_LATE = timedelta(days=1)  # search lists videos up to hours after they were published
_SPENT = ("quotaExceeded", "dailyLimitExceeded")
_HURRIED = ("rateLimitExceeded", "userRateLimitExceeded")
_WITHIN = re.compile(r"youtube\.com/(?:results|hashtag|watch\?v=[\w-]+&t=)")  # hashtags, moments
_VIDEO_KINDS = ("youtube#searchResult", "youtube#video")
_SILENT = ("commentsDisabled", "videoNotFound", "processingFailure")


class YouTube(Source):
    """Searches videos, newest first, and the comments under those of the last week.

    A key may search 100 times a day, and read comments 10,000 times.
    """

    name = "youtube"
    title = "YouTube"
    interval = timedelta(minutes=15)
    budget = Budget(100, timedelta(days=1), zone=_PACIFIC, path="/youtube/v3/search")
    gaps = {"googleapis.com": 0.1}  # noqa: RUF012
    settings = (
        Setting(
            _KEY,
            "an API key of a Google Cloud project in which the YouTube Data API v3 is enabled",
            _CONSOLE,
            "free: 100 searches and 10,000 reads of comments a day",
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self._spent: RateFailure | None = None

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for five needles, which `|` joins; in the watch's language if it has but one."""
        terms = (quoted(Needle(needle.text.replace("|", " "), needle.form)) for needle in ask.needles)
        edition = ask.languages[0] if len(ask.languages) == 1 else ""
        return [SourceRequest(self.name, text, edition) for text in joined(terms, _TERMS, "|")]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """The videos since, then what the comments under all recent ones say of the needles."""
        if self._spent and self._spent.until and self._spent.until > self.clock.now():
            raise self._spent
        after = min(since, self.clock.now() - _RECENT)
        params = {
            "part": "snippet",
            "type": "video",
            "order": "date",
            "q": request.text,
            "publishedAfter": after.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "maxResults": str(_VIDEOS),
        }
        if request.edition:
            params["relevanceLanguage"] = request.edition
        videos = (await self.fetch_page(fetch, f"{_API}/search", params, self._headers())).mentions
        new = written_after(videos, since - _LATE)
        if new:
            yield new
        for video, term in islice(product(videos, request.text.split("|")), _UNITS):
            said = written_after(await self._comments(video, term, fetch), since - _LATE)
            if said:
                yield said

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The videos in the answer to a search or a list, or the comments in one of threads."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "an answer of YouTube")
        if not isinstance(document.get("items"), list):
            raise self._named(
                ChangedFailure("This is no list of videos or comments: it has no items.", answer=answer)
            )
        items = mappings(document, "items")
        read = [_comment(item, now) if _is_thread(item) else _video(item, now) for item in items]
        if document["items"] and not any(string(item, "kind") for item in items):
            raise ChangedFailure("YouTube answers in a new way: its items have no kind.", answer=answer)
        return [mention for mention in read if mention]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; a spent quota is told from a refused key, and closed comments from both."""
        return super().read_error_body(self._named(failure), now)

    async def _comments(self, video: Mention, term: str, fetch: Fetch) -> list[Mention]:
        """What the newest comments under a video say of a term, by the video's title and channel."""
        params = {
            "part": "snippet",
            "videoId": video.id.rpartition(":")[2],
            "searchTerms": term.strip('"'),
            "order": "time",
            "maxResults": str(_COMMENTS),
        }
        try:
            page = await self.fetch_page(fetch, f"{_API}/commentThreads", params, self._headers())
        except SourceFailure as failure:
            if _reason(failure.answer) in _SILENT:
                return []
            raise
        return [
            msgspec.structs.replace(mention, topic=video.title, place=video.place)
            for mention in page.mentions
        ]

    def _headers(self) -> dict[str, str]:
        return {"x-goog-api-key": self.value(_KEY)}

    def _named(self, failure: SourceFailure) -> SourceFailure:
        """The failure by the reason in its body: YouTube says 403 to nearly everything."""
        reason, answer = _reason(failure.answer), failure.answer
        if reason in _SPENT:
            until = midnight(self.clock.now())
            self._spent = RateFailure(
                "YouTube's quota for this key is spent; it goes on at {when} UTC (midnight there).",
                until=until,
                answer=answer,
                when=f"{until:%H:%M}",
            )
            return self._spent
        if reason in _HURRIED:
            until = self.clock.now() + UNTOLD_REST
            return RateFailure("YouTube asks to be asked less often.", until=until, answer=answer)
        if reason in _SILENT or not reason:
            return failure
        code = under(told(answer), "error", "code")
        said = line(string(told(answer), "error", "message"))[:160]
        if code in (401, 403) or "API key" in said:
            return AuthFailure(
                "YouTube refuses {key} ({said}). {console} shows the key.",
                answer=answer,
                key=_KEY,
                said=said,
                console=_CONSOLE,
            )
        return failure


def midnight(now: datetime) -> datetime:
    """The next midnight in California, when quotas begin anew, in the zone of `now`."""
    there = now.astimezone(ZoneInfo(_PACIFIC))
    tomorrow = there.date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(_PACIFIC)).astimezone(now.tzinfo)


def _is_thread(item: Mapping[str, Any]) -> bool:
    return string(item, "kind") == "youtube#commentThread"


def _video(item: Mapping[str, Any], now: datetime) -> Mention | None:
    """A video; None for what else a search finds, such as channels.

    Titles and descriptions of a search are HTML-escaped, and descriptions cut; of a list they are not.
    """
    key = string(item, "id", "videoId") or string(item, "id")
    snippet = under(item, "snippet")
    url = web_address(f"https://www.youtube.com/watch?v={key}") if key else ""
    if not url or not isinstance(snippet, Mapping) or string(item, "kind") not in _VIDEO_KINDS:
        return None
    undone = unescape if string(item, "kind") == "youtube#searchResult" else str
    channel = line(undone(string(snippet, "channelTitle")))
    created_at, dated = settled(instant(snippet.get("publishedAt")), now)
    return Mention(
        id=f"feed:yt:video:{line(key)}",  # as in the feeds of channels
        source=YouTube.name,
        kind=MentionKind.VIDEO,
        url=url,
        title=line(undone(string(snippet, "title"))),
        text=clean(undone(string(snippet, "description"))),
        author=channel,
        place=channel or YouTube.title,
        created_at=created_at,
        dated=dated,
        lang=tongue(snippet.get("defaultAudioLanguage")),
    )


def _comment(item: Mapping[str, Any], now: datetime) -> Mention | None:
    """The comment that a thread begins with."""
    comment = under(item, "snippet", "topLevelComment")
    key, video = string(comment, "id"), string(comment, "snippet", "videoId")
    video = video or string(item, "snippet", "videoId")
    shown = string(comment, "snippet", "textDisplay")
    text = clean(string(comment, "snippet", "textOriginal") or unescape(shown))
    url = web_address(f"https://www.youtube.com/watch?v={video}&lc={key}") if key and video else ""
    if not url or not text:
        return None
    created_at, dated = settled(instant(under(comment, "snippet", "publishedAt")), now)
    links = (normalised(web_address(href)) for href in hrefs(shown) if not _WITHIN.search(href))
    return Mention(
        id=f"yt:comment:{line(key)}",
        source=YouTube.name,
        kind=MentionKind.COMMENT,
        url=url,
        text=text,
        author=line(string(comment, "snippet", "authorDisplayName")),
        place=YouTube.title,
        created_at=created_at,
        dated=dated,
        thread=f"feed:yt:video:{line(video)}",
        answers=(f"feed:yt:video:{line(video)}",),
        links=tuple(dict.fromkeys(link for link in links if link)),
    )


def _reason(answer: Answer | None) -> str:
    """The name YouTube gives to what went wrong, as in `quotaExceeded`."""
    errors = mappings(told(answer), "error", "errors")
    return string(errors[0], "reason") if errors else ""
