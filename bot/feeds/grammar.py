"""feedparser, made to keep what it overwrites: every piece of an entry, under the element that held it.

feedparser has one place for a title, a text, an author, a date, and the last element that fits wins, a
photo's caption like the article's own words. Here each stands as a `Piece` beside the others; which of them
is the entry's is decided in `bot.feeds.pieces`.
"""

import io
import logging
import re
import xml.sax
from typing import Any

import msgspec
from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.sanitizer import replace_doctype

log = logging.getLogger(__name__)

PIECES = "veille_pieces"
"""The key under which feedparser's dictionaries hold the pieces of a feed, an entry or its source."""
_PEOPLE = ("name", "email")
_CDF = ("item", "channel")  # the attributes of these are a link and a date
_MOST_LABELS = 100  # that may name a community: feedparser compares each with all before it
_PREFIX = re.compile(r"</?([A-Za-z][\w.\-]*):")
_DECLARED = re.compile(r"\bxmlns:([A-Za-z][\w.\-]*)\s*=")


class Piece(msgspec.Struct, frozen=True, gc=False):
    """What one element held: `tag` with feedparser's prefix (`dc_creator`), and how deep it stood.

    Of a link `value` is the address and `rel` its relation; of a guid `rel` is its `isPermaLink`.
    """

    tag: str
    depth: int
    value: str
    type: str = ""
    rel: str = ""


class Parsed(msgspec.Struct, frozen=True):
    """What feedparser makes of a document: its version, and its dictionaries of the feed and the entries."""

    version: str
    feed: Any
    entries: list[Any]


def parse(document: str) -> Parsed | None:
    """The feed in a document; None for one that makes the parser fail, by odd namespaces for one. Blocks.

    A document none of whose entries holds a word is read again without the prefixes that it uses and does
    not declare.
    """
    parsed = _parsed(document)
    if parsed is None or any(_has_words(entry) for entry in parsed.entries):
        return parsed
    plainer = _without_undeclared(document)
    again = _parsed(plainer) if plainer != document else None
    return again if again is not None and len(again.entries) >= len(parsed.entries) else parsed


def _has_words(entry: Any) -> bool:
    return "title" in entry or "summary" in entry or "content" in entry


def _without_undeclared(document: str) -> str:
    undeclared = set(_PREFIX.findall(document)) - set(_DECLARED.findall(document)) - {"xml"}
    if not undeclared:
        return document
    names = "|".join(map(re.escape, sorted(undeclared)))
    return re.sub(rf"(</?)(?:{names}):", r"\1", document)


def _parsed(document: str) -> Parsed | None:
    try:
        version, data, entities = replace_doctype(
            b'<?xml version="1.0" encoding="utf-8"?>' + document.encode("utf-8")
        )
        parser = _strict(data) or _loose(data, entities)
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        log.info("A document made the parser of feeds fail: %r", error)
        return None
    return Parsed(str(version or parser.version or ""), parser.feeddata, parser.entries)


def _strict(data: bytes) -> Any | None:
    """What the XML parser finds; None when it finds that this is no XML."""
    parser = _Strict("", None, "utf-8")
    reader = xml.sax.make_parser()
    reader.setFeature(xml.sax.handler.feature_namespaces, True)
    reader.setFeature(xml.sax.handler.feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(data))
    try:
        reader.parse(source)
    except xml.sax.SAXException:
        return None
    return parser


def _loose(data: bytes, entities: dict[str, str]) -> Any:
    parser = _Loose("", None, "utf-8", entities)
    parser.feed(data.decode("utf-8", "replace"))
    return parser


class _Keeping:
    """Mixed into a parser of feedparser's: notes each piece as its element ends.

    Markup in texts is left as it is, and addresses are resolved by `xml:base` alone: feedparser would
    make addresses out of opaque ids otherwise.
    """

    resolve_relative_uris = False
    sanitize_html = False
    _tag = ""
    _rel = ""

    def unknown_starttag(self: Any, tag: str, attrs: Any) -> Any:
        """Begin an element."""
        self._tag = self._named(tag)
        return super().unknown_starttag(tag, attrs)  # type: ignore[misc]

    def unknown_endtag(self: Any, tag: str) -> Any:
        """End an element."""
        self._tag = self._named(tag)
        return super().unknown_endtag(tag)  # type: ignore[misc]

    def pop(self: Any, element: str, strip_whitespace: int = 1) -> Any:
        """Take the text of the element that ends."""
        text = super().pop(element, strip_whitespace)  # type: ignore[misc]
        if isinstance(text, str) and (element not in _PEOPLE or self.inauthor):
            rel = self._rel if element in ("link", "id") else ""
            tag = element if self._tag in _CDF else self._tag
            self._keep(tag, text, str(self.contentparams.get("type") or ""), rel)
        return text

    def _named(self: Any, tag: str) -> str:
        prefix, _, name = tag.rpartition(":")
        prefix = self.namespacemap.get(prefix, prefix)
        return f"{prefix}_{name}" if prefix else name

    def _keep(self: Any, tag: str, text: str, kind: str = "", rel: str = "") -> None:
        if not (self.inimage or self.intextinput):
            pieces = dict.setdefault(self._holder(), PIECES, [])
            pieces.append(Piece(tag, self.depth, text.strip(), kind, rel))

    def _holder(self: Any) -> Any:
        if self.insource:
            return self.sourcedata
        return self.entries[-1] if self.inentry else self.feeddata

    def _start_link(self: Any, attrs_d: Any) -> None:
        """A link: feedparser resolves its address in place."""
        super()._start_link(attrs_d)  # type: ignore[misc]
        self._rel = attrs_d.get("rel", "")
        if "href" in attrs_d:
            self._keep("link", attrs_d["href"], attrs_d.get("type", ""), self._rel)

    def _start_enclosure(self: Any, attrs_d: Any) -> None:
        """What is attached, as a link of its kind."""
        super()._start_enclosure(attrs_d)  # type: ignore[misc]
        self._keep("link", attrs_d.get("href", ""), attrs_d.get("type", ""), "enclosure")

    def _start_guid(self: Any, attrs_d: Any) -> None:
        """An id, which may say of itself whether it is an address."""
        super()._start_guid(attrs_d)  # type: ignore[misc]
        self._rel = attrs_d.get("ispermalink", "").lower()

    _start_id = _start_guid

    def _start_content(self: Any, attrs_d: Any) -> None:
        """A text, which may stand elsewhere."""
        super()._start_content(attrs_d)  # type: ignore[misc]
        if src := attrs_d.get("src"):
            self._keep("content", self.resolve_uri(src), rel="src")

    def _add_tag(self: Any, term: Any, scheme: Any, label: Any) -> None:
        """A label, of which only those are needed that may name a community."""
        tags = self._get_context().setdefault("tags", [])
        if label and len(tags) < _MOST_LABELS:
            super()._add_tag(term, scheme, label)  # type: ignore[misc]


class _Strict(_Keeping, StrictFeedParser):  # type: ignore[misc]
    """For XML."""


class _Loose(_Keeping, LooseFeedParser):  # type: ignore[misc]
    """For what was meant to be XML."""
