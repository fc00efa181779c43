"""RSS 0.9x and 2.0, RDF, Atom."""

import calendar
import io
import logging
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser

from bot.feeds.dangers import refuse_dangers
from bot.feeds.encoding import decoded
from bot.feeds.feed import Entry, Feed
from bot.html import line, plain, referred

log = logging.getLogger(__name__)

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BARE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#\d+;|#x[0-9a-f]+;|\w+;)", re.DOTALL | re.IGNORECASE)
_MAIL = re.compile(r"^[^@\s<>()]+@[^@\s<>()]+$")
_NAME_AFTER_MAIL = re.compile(r"^[^@\s]+@[^\s(]+\s*\((.+)\)$")
_NAME_BEFORE_MAIL = re.compile(r"^(.+?)\s*[(<][^@\s()<>]+@[^\s()<>]+[)>]$")
_NOBODY = frozenset(
    ["unknown", "author unknown", "inconnu", "n/a", "none", "null", "noreply", "no-reply", "nobody"]
)
_WORDPRESS_END = re.compile(
    r"<p>(?:The post|L(?:’|'|&#8217;)article|Der Beitrag|La entrada|L'articolo) <a [^>]*>.{0,400}?</a> "
    r"(?:appeared first on|est apparu en premier sur|erschien zuerst auf|apareció primero en|proviene da)"
    r".{0,300}?</p>\s*$",
    re.DOTALL,
)


def read_xml(body: bytes, content_type: str) -> Feed | None:
    """The feed in an XML document; None if it is none. Blocks: big feeds take a second.

    Raises `DangerousFeed`. Dates without a zone are taken for UTC, as feedparser does. Addresses are
    resolved against `xml:base` alone: feedparser would make addresses out of opaque ids otherwise.
    """
    text = _ILLEGAL.sub("", referred(decoded(body, content_type)))
    refuse_dangers(text)
    document = _PROLOG.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    document = _BARE.sub(lambda found: "&amp;" if found[0] == "&" else found[0], document)
    parsed = _parsed(document)
    if parsed is None or not (parsed.version or parsed.entries):
        return None
    return _feed(parsed)


def _parsed(document: str) -> Any:
    """What feedparser makes of a document; None for one that makes it fail, by odd namespaces for one."""
    try:
        return feedparser.parse(
            io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + document.encode("utf-8")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        log.info("A document made the parser of feeds fail: %r", error)
        return None


def _feed(parsed: Any) -> Feed:
    feed = parsed.feed
    version = str(parsed.version)
    return Feed(
        title=_text(feed, "title", version),
        link=_string(feed, "link"),
        address=_self_link(feed),
        subtitle=_text(feed, "subtitle", version),
        language=_string(feed, "language"),
        author=_author(feed),
        generator=_string(feed, "generator") + " " + _string(feed.get("generator_detail") or {}, "href"),
        entries=tuple(_entry(entry, version) for entry in parsed.entries),
    )


def _entry(entry: Any, version: str) -> Entry:
    guid = _string(entry, "id").lstrip("/")
    return Entry(
        guid=guid,
        link=_string(entry, "feedburner_origlink") or _link(entry),
        title=_text(entry, "title", version),
        html=_body(entry),
        author=_author(entry),
        written=_written(entry),
        language=_string(entry.get("title_detail") or {}, "language") or _string(entry, "language"),
        publisher=_publisher(entry),
        community=_community(entry),
        is_video="yt_videoid" in entry,
    )


def _text(holder: Mapping[str, Any], key: str, version: str) -> str:
    """A title as plain text. RSS has no types, and its titles are often escaped twice."""
    value = _string(holder, key)
    detail = holder.get(f"{key}_detail") or {}
    if _string(detail, "type") in ("text/html", "application/xhtml+xml"):
        return line(plain(value))
    return line(value if version.startswith("atom") else unescape(referred(value)))


def _body(entry: Mapping[str, Any]) -> str:
    """The fullest body: content before summary, markup escaped where the feed says it is plain."""
    contents = [part for part in entry.get("content") or [] if _string(part, "value").strip()]
    if contents:
        best = max(contents, key=lambda part: len(part["value"]))
    else:
        best = entry.get("summary_detail") or {"value": _string(entry, "summary")}
    value = _string(best, "value")
    if _string(best, "type") == "text/plain" and "<" in value and not _looks_like_html(value):
        return value.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return _WORDPRESS_END.sub("", value)


def _looks_like_html(value: str) -> bool:
    return re.search(r"</\w+>|<(?:br|p|img|hr|a)\b[^<>]*>", value, re.IGNORECASE) is not None


def _author(holder: Mapping[str, Any]) -> str:
    """A name, never a mail address: a feed's `editor@example.org (Ada)` is Ada.

    Read from the whole of what was written: feedparser cuts addresses after four letters of a domain.
    """
    written = _string(holder, "author") or _string(holder.get("author_detail") or {}, "name")
    name = line(unescape(referred(written)))
    beside = _NAME_AFTER_MAIL.match(name) or _NAME_BEFORE_MAIL.match(name)
    if beside:
        name = beside[1]
    elif _MAIL.match(name):
        name = name.partition("@")[0]
    return "" if name.casefold() in _NOBODY else name


def _written(entry: dict[str, Any]) -> datetime | None:
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        moment = dict.get(entry, key)  # feedparser's own get() answers one date with another
        if moment is not None and (written := _instant(moment)):
            return written
    return None


def _instant(moment: time.struct_time) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _publisher(entry: Mapping[str, Any]) -> str:
    """Who published an entry of a feed that gathers others' articles: RSS's `source`, or Bing's own."""
    source = entry.get("source")
    if isinstance(source, Mapping):
        return line(_string(source, "title") or _string(source, "value"))
    return line(unescape(_string(entry, "news_source")))


def _community(entry: Mapping[str, Any]) -> str:
    for tag in entry.get("tags") or []:
        label = _string(tag, "label").strip("/ ")
        if label.startswith(("r/", "c/")):
            return line(label)
    return ""


def _self_link(feed: Mapping[str, Any]) -> str:
    links = (link for link in feed.get("links") or [] if link.get("rel") == "self")
    return next((_string(link, "href") for link in links), "")


def _link(entry: Mapping[str, Any]) -> str:
    """Where it leads. An id that is not said to be none counts as a link, though many are no address."""
    id_ = _string(entry, "id")
    link = _string(entry, "link") or id_
    is_address = link != id_ or link.startswith(("http://", "https://"))
    return link if is_address else _enclosure(entry)


def _enclosure(entry: Mapping[str, Any]) -> str:
    links = (_string(link, "href") for link in entry.get("links") or [])
    return next((href for href in links if href), "")


def _string(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value.strip() if isinstance(value, str) else ""
