"""What a mention is about: its words without the watched name that all of a watch's mentions share, and the
names and numbers by which one event is told from its neighbour."""

from collections.abc import Iterable
from typing import Final

import msgspec
import regex

from bot.analysis.own_words import own_words
from bot.models import Mention
from bot.text import HIDDEN, fold, hide_addresses, words

WORDS: Final = 40
"""Words of a text that are looked at: what it is about stands in them."""
ALIKE_LETTERS: Final = 4
"""Letters with which two names begin that are one in two languages: Geneva, Genève; Belgium, Belgique."""
HEADLINE: Final = 0.6
"""Share of capitalised words from which on capitals tell no names: English headlines have them throughout."""
_NAME: Final = regex.compile(r"(?<![.!?…:»”\"\n—–-]\s*|^|\p{N})(?<![\w@#/.-])\p{Lu}[\p{L}\p{N}'’-]{2,}")
_NUMBER: Final = regex.compile(
    r"(?<![\w.,:/#-])\p{N}{1,3}(?:[ ,.\u00a0\u202f]\p{N}{3})+(?![\p{L}\p{N}:/])"
    r"|(?<![\w.,:/#-])\p{N}+(?:[.,]\p{N}+)*(?![\p{L}\p{N}:/])"
)
_GROUPED: Final = regex.compile(r"(?<=\p{N})[ ,.\u00a0\u202f](?=\p{N}{3}(?!\p{N}))")
_YEAR: Final = regex.compile(r"(?:19|20)\p{N}\p{N}")
_CALENDAR: Final = frozenset(
    f"{day}day{s}" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun") for s in ("", "s")
) | {
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
}  # fmt: skip
_SPOKEN: Final = regex.compile(r"['’]\p{L}{0,2}$")
_WRITES_NOUNS_LARGE: Final = frozenset(("de", "lb"))


class Content(msgspec.Struct, frozen=True):
    """What is compared of a mention.

    `words` are folded, each once; `names` begin with a capital inside of a sentence; `numbers` are written in
    figures.
    """

    words: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]


def content(mention: Mention, watched: Iterable[str] = ()) -> Content:
    """What a mention is about, apart from the words by which it is watched for."""
    shared = {word for name in watched for word in words(fold(name))}
    text = meaning(mention)
    found = dict.fromkeys(word for word in words(fold(text)) if word not in shared)
    return Content(tuple(found)[:WORDS], _names(text, mention.lang, shared), _numbers(text))


def meaning(mention: Mention) -> str:
    """The words of a mention that are encoded: its author's own, without addresses."""
    said = "\n".join(part for part in (mention.title, own_words(mention.text)) if part)
    return hide_addresses(said).replace(HIDDEN, " ")


def same_names(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts share a name, be it spelt as in another language."""
    return any(name[:ALIKE_LETTERS] == their[:ALIKE_LETTERS] for name in one for their in other)


def _names(text: str, language: str, shared: set[str]) -> frozenset[str]:
    written = [word for word in text.split() if word[:1].isalpha()]
    large = sum(word[0].isupper() for word in written)
    if language in _WRITES_NOUNS_LARGE or (len(written) > 3 and large >= HEADLINE * len(written)):
        return frozenset()
    found = (fold(_SPOKEN.sub("", name[0])) for name in _NAME.finditer(text))
    return frozenset(name for name in found if name not in shared | _CALENDAR and not name.isdigit())


def _numbers(text: str) -> frozenset[str]:
    found = (_GROUPED.sub("", number[0]).replace(",", ".") for number in _NUMBER.finditer(text))
    return frozenset(number for number in found if not _YEAR.fullmatch(number))
