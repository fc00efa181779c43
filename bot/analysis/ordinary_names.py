"""Names that are something else as well: a word of English or French, a common first name or surname.

The lists are others' work that may be shipped (`words/LICENSES.md`).
"""

import re
from functools import cache
from typing import Final

from bot.analysis.lexicon import WORDS
from bot.analysis.reading import Reading, Reason
from bot.text import fold, words

VERSION: Final = 1
LISTS: Final = {
    "english": "en/words.txt",
    "french": "fr/words.txt",
    "first_name": "any/first_names.txt",
    "surname": "any/surnames.txt",
}

_SIGN: Final = re.compile(r"[^\w\s#'’-]")


def ordinary_name(name: str) -> Reading[str]:
    """What a name is besides a brand, by the first list that holds it; its plural counts too.

    A name of several words is what all of them are together: no list holds `Orange Bank`. One that is written
    with signs (`.NET`, `@orange`) is no word.
    """
    parts = words(fold(name))
    if len(parts) != 1 or _SIGN.search(name):
        return Reading()
    kinds = [kind for kind in LISTS if {parts[0], parts[0].removesuffix("s")} & entries(kind)]
    return Reading(kinds[0], tuple(Reason(kind, (name,)) for kind in kinds)) if kinds else Reading()


@cache
def entries(kind: str) -> frozenset[str]:
    """The folded entries of a list."""
    lines = (WORDS / LISTS[kind]).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
