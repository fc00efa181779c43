"""The words of an entry, out of all the texts that its feed gives of it."""

import re
from html import unescape

from bot.feeds.feed import Entry
from bot.html import clean, plain, referred
from bot.text import BETWEEN_TEXTS

_END = re.compile(
    r"(?:continue reading|read more|lire la suite|lire plus|weiterlesen|leer más)\W*"
    r"|read more of this story at .+|Statistics: Posted by .+"
    r"|\[link\] \[(?:\d+ )?comments\]|submitted by /?u/\S+(?: to /?r/\S+)?",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"submitted by \S+ to \S+\s+\d+ points? \| \d+ comments?(?:\s+https?://\S+)?\s*", re.IGNORECASE
)
"""What Lemmy puts above the words of a post."""
_REFERENCE = re.compile(r"&#(?:\d{2,7}|x[0-9a-f]{2,6});", re.IGNORECASE)
_ESCAPED_AGAIN = re.compile(
    r"<(p|div|a|span|strong|b|em|i|ul|ol|h[1-6]|blockquote|figure)\b[^<>]*>.*</\1>", re.S
)
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[…\])$")


def entry_text(entry: Entry) -> str:
    """The text of its body, and below it what its other texts say that this does not."""
    told = ""
    texts: list[str] = []
    for html in (entry.html, *entry.others):
        text = _text(html)
        if texts and "</" in text:
            text = plain(text)
        kept: list[str] = []
        for said in _without_ends(
            _BEGINNING.sub("", text, count=1) if _BEGINNING.match(text) else text
        ).split("\n"):
            letters = _letters(without_cut(said))
            if texts and said and html != entry.html and letters in told:
                continue
            kept.append(said)
            told += letters
        if cleaned := clean("\n".join(kept)):
            texts.append(cleaned)
    return BETWEEN_TEXTS.join(texts)


def _letters(text: str) -> str:
    """The letters and digits alone: excerpts differ from their article in spaces and marks."""
    return "".join(filter(str.isalnum, text)).casefold()


def _text(html: str) -> str:
    """The text of a body; references and markup that show in it were escaped once too often."""
    text = plain(html)
    if _ESCAPED_AGAIN.match(text):
        text = plain(text)
    return clean(_REFERENCE.sub(lambda found: unescape(found[0]), referred(text))) if "&#" in text else text


def _without_ends(text: str) -> str:
    """The text without the lines that software adds below it."""
    lines = text.split("\n")
    while lines and (not lines[-1] or _END.fullmatch(lines[-1])):
        lines.pop()
    return "\n".join(lines)


def without_cut(text: str) -> str:
    """The text without the marks that say that it goes on elsewhere."""
    return _CUT.sub("", text)
