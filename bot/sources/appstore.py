"""App Store: what people write about apps that somebody named in a setting."""

import logging
import re
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.addresses import web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, settled, string, under
from bot.errors import AuthFailure, ChangedFailure, GoneFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.html import clean, line
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.setting_values import understood
from bot.sources.source import Ask, Page, Pages, Setting, Source, SourceRequest

log = logging.getLogger(__name__)

_APPS = "VEILLE_APPSTORE"
_REVIEWS = "https://itunes.apple.com/{}/rss/customerreviews/page={}/id={}/sortby=mostrecent/json"
_LOOKUP = "https://itunes.apple.com/lookup"
_PAGES = 10  # the store shows no more than 500 reviews
_LATE = timedelta(days=3)  # reviews appear a day or more after they were written
_LOOKED_UP = timedelta(days=1)
_APP = re.compile(r"^(?:id)?(\d{5,15}):([a-z]{2})$", re.IGNORECASE)
_ASKED = re.compile(r"/([a-z]{2})/rss/customerreviews/(?:page=\d+/)?id=(\d+)", re.IGNORECASE)
_REVIEWED = re.compile(r"/([a-z]{2})/reviews?[/?](?:id=?)?(\d+)", re.IGNORECASE)
_RATING = re.compile(r"[0-9]{1,3}")
_STARS = 5
_LONGEST_ID = 100


class AppStore(Source):
    """Reads the reviews of each app in each country; keyless, the 500 newest, 50 a page.

    A review is heard where a watch's words occur in it, as everywhere; people seldom name the app they
    review. Its place is the app's name and country, so that `place:` brings all reviews of an app. The
    stars stand before the title. Reviews come a day or more late; a page may be empty by mistake and
    full the next time; answers of the people who made the app are not shown.
    """

    name = "appstore"
    title = "App Store"
    interval = timedelta(hours=2)
    gaps = {"apple.com": 3.0}  # noqa: RUF012
    settings = (
        Setting(
            _APPS,
            "apps and countries, as in 310633997:fr 310633997:us",
            "the number after /id in an app's address on apps.apple.com",
            places=True,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.apps = understood(self.value(_APPS), _APPS, _app)
        self._names: dict[str, tuple[datetime, str]] = {}

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The newest reviews of each app in each country, whatever the watch."""
        pairs = (app.split(":") for app in self.apps)
        return [SourceRequest(self.name, number, country) for number, country in pairs]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, page by page, until all of a page is older than `since`."""
        await self._look_up(request, fetch)
        pager = Pager[int](self, most=_PAGES, since=since - _LATE)

        def fetch_page(number: int) -> Awaitable[Page]:
            return self.fetch_page(fetch, _REVIEWS.format(request.edition, number, request.text))

        def following(number: int, page: Page) -> int | None:
            return number + 1 if page.mentions else None

        async for mentions in pager.turn(1, fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The reviews in a page of them."""
        document = decode_json(answer)
        feed = under(document, "feed")
        if not isinstance(feed, Mapping) or not any(key in feed for key in ("entry", "id", "link", "title")):
            raise unreadable(answer, "reviews of the App Store")
        entry = feed.get("entry")
        entries = entry if isinstance(entry, list) else [entry] if entry else []
        known = [each for each in entries if isinstance(each, Mapping) and string(each, "id", "label")]
        if entries and not known:
            raise ChangedFailure("These are no reviews of the App Store: they have no ids.", answer=answer)
        country, number = _of(answer, feed, known)
        name = self._name(known, f"{number}:{country}")
        found = (_mention(each, country, number, name, now) for each in known)
        return [mention for mention in found if mention]

    async def _look_up(self, request: SourceRequest, fetch: Fetch) -> None:
        """Learn the app's name: reviews do not say whose they are."""
        key = f"{request.text}:{request.edition}"
        looked, name = self._names.get(key, (None, ""))
        if looked is not None and self.clock.now() - looked < _LOOKED_UP:
            return
        params = {"id": request.text, "country": request.edition}
        try:
            answer = await fetch.get(_LOOKUP, params=params, headers={"cache-control": "no-cache"})
            results = mappings(decode_json(answer), "results")
            name = next((line(string(each, "trackName")) for each in results), "") or name
        except (GoneFailure, ChangedFailure, TemporaryFailure, AuthFailure) as failure:
            log.info("The name of the app %s could not be looked up: %s", key, failure)
        self._names[key] = (self.clock.now(), name)

    def _name(self, entries: list[Mapping[str, Any]], key: str) -> str:
        """What the app is called: older answers begin with the app itself."""
        named = next((line(string(each, "im:name", "label")) for each in entries if "im:name" in each), "")
        return named or self._names.get(key, (None, ""))[1]


def _app(entry: str) -> str:
    app = _APP.match(entry)
    return f"{app[1]}:{app[2].lower()}" if app else ""


def _of(answer: Answer, feed: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> tuple[str, str]:
    """The country and the app's number, by the address that was asked or those in the answer."""
    own = [
        string(feed, "id", "label"),
        *(string(link, "attributes", "href") for link in mappings(feed, "link")),
    ]
    for address in (answer.url, *own):
        if asked := _ASKED.search(address):
            return asked[1].lower(), asked[2]
    for entry in entries:
        if reviewed := _REVIEWED.search(string(entry, "link", "attributes", "href")):
            return reviewed[1].lower(), reviewed[2]
    return "us", ""


def _mention(entry: Mapping[str, Any], country: str, number: str, name: str, now: datetime) -> Mention | None:
    rating, text = string(entry, "im:rating", "label"), clean(string(entry, "content", "label"))
    title = line(string(entry, "title", "label"))
    if not _RATING.fullmatch(rating) or not (title or text):
        return None
    review = line(string(entry, "id", "label"))[:_LONGEST_ID]
    page = web_address(f"https://apps.apple.com/{country}/app/id{number}?see-all=reviews")
    created_at, dated = settled(instant(string(entry, "updated", "label")), now)
    return Mention(
        id=f"appstore:{review}",
        source=AppStore.name,
        kind=MentionKind.REVIEW,
        url=f"{page}#{review}",  # reviews have no pages of their own
        title=f"{_stars(int(rating))} {title}".strip(),
        text=text,
        author=line(string(entry, "author", "name", "label")),
        place=f"{name} (App Store {country.upper()})" if name else f"App Store {country.upper()}",
        created_at=created_at,
        dated=dated,
        thread=f"appstore:app:{number}" if number else "",
    )


def _stars(rating: int) -> str:
    full = max(0, min(rating, _STARS))
    return "★" * full + "☆" * (_STARS - full)
