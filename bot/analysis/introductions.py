"""Whether somebody introduces themselves as one who speaks for a brand: "Hi all, Lea, customer care at Acme."

1. At the beginning of a text, behind a greeting or none, stands a first name: one that is common, or a part
   of the author's own name.
2. Behind it the brand, with a word between that binds them ("from", "here from", « chez »), or an office
   (`offices` in `words/any/allegiance.toml`).
3. Then the sentence ends, or says "here": "Lea from Acme told me" introduces nobody. A comma is enough only
   where the author's name holds the first name, since "Hello, Lea from Acme," may call her.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import regex

from bot.analysis.lexicon import word_lists
from bot.analysis.ordinary_names import entries
from bot.text import fold

_GREETING: Final = (
    r"(?i:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|good (?:morning|afternoon|evening))"
    r"(?:[ \t]+[\w'’-]+){0,3}[ \t]*[,.!:;\n–—-]+\s*)?"
)
_HERE: Final = r"\s*(?i:[.!:;)\n–—]|$|here\b|speaking\b|ici\b|à l['’]appareil\b)"
_BOUND: Final = r"(?i:from|at|with|for|of|de chez|de|du|chez|pour)"


def introduction(text: str, author: str, names: Iterable[str]) -> str:
    """The words by which an author introduces themselves as of a brand of these names; empty for none."""
    for name in names:
        found = _pattern(name).match(text)
        if found and _is_theirs(found["first"], author, ends=found["comma"] is None):
            return found["words"]
    return ""


def _is_theirs(first: str, author: str, *, ends: bool) -> bool:
    """Whether a first name is the author's; `ends` says that the sentence ends behind the brand."""
    own = fold(first)
    parts = regex.split(r"[\W_]+", fold(author))
    return own in parts or (ends and own in entries("first_name"))


@lru_cache(maxsize=256)
def _pattern(name: str) -> "regex.Pattern[str]":
    lists = word_lists("any", "allegiance")
    offices = "|".join(map(regex.escape, (*lists["offices"], *lists["around_offices"])))
    office = rf"(?i:,?\s*(?:(?:{offices}|l['’]|d['’])(?:\b\s*)){{1,5}})"
    return regex.compile(
        rf"\s*{_GREETING}(?P<words>(?P<first>\p{{Lu}}[\p{{L}}’'-]+)"
        rf"(?:{office}(?:{_BOUND}\s+)?|,?\s+(?i:here,?\s+)?{_BOUND}\s+)(?i:the\s+)?(?i:{regex.escape(name)})\b)"
        rf"(?:(?P<comma>\s*,)|{_HERE})"
    )
