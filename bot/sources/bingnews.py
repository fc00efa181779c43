"""Bing News: a second index of the press, by its search feeds, one market for each language and country."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from bot.addresses import anchored, web_address
from bot.answer import Answer
from bot.decoding import settled, written_after
from bot.errors import ChangedFailure
from bot.feeds import Entry, Feed, read_feed
from bot.fetching.fetch import Fetch
from bot.html import line, plain
from bot.locale import N_
from bot.models import Mention, MentionKind
from bot.sources.search_terms import joined, quoted
from bot.sources.source import Ask, Fingerprint, Pages, Source, SourceRequest, press_fingerprint

_SEARCH = "https://www.bing.com/news/search"
_MARKETS = {
    "fr": ("fr-FR", "fr-BE", "fr-CH", "fr-CA"),
    "en": ("en-US", "en-GB"),
    "de": ("de-DE", "de-AT", "de-CH"),
    "es": ("es-ES", "es-MX"),
    "it": ("it-IT",),
    "pt": ("pt-PT", "pt-BR"),
    "nl": ("nl-NL", "nl-BE"),
    "pl": ("pl-PL",),
    "sv": ("sv-SE",),
    "no": ("nb-NO",),
    "da": ("da-DK",),
    "fi": ("fi-FI",),
    "tr": ("tr-TR",),
    "ru": ("ru-RU",),
    "ja": ("ja-JP",),
    "ko": ("ko-KR",),
    "zh": ("zh-TW", "zh-HK"),
}
_DEFAULT = ("fr-FR", "en-US")
_TERMS = 4  # of one request: an answer holds a dozen articles, which more terms would have to share
_LATE = timedelta(days=1)  # the index lags behind the hour an article is dated
_REPUBLISHED = re.compile(r"\s+(?:on|sur|auf|en|su)\s+MSN(?:\.com)?$", re.IGNORECASE)
_MARKET = re.compile(r"[?&](?:mkt|setlang)=([a-z]{2})\b", re.IGNORECASE)


class BingNews(Source):
    """Searches the press; keyless, some twelve articles an answer, newest first.

    Nobody publishes a limit: each market is asked twice an hour, never two requests within five
    seconds. Links lead through Bing's counter, which the article's own address is taken out of.
    """

    name = "bingnews"
    title = "Bing News"
    interval = timedelta(minutes=30)
    gaps = {"bing.com": 5.0}  # noqa: RUF012
    fragile = N_("The search feeds are not documented, and the API that was is no more.")

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each market of the watch's languages, its needles joined by OR."""
        texts = joined(map(quoted, ask.needles), _TERMS)
        return [
            SourceRequest(self.name, text, market) for text in texts for market in _markets(ask.languages)
        ]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """The newest articles there are; what is older than a dozen of them cannot be had."""
        language, _, country = request.edition.partition("-")
        params = {
            "q": request.text,
            "format": "rss",
            "setlang": language,
            "cc": country,
            "qft": 'sortbydate="1"',
        }
        page = await self.fetch_page(fetch, _SEARCH, params)
        recent = written_after(page.mentions, since - _LATE)
        if recent:
            yield recent

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The articles in a search feed."""
        feed = read_feed(answer)
        if not _is_ours(feed):
            raise ChangedFailure("This feed is not one of Bing News.", answer=answer)
        found = [mention for entry in feed.entries if (mention := _mention(entry, feed, now))]
        if feed.entries and not found:
            raise ChangedFailure(
                "Bing News lists articles in a new way: none has a title and an address.", answer=answer
            )
        return list({mention.id: mention for mention in found}.values())

    def fingerprint(self, mention: Mention) -> Fingerprint:
        """Who printed what, when: the same article is listed under ever new addresses and dates."""
        return press_fingerprint(mention)


def _markets(languages: Sequence[str]) -> Iterator[str]:
    chosen = [market for language in languages for market in _MARKETS.get(language, ())]
    yield from dict.fromkeys(chosen if languages else _DEFAULT)


def _is_ours(feed: Feed) -> bool:
    addresses = (feed.link, feed.address, *(entry.link for entry in feed.entries))
    return any(_of_bing(web_address(address)) for address in addresses)


def _of_bing(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host == "bing.com" or host.endswith(".bing.com")


def _mention(entry: Entry, feed: Feed, now: datetime) -> Mention | None:
    url = _unwrapped(entry.link)
    if not url or not entry.title:
        return None
    created_at, dated = settled(entry.written, now)
    language = _MARKET.search(entry.link) or _MARKET.search(feed.link)
    return Mention(
        id=anchored(url),
        source=BingNews.name,
        kind=MentionKind.ARTICLE,
        url=url,
        title=line(entry.title),
        text=plain(entry.html),
        place=_REPUBLISHED.sub("", entry.publisher) or (urlsplit(url).hostname or "").removeprefix("www."),
        created_at=created_at,
        dated=dated,
        lang=language[1].lower() if language else "",
    )


def _unwrapped(link: str) -> str:
    """The address of the article itself; empty for a counter that does not tell it."""
    address = web_address(link)
    if not _of_bing(address) or not urlsplit(address).path.lower().endswith("/apiclick.aspx"):
        return address
    return web_address(parse_qs(urlsplit(address).query).get("url", [""])[0])
