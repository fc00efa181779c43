"""Which of an entry's pieces are its own: its title, its words, who wrote it, when, and where it stands."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from bot.dates import Written, read_date
from bot.feeds.grammar import PIECES, Piece
from bot.feeds.people import signature
from bot.html import line, plain, referred

_SUMMARIES = frozenset(("description", "summary"))
_CONTENT = frozenset(("content", "content_encoded", "fullitem", "body", "xhtml_body"))
_OTHERS_WORDS = ("description", "summary", "subtitle", "abstract")
_CAPTIONS = frozenset(("media_text",))
"""How elements are called that hold words about an entry for some use: a photo, a show, a card."""
_MOST_OTHERS = 10
_TITLES = ("dc_title", "media_title", "itunes_title", "og_title")
_DATES = (
    ("pubdate", "published", "issued", "dcterms_issued"),
    ("updated", "modified", "dc_date", "dcterms_modified"),
    ("created", "dcterms_created", "date", "prism_publicationdate"),
)
_NO_PAGE = re.compile(r"(?!https?:)[a-z][a-z0-9+.\-]*:(?!\d)", re.IGNORECASE)
"""The schemes of what no browser shows as a page, such as `javascript:`."""
_LESS = {"via": 0, "related": 1, "enclosure": 2, "self": 3}
"""What an entry without a page of its own leads to, the best first."""
_TEXT_TYPES = ("text/", "html", "xml")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+=*\s*")
_NO_TEXT_TYPES = ("image/", "audio/", "video/")
_TAG = re.compile(r"<[^<>]*>")
_LINKED = re.compile(r"<a\b[^<>]*>(?:[^<]|<(?!/?a\b)){0,500}</a>", re.IGNORECASE)
_MARKUP = re.compile(r"</\w+>|<(?:br|p|img|hr|a)\b[^<>]*>", re.IGNORECASE)

_AUTHORS = (("dc_creator", "dc_author"), ("author", "managingeditor"), ("itunes_author",))
"""Who writes before who edits, and both before whose show it is."""


def pieces_of(holder: Mapping[str, Any] | None) -> list[Piece]:
    """The pieces of a feed, an entry or a source; none where there is no such thing."""
    found = holder.get(PIECES) if holder else None
    return found if isinstance(found, list) else []


def own(pieces: Iterable[Piece], *tags: str) -> list[Piece]:
    """The pieces of these elements that belong to the entry itself and not to something inside it."""
    found = [piece for piece in pieces if piece.tag in tags]
    least = min((piece.depth for piece in found), default=0)
    return [piece for piece in found if piece.depth == least]


def title(pieces: Iterable[Piece], version: str) -> str:
    """The title as plain text; where an entry has none of its own, that of what is in it."""
    pieces = list(pieces)
    for tag in ("title", *_TITLES):
        if found := next((piece for piece in own(pieces, tag) if piece.value), None):
            return text(found.value, found.type, version)
    return ""


def text(value: str, kind: str, version: str) -> str:
    """A title as plain text. RSS has no types, and its titles are often escaped twice."""
    if kind in ("text/html", "application/xhtml+xml"):
        return line(plain(value))
    return line(value if version.startswith("atom") else unescape(referred(value)))


def words(pieces: Iterable[Piece]) -> list[str]:
    """The texts of an entry as markup, each once, first the one that is its body.

    That is its content, or where this is a stub beside its description ("Read more", a picture), its
    description. What else is said of it, by its photo or its show, comes after.
    """
    said = [piece for piece in pieces if piece.value and _is_text(piece)]
    mine = own(said, *_CONTENT, *_SUMMARIES)
    bodies = [_markup(piece) for piece in mine if piece.tag in _CONTENT]
    summaries = [_markup(piece) for piece in mine if piece.tag in _SUMMARIES]
    rest = [piece for piece in said if piece not in mine and _is_about(piece.tag)]
    return ordered(bodies, summaries, map(_markup, rest))


def ordered(bodies: Iterable[str], summaries: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """These texts, each once: the fullest body first, unless it is a stub beside the first summary.

    `others` are said of the entry by something in it, and come last, however short its own words are.
    """
    full = sorted(filter(None, bodies), key=_letters, reverse=True)
    short = list(filter(None, summaries))
    is_stub = full and short and _is_stub(full[0], short[0])
    found = [short[0], *full, *short[1:]] if is_stub else [*full, *short]
    last = list(filter(None, others))
    found = [*found, *last] if any(map(_letters, found)) else [*last, *found]
    return list(dict.fromkeys(found))[: _MOST_OTHERS + 1]


def _is_stub(body: str, summary: str) -> bool:
    """Whether a body says much less than a summary: but for its links, where it is the shorter one."""
    said, told = _letters(body), _letters(summary)
    return 2 * said < told or (said < told and 2 * _letters(_LINKED.sub("", body)) < told)


def _is_text(piece: Piece) -> bool:
    """Whether it holds words: what calls itself something else may, if it was decoded."""
    if piece.rel == "src" or piece.type.startswith(_NO_TEXT_TYPES):
        return False
    is_typed = not piece.type or any(kind in piece.type for kind in _TEXT_TYPES)
    return is_typed or not _BASE64.fullmatch(piece.value)


def _is_about(tag: str) -> bool:
    return tag in _CONTENT or tag in _CAPTIONS or tag.rpartition("_")[2] in _OTHERS_WORDS


def _letters(markup: str) -> int:
    return sum(map(str.isalnum, _TAG.sub("", unescape(markup))))


def _markup(piece: Piece) -> str:
    """The text as HTML, its markup escaped where the feed says that it is plain and it looks so."""
    if piece.type == "text/plain" and "<" in piece.value and not _MARKUP.search(piece.value):
        return piece.value.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return piece.value


def authors(pieces: Iterable[Piece]) -> str:
    """Everybody who signs, by name and never by mail address, each once."""
    signed = list(_signed(pieces))
    for tags in _AUTHORS:
        if named := signature(name for tag, name in signed if tag in tags):
            return named
    return ""


def _signed(pieces: Iterable[Piece]) -> Iterable[tuple[str, str]]:
    """Each author's element with the name: what it names, else what stands in it, else its mail address."""
    name = mail = ""
    for piece in pieces:
        if piece.tag in ("name", "itunes_name"):
            name = name or signature([piece.value])
        elif piece.tag in ("email", "itunes_email"):
            mail = mail or piece.value
        elif any(piece.tag in tags for tags in _AUTHORS):
            yield piece.tag, name or signature([piece.value]) or signature([mail] if "@" in mail else [])
            name = mail = ""


def date(pieces: Iterable[Piece]) -> Written | None:
    """When it was published, else changed, else made: the first of each that can be read."""
    pieces = list(pieces)
    for tags in _DATES:
        found = (read_date(piece.value) for piece in own(pieces, *tags))
        if written := next((date for date in found if date), None):
            return written
    return None


def link(pieces: Iterable[Piece], guid: str) -> str:
    """Where it leads: its page, else an id that is an address, else what is attached to it.

    An id counts as an address where it says that it is one, or looks like one.
    """
    links = [piece for piece in own(pieces, "link") if not _NO_PAGE.match(piece.value)]
    pages = [piece for piece in links if piece.value and piece.rel in ("alternate", "")]
    html = [piece.value for piece in pages if not piece.type or "html" in piece.type]
    if pages:
        return html[0] if html else pages[0].value
    ids = [piece.value for piece in pieces if piece.tag == "guid" and piece.rel == "true" and piece.value]
    is_path = any(piece.tag == "guid" and not piece.rel and piece.value.startswith("/") for piece in pieces)
    if guid.startswith(("http://", "https://")) or is_path:
        ids.append(guid)
    elsewhere = [piece.value for piece in pieces if piece.rel == "src"]
    rest = sorted(links, key=lambda piece: _LESS.get(piece.rel, len(_LESS)))
    return next((found for found in (*ids, *elsewhere, *(piece.value for piece in rest)) if found), "")
