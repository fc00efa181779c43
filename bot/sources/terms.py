"""Needles in the words of searches."""

from collections.abc import Iterable

from bot.sources.source import Needle


def bare(text: str) -> str:
    """The text without what a search would take for quotation marks of its own."""
    return " ".join(text.replace('"', " ").split())


def quoted(needle: Needle) -> str:
    """The needle in quotes, so that it is neither torn apart nor mended; a prefix bare."""
    text = bare(needle.text)
    return text if needle.form == "prefix" or not text else f'"{text}"'


def tagged(needle: Needle) -> str:
    """The needle quoted, or as the hashtag that it is."""
    text = bare(needle.text)
    return f"#{text}" if needle.form == "hashtag" and text else quoted(needle)


def joined(terms: Iterable[str], most: int, by: str = " OR ") -> list[str]:
    """The terms, each once and none of them empty, so many in one text."""
    distinct = [term for term in dict.fromkeys(terms) if term]
    return [by.join(distinct[start : start + most]) for start in range(0, len(distinct), most)]
