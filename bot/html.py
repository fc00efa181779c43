"""Text out of what strangers send: HTML undone, and nothing left in it that could do harm or be ugly."""

import re
import sys
from collections import Counter
from collections.abc import Mapping
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = (
    "p,div,li,ul,ol,dl,dt,dd,tr,table,blockquote,h1,h2,h3,h4,h5,h6,section,article,header,footer,"
    "aside,figure,figcaption,hr,address,main,nav,form,fieldset,details,summary"
)
_UNREAD = "script,style,xml,template,noscript,svg,math,head,iframe,object,select,textarea,button,audio,video"
_QUOTING = (
    "blockquote,aside.quote,.gmail_quote,.yahoo_quoted,.moz-cite-prefix,.bbcode_quote,.quotebox,.quoteheader"
    ",.quote-inline"
)  # what forums, mail programs and the Fediverse put around the words of another
_BREAK, _QUOTE, _UNQUOTE = "\x1e", "\x1c", "\x1d"
"""Stand for a line break and the ends of a quotation while white space is folded; no input keeps them."""

_SEPARATORS = {0: "", **{ord(mark): " " for mark in (_BREAK, _QUOTE, _UNQUOTE)}}
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_DROPPED = [
    *range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0x061C, 0xFEFF,
    0x180E, 0x200B, *range(0x202A, 0x202F), *range(0x2060, 0x206A), *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF,
    *range(0xFDD0, 0xFDF0),
]  # fmt: skip
_BREAKS = {**dict.fromkeys((0x0B, 0x0C, 0x2028), "\n"), 0x2029: "\n\n"}
_CLEAN = {**_CP1252, **dict.fromkeys(_DROPPED, ""), **_BREAKS}
_FAINT = "\u034f\u115f\u1160\u17b4\u17b5\u200c-\u200f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_NOTHING_TO_SEE = re.compile(rf"[\s{_FAINT}]*")
_FAINT_FLOOD = re.compile(rf"([{_FAINT}]{{3}})[{_FAINT}]+")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARK_FLOOD = re.compile(rf"({_MARK}{{6}}){_MARK}+")
_TAG_LETTERS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]{1,7})|[\U000e0000-\U000e007f]")
"""Letters nobody sees: they belong into the flags of England and its like, and hide words elsewhere."""
_SURROGATES = re.compile("[\ud800-\udfff]+")
_REFERENCE = re.compile(r"&#(?:(\d+)|x([0-9a-f]+));?", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_EDGES = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_WHITE = re.compile(r"[ \t\n\r\f]+")
_MARKUP = re.compile(r"[<&]")
_DIGITS = 7  # of the highest code point
_LONGEST_LINE = 2_000  # characters: no honest title or name has as many
_LONGEST = 100_000  # characters of one text that are kept: more than a long article has
_LONGEST_MARKUP = 500_000  # characters of markup that are read for it
_LONGEST_PAGE = 3_000_000
_DEEPEST_PAGE = 2_000  # drawings on a page have many elements that close themselves, which count as open
_DEEPEST = 400  # a parser's work grows with the square of the depth; no honest page is so deep
_TAGS = re.compile(r"<(/?)([a-z][^\s<>/]*)", re.I)
_UNCLOSED = frozenset(
    "br hr img input link meta p li wbr td tr th dt dd source option".split()  # noqa: SIM905 (shorter so)
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LINE_TAG = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BREAKING_TAG = re.compile(rf"</?(?:{'|'.join(_BLOCKS.split(','))})\b[^<>]*>", re.IGNORECASE)
_ASIDES = re.compile(r"<!--|<(script|style|svg|math|xml)(?=[\s>/])", re.IGNORECASE)
_INLINE_DATA = re.compile(r"""(=\s*["']?)data:[^\s"'<>]{256,}""", re.IGNORECASE)
"""A picture that is written into its tag, as long as thousands of words."""
_ASIDE_TAGS = {
    name: re.compile(rf"<(/)?{name}\b[^<>]*>?", re.IGNORECASE) for name in ("svg", "math", "xml")
} | {name: re.compile(rf"<(/){name}\b[^<>]*>?", re.IGNORECASE) for name in ("script", "style")}
_OPEN_END = re.compile(r"<[^<>]*\Z|&#?\w{0,32}\Z")
_EMOJI = re.compile(
    r"(?:[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f\u200d\U000e0020-\U000e007f]|[0-9#*]\ufe0f?\u20e3)+"
)
_EMOTICON_CLASS = re.compile(r"emoji|emoticon|smil", re.IGNORECASE)
_LONGEST_EMOTICON = 40


def clean(text: str) -> str:
    """Plain text fit to keep and to show: single spaces, one empty line at most, nothing invisible.

    A line break breaks a line, an empty line ends a paragraph: no phrase is looked for across that.

    Control characters, lone surrogates, byte order marks, soft hyphens and the characters that turn
    the direction of writing are dropped; surrogate pairs are joined; Windows-1252 quotes that were
    taken for control characters become quotes again. Of characters that are hardly seen (joiners,
    variation selectors) three in a row are kept, of accents on one letter six.
    """
    text = _joined(text).replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)
    if not text.isascii():
        text = _unflooded(text)
    text = _BLANKS.sub(" ", text)
    return _EMPTY_LINES.sub("\n\n", _EDGES.sub("\n", text)).strip() if "\n" in text else text.strip()


def _unflooded(text: str) -> str:
    for flood in (_TAG_LETTERS, _MARK_FLOOD, _FAINT_FLOOD):
        text = flood.sub(r"\1", text)
    return "" if _NOTHING_TO_SEE.fullmatch(text) else text


def line(text: str) -> str:
    """As `clean`, on one line, and no longer than a line may be: for titles, names, places."""
    return " ".join(clean(text[: 2 * _LONGEST_LINE]).split())[:_LONGEST_LINE].rstrip()


def referred(markup: str) -> str:
    """Markup whose references to halves of a character (`&#55357;&#56832;`) are the character.

    So do programs write emoji that count in UTF-16. References to no character at all are dropped.
    """
    return _joined(_REFERENCE.sub(_half, markup)) if "&#" in markup else markup


def plain(html: str) -> str:
    """The text a reader of this HTML sees, cut at a word where it is longer than a long article.

    `<br>` breaks lines, blocks stand apart as paragraphs do; scripts and the like are gone; a picture that
    stands for an emoji is one.
    Before each line of what is quoted stands `> `, as in mail.
    """
    html = referred(_part(without_asides(html)))
    if not _MARKUP.search(html):
        return _cut(clean(html))
    if "<" not in html:
        return _cut(clean(unescape(html)))
    if _too_deep(html):
        return _cut(clean(unescape(_ANY_TAG.sub(" ", _BREAKING_TAG.sub("\n\n", _LINE_TAG.sub("\n", html))))))
    return _cut(clean(_shown(html)))


def hrefs(html: str) -> list[str]:
    """The addresses of the links in this HTML, as written, each once."""
    html = _part(without_asides(html))
    if "<a" not in html.lower() or _too_deep(html):
        return []
    found = (node.attributes.get("href") for node in _tree(html).css("a[href]"))
    return list(dict.fromkeys(href for href in found if href))


def _part(html: str) -> str:
    """As much of it as is read, ending in no half of a tag or reference."""
    return html if len(html) <= _LONGEST_MARKUP else _OPEN_END.sub("", html[:_LONGEST_MARKUP])


def _cut(text: str) -> str:
    """The text, cut behind a word where it is too long."""
    if len(text) <= _LONGEST:
        return text
    end = max(text.rfind(" ", 0, _LONGEST + 1), text.rfind("\n", 0, _LONGEST + 1))
    return text[: end if end > 0 else _LONGEST].rstrip()


def without_asides(html: str) -> str:
    """The markup without comments, scripts, styles, drawings and Word's notes to itself.

    Nobody reads them, they nest deep, and may be longer than all that is read. One that never ends is left to
    the parser.
    """
    if "<" not in html:
        return html
    html = _INLINE_DATA.sub(r"\1", html)
    kept: list[str] = []
    place = 0
    endless: set[str] = set()
    for found in _ASIDES.finditer(html):
        name = (found[1] or "").lower()
        if found.start() < place or name in endless:
            continue
        end = _end_of(html, name, found)
        if end < 0:
            endless.add(name)
            continue
        kept.append(html[place : found.start()])
        place = end
    return "".join((*kept, html[place:]))


def _end_of(html: str, name: str, begun: re.Match[str]) -> int:
    """Where a comment or an element ends, drawings in drawings included; -1 for one that does not."""
    if not name:
        end = html.find("-->", begun.end() - 2)
        return end + 3 if end >= 0 else -1
    depth = 1
    for tag in _ASIDE_TAGS[name].finditer(html, begun.end()):
        depth += 1 if not tag[1] else -1
        if depth == 0:
            return tag.end()
    return -1


def page(html: str) -> LexborHTMLParser | None:
    """A whole page, parsed; None for one that is longer or nested deeper than any honest page."""
    if len(html) > _LONGEST_PAGE or _too_deep(html, _DEEPEST_PAGE):
        return None
    return _tree(html)


def tags(html: str, selector: str) -> list[dict[str, str]]:
    """The attributes of each element of a page's start that a CSS selector finds."""
    html = html[:_LONGEST]
    if _too_deep(html):
        return []
    return [
        {name: value or "" for name, value in node.attributes.items()} for node in _tree(html).css(selector)
    ]


def _joined(text: str) -> str:
    """The text with pairs of surrogates joined, and lone ones dropped."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _half(reference: re.Match[str]) -> str:
    """A reference as it stands if it names a character, else the half of one that it names, or nothing."""
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    code = int(digits, base) if len(digits.lstrip("0")) <= _DIGITS else sys.maxunicode + 1
    if 0xD800 <= code <= 0xDFFF:
        return chr(code)
    return reference[0] if code <= sys.maxunicode else ""


def _shown(html: str) -> str:
    """The text with line breaks where elements break lines, all other white space folded."""
    tree = _tree(html)
    for node in tree.css(_UNREAD):
        node.decompose()
    for node in tree.css("img[alt]"):
        if picture := _emoticon(node.attributes):
            node.replace_with(picture)
    for node in tree.css("br"):
        node.replace_with(_BREAK)
    for node in tree.css("pre"):
        node.replace_with(_BREAK + node.text(deep=True).replace("\n", _BREAK) + _BREAK)
    for node in tree.css("td,th"):
        node.insert_after(" ")
    quotes = "quote" in html
    for node in tree.css(_QUOTING) if quotes else ():
        node.insert_before(_BREAK + _QUOTE)
        node.insert_after(_UNQUOTE + _BREAK)
    for node in tree.css(_BLOCKS):
        node.insert_before(_BREAK + _BREAK)
        node.insert_after(_BREAK + _BREAK)
    text = tree.body.text(deep=True) if tree.body is not None else ""
    text = _WHITE.sub(" ", text).replace(_BREAK, "\n")
    return _quoting(text) if quotes else text


def _quoting(text: str) -> str:
    """The text with `> ` before the lines between marks of quotation."""
    depth = 0
    lines: list[str] = []
    for part in text.split("\n"):
        depth += part.count(_QUOTE)
        said = part.replace(_QUOTE, "").replace(_UNQUOTE, "").strip()
        lines.append(f"> {said}" if depth > 0 and said else said)
        depth -= part.count(_UNQUOTE)
    return "\n".join(lines)


def _emoticon(picture: Mapping[str, str | None]) -> str:
    """What a picture stands for that is a character to its author; empty for any other picture."""
    alt = (picture.get("alt") or "").strip()
    is_one = _EMOJI.fullmatch(alt) or _EMOTICON_CLASS.search(picture.get("class") or "")
    return alt if is_one and len(alt) <= _LONGEST_EMOTICON else ""


def _tree(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(_SURROGATES.sub("", html).translate(_SEPARATORS))


def _too_deep(html: str, deepest: int = _DEEPEST) -> bool:
    depth = 0
    begun: Counter[str] = Counter()
    for tag in _TAGS.finditer(html):
        name = tag[2].lower()
        if name in _UNCLOSED or (tag[1] and not begun[name]):  # what was not begun ends nothing
            continue
        begun[name] += -1 if tag[1] else 1
        depth += -1 if tag[1] else 1
        if depth > deepest:
            return True
    return False
