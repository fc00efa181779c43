"""JSON Feed 1 and 1.1, and RSS written as JSON."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from bot.dates import read_date
from bot.feeds.feed import Entry, Feed
from bot.feeds.people import signature
from bot.feeds.pieces import ordered
from bot.html import line, plain

_NO_IDENTIFIER = 10**18


def read_json(document: object) -> Feed | None:
    """The feed in a decoded JSON document; None if it is none."""
    if not isinstance(document, Mapping):
        return None
    if "jsonfeed.org/version" in _string(document, "version") or _is_unversioned(document):
        return _json_feed(document)
    channel = _mapping(_mapping(document, "rss"), "channel")
    return _rss_in_json(channel) if channel else None


def _is_unversioned(document: Mapping[str, Any]) -> bool:
    items = _mappings(document, "items")
    return isinstance(document.get("title"), str) and any(
        "content_html" in item or "content_text" in item for item in items
    )


def _json_feed(document: Mapping[str, Any]) -> Feed:
    return Feed(
        title=line(_string(document, "title")),
        link=_string(document, "home_page_url"),
        address=_string(document, "feed_url"),
        subtitle=line(_string(document, "description")),
        language=_string(document, "language"),
        author=_names(document),
        entries=tuple(
            _json_entry(item, line(_string(document, "title"))) for item in _mappings(document, "items")
        ),
    )


def _json_entry(item: Mapping[str, Any], show: str) -> Entry:
    bodies = (_string(item, "content_html"), _as_html(_string(item, "content_text")))
    words = ordered(bodies, [_as_html(_string(item, "summary"))]) or [""]
    return Entry(
        guid=_identifier(item.get("id")),
        link=_first(
            [_string(item, "url"), _string(item, "external_url"), _as_address(_identifier(item.get("id")))],
            _mappings(item, "attachments"),
        ),
        title=line(_string(item, "title")),
        html=words[0],
        others=tuple(words[1:]),
        author=_names(item, show),
        **_date(item, "date_published", "date_modified"),
        language=_string(item, "language"),
        about=_string(item, "external_url"),
    )


def _rss_in_json(channel: Mapping[str, Any]) -> Feed:
    return Feed(
        title=line(plain(_string(channel, "title"))),
        link=_string(channel, "link"),
        subtitle=line(plain(_string(channel, "description"))),
        language=_string(channel, "language"),
        author=_signed(channel),
        generator=_string(channel, "generator"),
        entries=tuple(_rss_entry(item) for item in _mappings(channel, "item")),
    )


def _rss_entry(item: Mapping[str, Any]) -> Entry:
    guid = item.get("guid")
    name = _string(guid, "#value") if isinstance(guid, Mapping) else _identifier(guid)
    words = ordered([_string(item, "content:encoded")], [_string(item, "description")]) or [""]
    return Entry(
        guid=name,
        link=_first([_string(item, "link"), _as_address(name)], _mappings(item, "enclosure")),
        title=line(plain(_string(item, "title"))),
        html=words[0],
        others=tuple(words[1:]),
        author=_signed(item),
        **_date(item, "pubDate"),
    )


def _first(pages: Iterable[str], attached: Iterable[Mapping[str, Any]]) -> str:
    """Where an entry leads: its page, else what is attached to it."""
    return next(filter(None, (*pages, *(_string(each, "url") for each in attached))), "")


def _as_address(name: str) -> str:
    """An id, if it is an address."""
    return name if name.startswith(("http://", "https://", "/")) else ""


def _identifier(value: object) -> str:
    """A string, or a number as it is written; nothing for a number too long to be one of theirs."""
    if isinstance(value, str):
        return value.strip()
    is_number = isinstance(value, int | float) and abs(value) < _NO_IDENTIFIER
    return str(value) if is_number else ""


def _names(holder: Mapping[str, Any], show: str = "") -> str:
    """Every author's name: version 1 has `author`, 1.1 `authors`; some write the name alone.

    Where the feed itself is named among them, the others have written it.
    """
    named = _texts(holder, "authors", "name") or _texts(holder, "author", "name")
    return signature(name for name in named if name.strip() != show) or signature(named)


def _signed(holder: Mapping[str, Any]) -> str:
    """Who signs in RSS: who writes before who edits, and both before whose show it is."""
    keys = ("dc:creator", "author", "managingEditor", "itunes:author")
    return next((names for key in keys if (names := signature(_texts(holder, key, "name")))), "")


def _texts(holder: Mapping[str, Any], key: str, inner: str) -> list[str]:
    """The texts under a key, be it one or a list, each alone or in an object."""
    value = holder.get(key)
    each = value if isinstance(value, list) else [value]
    found = [_string(part, inner) if isinstance(part, Mapping) else part for part in each]
    return [text for text in found if isinstance(text, str) and text.strip()]


def _date(holder: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The first date under these keys that can be read, as an entry has it; some writers count seconds."""
    found = (read_date(str(holder.get(key, ""))) for key in keys)
    date = next((date for date in found if date), None)
    return {"written": date.instant.replace(microsecond=0), "day_only": date.day_only} if date else {}


def _as_html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _string(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value.strip() if isinstance(value, str) else ""


def _mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def _mappings(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """A list of objects; a lone object, as some writers send for a list of one, counts as a list."""
    value = holder.get(key)
    if isinstance(value, Mapping):
        return [value]
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
