"""Whether a text is signed by who speaks for a brand: "Sorry about that. Tomasz, founder of Acme".

1. The title (`signs` in `words/LANGUAGE/allegiance.toml`) ends the text.
2. Before it in its sentence stands nothing; or a name that is the author's, or one common first name, behind
   words of farewell or none. "An interview with Tim Cook, Acme CEO" tells of somebody.
3. Something else was written: a title alone is a headline.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.analysis.lexicon import Found, word_lists
from bot.analysis.ordinary_names import entries
from bot.analysis.tokens import Sort, Token
from bot.text import fold

_BREAKS: Final = re.compile(r"[.!?…\n–—]")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_signature(hit: Found, text: str, read: Sequence[Token], author: str) -> bool:
    """Whether a title that was found in an author's text signs it."""
    if any(token.sort is Sort.WORD for token in read[hit.last :]):
        return False
    written = text[: read[hit.first].start]
    *others, beside = _BREAKS.split(written)
    return _WORDS.search("".join(others)) is not None and _is_name(_WORDS.findall(beside), author)


def _is_name(words: Sequence[str], author: str) -> bool:
    farewells = frozenset(word_lists("any", "allegiance")["farewells"])
    name = [fold(word) for word in words]
    while name and name[0] in farewells:
        name.pop(0)
    own = frozenset(re.split(r"[\W_]+", fold(author)))
    return not name or set(name) <= own or (len(name) == 1 and name[0] in entries("first_name"))
