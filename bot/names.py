"""When two names of watches are the same name: the one definition that the store and the commands share."""

from functools import lru_cache
from typing import Final

import regex

from bot.text import fold

_AT_AN_END: Final = regex.compile(r"[.,;:]+(?=\s|\Z)")
"""Punctuation that ends a word of a name; inside a word, as in Booking.com, it belongs to the name."""


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """What two names have in common that are one name; empty for what holds nothing to look for.

    Case, accents, width, hyphens, apostrophes, marks such as ™, spacing and the punctuation that ends a
    word make no difference: Coca-Cola, coca cola and Coca Cola™ are one name, C++ and C are two.
    """
    folded = fold(name).strip()
    bare = fold(_AT_AN_END.sub(" ", folded)).strip()
    return bare or folded
