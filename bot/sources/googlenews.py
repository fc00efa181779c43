"""Google News: the press, by its search feeds, one edition for each language and country."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.decoding import settled, written_after
from bot.errors import ChangedFailure
from bot.feeds import Entry, Feed, read_feed
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, plain
from bot.locale import N_
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.search_terms import joined, quoted
from bot.sources.source import Ask, Fingerprint, Pages, Source, SourceRequest, press_fingerprint

_SEARCH = "https://news.google.com/rss/search"
_HOST = "news.google.com"
_EDITIONS = {
    "fr": ("FR:fr", "BE:fr", "CH:fr", "CA:fr"),
    "en": ("US:en", "GB:en"),
    "de": ("DE:de", "AT:de", "CH:de"),
    "es": ("ES:es", "MX:es-419"),
    "it": ("IT:it",),
    "pt": ("PT:pt-150", "BR:pt-419"),
    "nl": ("NL:nl", "BE:nl"),
    "pl": ("PL:pl",),
    "sv": ("SE:sv",),
    "no": ("NO:no",),
    "cs": ("CZ:cs",),
    "hu": ("HU:hu",),
    "ro": ("RO:ro",),
    "el": ("GR:el",),
    "tr": ("TR:tr",),
    "ru": ("RU:ru",),
    "uk": ("UA:uk",),
    "ar": ("AE:ar",),
    "he": ("IL:he",),
    "ja": ("JP:ja",),
    "ko": ("KR:ko",),
    "zh": ("TW:zh-Hant", "HK:zh-Hant"),
    "hi": ("IN:hi",),
    "id": ("ID:id",),
    "vi": ("VN:vi",),
    "th": ("TH:th",),
}
_DEFAULT = ("FR:fr", "US:en")
_NAMED_BY_COUNTRY = ("en", "pt-150", "pt-419", "zh-Hant")  # as in en-GB, pt-BR, zh-TW
_TERMS = 10  # of one request; Google reads 32 words
_EXCLUDED = 8  # words left out of a search; Google reads 32 in all
_LATE = timedelta(days=1)  # the index lags behind the hour an article is dated
_ARTICLE = re.compile(r"/articles/([\w\-]{16,})")
_LANGUAGE = re.compile(r"^([a-z]{2})\b", re.IGNORECASE)
_EDITION = re.compile(r"[?&]hl=([a-z]{2})\b")


class GoogleNews(Source):
    """Searches the press; keyless, at most 100 articles an answer."""

    name = "googlenews"
    title = "Google News"
    interval = timedelta(minutes=15)
    gaps = {"google.com": 2.0}  # noqa: RUF012
    fragile = N_("The search feeds are not documented, and meant for a person's own feed reader.")

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each edition of the watch's languages, its needles joined by OR."""
        texts = joined(map(quoted, ask.needles), _TERMS)
        asked = [_without(text, ask.excluded) for text in texts]
        return [
            SourceRequest(self.name, text, edition) for text in asked for edition in _editions(ask.languages)
        ]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """The articles of as many days as lie since `since`."""
        days = max(1, math.ceil((self.clock.now() - since) / timedelta(days=1)))
        country, _, language = request.edition.partition(":")
        tongue = f"{language[:2]}-{country}" if language in _NAMED_BY_COUNTRY else language
        params = {
            "q": f"{_grouped(request.text)} when:{days}d",
            "hl": tongue,
            "gl": country,
            "ceid": request.edition,
        }
        page = await self.fetch_page(fetch, _SEARCH, params)
        recent = written_after(page.mentions, since - _LATE)
        if recent:
            yield recent

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The articles in a feed of Google News, RSS or the Atom of former years."""
        feed = read_feed(answer)
        if not _is_ours(feed):
            raise ChangedFailure("This feed is not one of Google News.", answer=answer)
        found = [mention for entry in feed.entries if (mention := _mention(entry, feed, now))]
        if feed.entries and not found:
            raise ChangedFailure(
                "Google News lists articles in a new way: none has a title and an address.", answer=answer
            )
        return list({mention.id: mention for mention in found}.values())

    def fingerprint(self, mention: Mention) -> Fingerprint:
        """Who printed what, when: the same article is listed under ever new addresses and dates."""
        return press_fingerprint(mention)


def _grouped(text: str) -> str:
    return f"({text})" if " OR " in text and not text.startswith("(") else text


def _without(text: str, excluded: Sequence[str]) -> str:
    """The search without what the watch does not want; a few words of it are enough to spare many pages."""
    left_out = [f"-{term}" for word in excluded[:_EXCLUDED] if (term := quoted(Needle(word)))]
    return " ".join([_grouped(text), *left_out]) if left_out else text


def _editions(languages: Sequence[str]) -> Iterator[str]:
    chosen = [edition for language in languages for edition in _EDITIONS.get(language, ())]
    yield from dict.fromkeys(chosen if languages else _DEFAULT)


def _is_ours(feed: Feed) -> bool:
    hosts = {urlsplit(web_address(url)).hostname for url in (feed.link, feed.address)}
    return feed.generator.startswith("NFE/") or _HOST in hosts


def _mention(entry: Entry, feed: Feed, now: datetime) -> Mention | None:
    url = web_address(entry.link)
    title, publisher = _split(entry)
    if not title or not url:
        return None
    created_at, dated = settled(entry.written, now)
    language = _LANGUAGE.match(entry.language or feed.language) or _EDITION.search(feed.address or feed.link)
    return Mention(
        id=f"gnews:{_key(entry, url)}",
        source=GoogleNews.name,
        kind=MentionKind.ARTICLE,
        url=url,
        title=title,
        text=_text(entry, title),
        place=publisher or GoogleNews.title,
        created_at=created_at,
        dated=dated,
        lang=language[1].lower() if language else "",
    )


def _split(entry: Entry) -> tuple[str, str]:
    """Headline and publisher: titles end in " - Publisher", and publishers' names may hold dashes too."""
    if entry.publisher:
        return entry.title.removesuffix(f" - {entry.publisher}").strip(), entry.publisher
    headline, dash, publisher = entry.title.rpartition(" - ")
    return (headline.strip(), publisher.strip()) if dash else (entry.title, "")


def _key(entry: Entry, url: str) -> str:
    """The article's id, which guid and link both carry; it is the same in each edition of a language."""
    article = _ARTICLE.search(entry.guid) or _ARTICLE.search(url)
    return article[1] if article else line(entry.guid) or normalised(url)


def _text(entry: Entry, title: str) -> str:
    """What the description says beyond the headline: mostly it is the headline again, with its kin.

    The kin are other articles, which are mentions of their own.
    """
    if hrefs(entry.html):
        return ""
    text = plain(entry.html)
    return "" if line(text).startswith(title) else text
