"""RSS 0.9x and 2.0, RDF, Atom."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from bot.feeds import pieces
from bot.feeds.encoding import decoded
from bot.feeds.feed import Entry, Feed
from bot.feeds.grammar import Parsed, Piece, parse
from bot.feeds.hostile_documents import refuse_dangers
from bot.html import line, referred

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BARE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#\d+;|#x[0-9a-f]+;|\w+;)", re.DOTALL | re.IGNORECASE)
_WORDPRESS_END = re.compile(
    r"<p>(?:The post|L(?:’|'|&#8217;)article|Der Beitrag|La entrada|L'articolo) <a [^>]*>.{0,400}?</a> "
    r"(?:appeared first on|est apparu en premier sur|erschien zuerst auf|apareció primero en|proviene da)"
    r".{0,300}?</p>\s*$",
    re.DOTALL,
)
_BEHIND_NAME = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af ]{0,20}"  # where the name comes first: への返信
_WORDPRESS_REPLY = re.compile(
    r"""\s*(?:<p>)?[^<>]{0,60}?<a\s[^<>]*\bhref=["'][^"'<>]*\#comment-\d+["'][^<>]*>[^<>]{0,300}</a>"""
    rf"{_BEHIND_NAME}[.。]?[ \t]*(?:\n|\Z|\s*</p>|\s*<br\s*/?>)"
    r"|\s*[^<>&]{0,60}?&lt;a\s[^<>]{0,500}?\#comment-\d+[^<>]{0,500}?&lt;/a&gt;"
    rf"{_BEHIND_NAME}(?:[.。]|[ \t]*(?:\n|\Z))"
)
"""“In reply to Ada.”, which WordPress puts before a comment's words, in every language and in two ways.

It is a paragraph or a sentence of its own; a link to a comment in the midst of words is its author's.
"""


def read_xml(body: bytes, content_type: str) -> Feed | None:
    """The feed in an XML document; None if it is none. Blocks: big feeds take a second.

    Raises `DangerousFeed`. Dates without a zone are taken for UTC.
    """
    text = _ILLEGAL.sub("", referred(decoded(body, content_type)))
    refuse_dangers(text)
    document = _PROLOG.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    document = _BARE.sub(lambda found: "&amp;" if found[0] == "&" else found[0], document)
    parsed = parse(document)
    return _feed(parsed) if parsed and (parsed.version or parsed.entries) else None


def _feed(parsed: Parsed) -> Feed:
    feed, version = parsed.feed, parsed.version
    found = pieces.pieces_of(feed)
    return Feed(
        title=pieces.title(found, version),
        link=_string(feed, "link"),
        address=_self_link(found),
        subtitle=_subtitle(feed, version),
        language=_string(feed, "language"),
        author=pieces.authors(found),
        generator=_string(feed, "generator") + " " + _string(feed.get("generator_detail") or {}, "href"),
        entries=tuple(_entry(entry, version) for entry in parsed.entries),
    )


def _entry(entry: Any, version: str) -> Entry:
    found = pieces.pieces_of(entry)
    source = entry.get("source")
    guid = _string(entry, "id").lstrip("/")
    words = [_own_words(text) for text in pieces.words(found)]
    written = pieces.date(found)
    return Entry(
        guid=guid,
        link=_string(entry, "feedburner_origlink") or pieces.link(found, _string(entry, "id")),
        title=pieces.title(found, version),
        html=words[0] if words else "",
        others=tuple(words[1:]),
        author=pieces.authors(found) or pieces.authors(pieces.pieces_of(source)),
        written=written.instant.replace(microsecond=0) if written else None,
        day_only=written.day_only if written else False,
        language=_string(entry.get("title_detail") or {}, "language") or _string(entry, "language"),
        publisher=_publisher(entry),
        community=_community(entry),
        is_video="yt_videoid" in entry,
    )


def _own_words(html: str) -> str:
    """The text without what WordPress puts before and after it."""
    begun = _WORDPRESS_REPLY.match(html)
    return _WORDPRESS_END.sub("", html[begun.end() :] if begun else html)


def _subtitle(feed: Mapping[str, Any], version: str) -> str:
    detail = feed.get("subtitle_detail") or {}
    return pieces.text(_string(feed, "subtitle"), _string(detail, "type"), version)


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


def _self_link(found: list[Piece]) -> str:
    return next((piece.value for piece in found if piece.tag == "link" and piece.rel == "self"), "")


def _string(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value.strip() if isinstance(value, str) else ""
