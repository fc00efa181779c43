"""Plain text made into the HTML that services put into their answers."""

import re
from datetime import datetime
from email.utils import format_datetime
from html import escape

ADDRESS = re.compile(r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]…]")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which empty lines part."""
    return [part for part in text.split("\n\n") if part]


def html(text: str) -> str:
    """A text as blogs and forums publish it: paragraphs, links, quotations."""
    return "\n".join(_paragraph(part) for part in paragraphs(text))


def _paragraph(part: str) -> str:
    if part.startswith("> "):
        return f"<blockquote><p>{linked(part[2:])}</p></blockquote>"
    return f"<p>{linked(part)}</p>"


def linked(text: str) -> str:
    """Escaped text with line breaks kept and addresses made into links."""
    pieces = []
    end = 0
    for found in ADDRESS.finditer(text):
        pieces.append(escape(text[end : found.start()], quote=False))
        address = escape(found.group())
        pieces.append(f'<a href="{address}">{address}</a>')
        end = found.end()
    pieces.append(escape(text[end:], quote=False))
    return "".join(pieces).replace("\n", "<br />\n")


def excerpt(text: str, words: int = 55) -> str:
    """The first words of a text, as WordPress cuts them (55 by default)."""
    all_words = text.split()
    cut = escape(" ".join(all_words[:words]), quote=False)
    return f"{cut} [&#8230;]" if len(all_words) > words else cut


def cdata(content: str) -> str:
    """A CDATA section, whatever the content holds."""
    return f"<![CDATA[{content.replace(']]>', ']]]]><![CDATA[>')}]]>"


def entities(text: str) -> str:
    """Text for an XML element, with WordPress's numeric entities."""
    escaped = text.replace("&", "&#038;").replace("<", "&#60;").replace(">", "&#62;")
    return escaped.replace("’", "&#8217;").replace("–", "&#8211;")


def rfc822(at: datetime) -> str:
    """An instant as RSS writes it, with a numeric zone."""
    return format_datetime(at)


def gmt(at: datetime) -> str:
    """An instant as RSS writes it, in GMT."""
    return format_datetime(at, usegmt=True)


def rfc3339(at: datetime) -> str:
    """An instant as Atom and JSON Feed write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
