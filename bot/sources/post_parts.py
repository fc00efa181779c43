"""What stands around the words of a post: the heading above them, the card of a page, hashtags beside them.

The heading of an answer was written by whoever began the discussion; not all programs write an author's
hashtags into the words.
"""

import re
from collections.abc import Iterable
from typing import Final

from bot.html import clean, line
from bot.text import fold

_MOST_HASHTAGS: Final = 20
_HASHTAG: Final = re.compile(r"#(\w+)")

_LONGEST_DESCRIPTION: Final = 2_000
_PICTURE: Final = re.compile(r"[^?#]*\.(?:gif|jpe?g|png|webp|mp4|webm)(?:[?#]|$)", re.IGNORECASE)
_PREFIXES: Final = (
    "re|ré|rép|rep|réf|ref|aw|antw|antwort|sv|vs|odp|ynt|res|rif|vá|atb|bls|απ|σχετ|отв|ответ"
    "|回复|回覆|答复|返信|回信|رد|תגובה"
    "|tr|fw|fwd|wg|doorst|enc|rv|továbbítás|转发|轉寄|転送"
)
_TAGS: Final = re.compile(r"^(?:\[[^\]\n]{1,60}\]\s*)+(?=\S)")
_ANSWER: Final = re.compile(
    rf"^(?:[^•|]{{1,80}}\s•\s)?"
    rf"(?:(?:\[[^\]\n]{{1,60}}\]\s*)*(?:{_PREFIXES})\s?(?:\[\d+\]|\(\d+\)|\^\d+|\*\d+)?\s?[:\uff1a]\s*)+",
    re.IGNORECASE,
)
"""What mail programs and forums put before the heading that an answer takes over, or a forwarded text.

Behind the name of a forum (`Support • Re:`) or a list (`[users] Re:`), and as often as it was answered.
"""


def answered_heading(title: str) -> str:
    """The heading under which an answer stands; empty for a title that does not say it is one."""
    found = _ANSWER.match(title)
    return title[found.end() :].strip() or title if found else ""


def untagged(heading: str) -> str:
    """A heading without the name of a list or a tag before it, which an answer may stand before or behind."""
    return _TAGS.sub("", heading)


def headed(title: str, *, answers: bool) -> tuple[str, str]:
    """The title as its author's own words, and as another's: one of the two is empty."""
    above = answered_heading(title)
    if above or answers:
        return "", above or title
    return title, ""


def page_card(address: str, title: str, description: str) -> str:
    """What stands on the card of a page that a post shows: the title, and below it the description.

    Empty for a picture that moves, which people choose from a collection that names it.
    """
    if _PICTURE.match(address):
        return ""
    return "\n\n".join(filter(None, (line(title), clean(description[:_LONGEST_DESCRIPTION]))))


def with_hashtags(text: str, names: Iterable[str]) -> str:
    """The words, and below them those hashtags that are not in them; nothing where there are no words."""
    beside = list(dict.fromkeys(tag for name in names if (tag := line(name).lstrip("#"))))[:_MOST_HASHTAGS]
    if not text or not beside:
        return text
    said = set(_HASHTAG.findall(fold(text)))
    missing = " ".join(f"#{tag}" for tag in beside if fold(tag) not in said)
    return f"{text}\n\n{missing}" if missing else text
