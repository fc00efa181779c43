"""Whether somebody introduces themselves as one who speaks for a brand: "Hi all, Lea, customer care at Acme."

1. At the beginning of a text, behind a greeting or none, stands a first name: one that is common, or a part
   of the author's own name.
2. Behind it the brand, with a word between that binds them ("from", "here from", « chez »), or an office
   (`offices` in `words/any/allegiance.toml`).
3. Then the sentence ends, or says "here": "Lea from Acme told me" introduces nobody. A comma is enough only
   where the author's name holds the first name, since "Hello, Lea from Acme," may call her.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import regex

from bot.analysis.lexicon import word_lists
from bot.analysis.ordinary_names import entries
from bot.text import fold

_GREETING: Final = (
    r"(?i:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|good (?:morning|afternoon|evening))"
    r"(?:[ \t]+[\w'’-]+){0,3}[ \t]*[,.!:;\n–—-]+\s*)?"
)
_OFFICES: Final = word_lists("any", "allegiance")
_OFFICE: Final = "|".join(map(regex.escape, (*_OFFICES["offices"], *_OFFICES["around_offices"])))
_BOUND: Final = r"(?i:from|at|with|for|of|de chez|de|du|chez|pour)"
_BEFORE: Final = regex.compile(
    rf"\s*{_GREETING}(?P<first>\p{{Lu}}[\p{{L}}’'-]+)"
    rf"(?:(?i:,?\s*(?:(?:{_OFFICE}|l['’]|d['’])(?:\b\s*)){{1,5}})(?:{_BOUND}\s+)?"
    rf"|,?\s+(?i:here,?\s+)?{_BOUND}\s+)(?i:the\s+)?"
)
"""All that stands before the brand's name."""
_BEHIND: Final = regex.compile(
    r"(?!\w)(?:(?P<comma>\s*,)|\s*(?i:[.!:;)\n–—]|$|here\b|speaking\b|ici\b|à l['’]appareil\b))"
)
MOST: Final = 300
"""Characters of a text within which an introduction names the brand."""


def introduction(text: str, author: str, names: Iterable[str]) -> str:
    """The words by which an author introduces themselves as of a brand of these names; empty for none."""
    for name in names:
        for start in _places(name, text[: MOST + len(name)]):
            end = start + len(name)
            before, behind = _BEFORE.fullmatch(text, endpos=start), _BEHIND.match(text, end)
            if before and behind and _is_theirs(before["first"], author, ends=behind["comma"] is None):
                return text[before.start("first") : end]
    return ""


def _places(name: str, text: str) -> Iterator[int]:
    """Where a name begins in a text, whatever its case."""
    wanted, within = name.lower(), text.lower()
    if len(within) != len(text) or len(wanted) != len(name):  # a letter whose small form is two
        wanted, within = name, text
    start = within.find(wanted) if wanted else -1
    while start >= 0:
        yield start
        start = within.find(wanted, start + 1)


def _is_theirs(first: str, author: str, *, ends: bool) -> bool:
    """Whether a first name is the author's; `ends` says that the sentence ends behind the brand."""
    own = fold(first)
    parts = regex.split(r"[\W_]+", fold(author))
    return own in parts or (ends and own in entries("first_name"))
