"""Needles in the words of searches."""

import re
from collections.abc import Iterable

from bot.query import Needle

_WORD = re.compile(r"\w+")


def bare(text: str) -> str:
    """The text without what a search would take for quotation marks of its own."""
    return " ".join(text.replace('"', " ").split())


def quoted(needle: Needle) -> str:
    """The needle in quotes, so that it is neither torn apart nor mended; a prefix bare."""
    text = bare(needle.text)
    return text if needle.form == "prefix" or not text else f'"{text}"'


def tagged(needle: Needle) -> str:
    """The needle as the hashtag that it is, a single word bare, and the rest quoted.

    For networks on which some servers take the marks around a word for a part of it; what more a bare word
    brings, its kin by the server's grammar, is asked again here.
    """
    text = bare(needle.text)
    if needle.form == "hashtag" and text:
        return f"#{text}"
    return text if _WORD.fullmatch(text) else quoted(needle)


def joined(terms: Iterable[str], most: int, by: str = " OR ") -> list[str]:
    """The terms, each once and none of them empty, so many in one text."""
    distinct = [term for term in dict.fromkeys(terms) if term]
    return [by.join(distinct[start : start + most]) for start in range(0, len(distinct), most)]
