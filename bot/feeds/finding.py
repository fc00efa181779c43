"""Finding the feed of a site that somebody names by one of its pages."""

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from bot.addresses import web_address
from bot.answer import Answer
from bot.bodies import host_of
from bot.errors import ChangedFailure, GoneFailure, RefusedAddress, TemporaryFailure
from bot.feeds.feed import Feed
from bot.feeds.reader import read_feed
from bot.fetching.fetch import Fetch
from bot.html import tags, without_asides

_GUESSES = ("feed/", "rss/", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feed.json")
_TYPES = re.compile(r"^(?:application|text)/(?:rss|atom|rdf|feed|x-rss)?\+?(?:xml|json)$", re.IGNORECASE)
_ATTRIBUTE = r"""(?:[^<>"']|"[^"<]{0,999}"|'[^'<]{0,999}')"""
_REST = rf"(?:{_ATTRIBUTE}{{1,2000}}|[^<>]{{1,2000}})>"
_LINKS = re.compile(
    rf"<(?:link|base)\b{_REST}"
    rf"|<a\b(?={_ATTRIBUTE}{{0,2000}}?\brel\s*=[^<>]{{0,99}}(?:alternate|feed)){_REST}",
    re.IGNORECASE,
)
_FEED_SCHEME = re.compile(r"^\s*feed:(?:(?://)?(?=https?:)|(?=//))", re.IGNORECASE)
"""What some sites and readers write before the address of a feed, or in place of its scheme."""
_LINK = re.compile(
    r"<([^<>]{1,4000})>((?:\s*;\s*[^\s;,=\"]{1,99}(?:\s*=\s*(?:\"[^\"]{0,999}\"|[^\s;,\"]{0,999}))?){0,20})"
)
_PARAMETER = re.compile(r";\s*([^\s;,=\"]+)(?:\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*)))?")
_ALTERNATES = 5
_LONGEST = 2_000  # bytes of an address: PostgreSQL holds no longer key than some 2,700
_WHOLE = {"cache-control": "no-cache"}


class FoundFeed(msgspec.Struct, frozen=True):
    """A feed: the address to read it at, its title (or host), how many entries it holds, and its answer."""

    url: str
    title: str
    entries: int
    answer: Answer


async def find_feed(address: str, fetch: Fetch) -> FoundFeed:
    """The feed at an address, else the one that the page there names, else one where feeds usually are.

    An address without a scheme is taken for https. Raises a `SourceFailure` with a sentence for
    whoever gave the address.
    """
    address = _FEED_SCHEME.sub("", address)
    url = web_address(address if "://" in address else f"https://{address.removeprefix('//')}")
    if not url:
        raise RefusedAddress("This is not the address of a page: give one that starts with https://.")
    if "@" in urlsplit(url).netloc:
        raise RefusedAddress(
            "An address with a password in it would be read by everybody here: give one without."
        )
    _check_length(url)
    page = await _page(url, fetch)
    found = await _read(page)
    if found:
        _check_length(found.url)
        return found
    for candidate in dict.fromkeys((*_named(page), *_guesses(page.url))):
        found = await _try(candidate, fetch)
        if found:
            _check_length(found.url)
            return found
    raise ChangedFailure(
        "No feed was found at {host}: the page names none, and none is where feeds usually are. Give the "
        "address of the feed itself.",
        host=host_of(url),
    )


def _check_length(url: str) -> None:
    if len(url.encode()) > _LONGEST:
        raise RefusedAddress(
            "The address of a feed may have {n} bytes at most, and this one has more: give a shorter one.",
            n=_LONGEST,
        )


async def _page(url: str, fetch: Fetch) -> Answer:
    """What is at the address, be it sent with a 404 or a 500: it may be a feed, or name one."""
    try:
        return await fetch.get(url, headers=_WHOLE)
    except (GoneFailure, TemporaryFailure) as failure:
        if failure.answer is None or await _read(failure.answer) is None:
            raise
        return failure.answer


async def _try(url: str, fetch: Fetch) -> FoundFeed | None:
    """The feed at a guessed address; None if there is none. A site that keeps us out is not asked on."""
    try:
        return await _read(await fetch.get(url, headers=_WHOLE))
    except (GoneFailure, ChangedFailure, TemporaryFailure, RefusedAddress):
        return None


async def _read(answer: Answer) -> FoundFeed | None:
    try:
        feed = await asyncio.to_thread(read_feed, answer)
    except ChangedFailure:
        return None
    return FoundFeed(answer.url, _title(feed, answer.url), len(feed.entries), answer)


def _title(feed: Feed, url: str) -> str:
    return feed.title or host_of(url)


def _named(page: Answer) -> list[str]:
    """The feeds that the page names, its comments' feed last; on some pages far below a long script."""
    found = [link for link in (*_in_headers(page), *_in_markup(page)) if _is_feed(link)]
    found.sort(key=lambda link: (link.is_untold, "comment" in (link.url + link.title).lower()))
    urls = dict.fromkeys(link.url for link in found)
    return [url for url in urls if url and "oembed" not in url and "/wp-json" not in url][:_ALTERNATES]


class _Link(msgspec.Struct, frozen=True):
    """A link of a page: where it leads, and what is said of it; `visible` if it stands among the words."""

    url: str
    rel: str
    type: str
    title: str
    language: str = ""
    visible: bool = False

    @property
    def is_untold(self) -> bool:
        """Whether it is called an alternate to the page, in no other language, and of no type."""
        return self.visible and "alternate" in self.rel.lower().split() and not (self.type or self.language)


def _is_feed(link: _Link) -> bool:
    """Whether it may be one: by its type, which may have parameters, or by its relation alone."""
    relations, kind = link.rel.lower().split(), link.type.partition(";")[0].strip()
    is_typed = "alternate" in relations and _TYPES.match(kind) is not None
    return is_typed or ("feed" in relations and not kind) or link.is_untold


def _in_headers(page: Answer) -> Iterator[_Link]:
    """The links of the header `Link` (RFC 8288)."""
    for address, said in _LINK.findall(page.headers.get("link", "")):
        told = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(said)}
        url = web_address(address, page.url)
        yield _Link(url, told.get("rel", ""), told.get("type", ""), told.get("title", ""))


def _in_markup(page: Answer) -> Iterator[_Link]:
    """The page's own links to feeds, those of its head first."""
    html = "".join(_LINKS.findall(without_asides(page.body.decode("utf-8", "replace"))))
    base = next((tag["href"] for tag in tags(html, "base[href]")), "")
    beside = web_address(base, page.url) or page.url
    for name in ("link", "a"):
        for tag in tags(html, f"{name}[href][rel]"):
            url = web_address(_FEED_SCHEME.sub("", tag["href"]), beside)
            rel, kind, title, language = (tag.get(each, "") for each in ("rel", "type", "title", "hreflang"))
            yield _Link(url, rel, kind, title, language, visible=name == "a")


def _guesses(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = root + parts.path.strip("/") + "/" if parts.path.strip("/") else root
    for base in dict.fromkeys((folder, root)):
        yield from (base + guess for guess in _GUESSES)
