"""What of a name a question asks for: why people are angry, whether it is serious, what to read.

The ways of asking stand in `aspects/LANGUAGE.toml`, an aspect a table. One of its `phrases` is enough; one of
its `asks` needs one of its `about` beside it; one of `about` alone is enough where nothing else was written.
Of several aspects the first in the order of `Aspect` is asked for.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from bot.analysis.lexicon import Found, Lexicon
from bot.analysis.own_words import Span
from bot.analysis.tokens import Sort, tokens
from bot.commands.vocabulary import COURTESY
from bot.locale import LANGUAGES, Language


class Aspect(StrEnum):
    """What is asked of a name, or of a person; of two that a question may mean, the first."""

    PERSON = "person"
    COMPARED = "compared"
    TURNED = "turned"
    UNANSWERED = "unanswered"
    READING = "reading"
    CHANGED = "changed"
    PRAISE = "praise"
    ANGER = "anger"
    GRAVITY = "gravity"


class Meant(msgspec.Struct, frozen=True):
    """An aspect that a text asks for, and where the words stand by which it does."""

    aspect: Aspect
    spans: tuple[Span, ...] = ()


_ALONE: Final = "about"
"""The part of an aspect's lists whose words ask where nothing else was written: `serious?`."""


def meant(text: str) -> list[Meant]:
    """What a question without names and times may ask for, the first in the order of `Aspect` first."""
    found = [each for language in LANGUAGES for each in _asked(text, language)]
    order = list(Aspect)
    return sorted(found, key=lambda each: order.index(each.aspect))


@cache
def words_of_aspects(languages: Sequence[Language] = LANGUAGES) -> frozenset[str]:
    """Every word by which one of these languages asks for an aspect, or its stem, folded."""
    entries = [entry for language in languages for listed in _lists(language).values() for entry in listed]
    words = [word for entry in entries for piece in entry.split() for word in piece.split("/")]
    return frozenset(
        token.form for word in words for token in tokens(word.rstrip("*")) if token.sort is Sort.WORD
    )


def _asked(text: str, language: Language) -> Iterator[Meant]:
    """The aspects that a text asks for in a language."""
    read = tokens(text)
    hits = _widest(_lexicon(language).all(read))
    said = sum(token.sort is Sort.WORD and token.form not in COURTESY for token in read)
    held = {hit.list for hit in hits}
    alone = {hit.list for hit in hits if hit.last - hit.first >= said}
    for aspect in Aspect:
        if (
            f"{aspect}.phrases" in held
            or {f"{aspect}.asks", f"{aspect}.about"} <= held
            or f"{aspect}.{_ALONE}" in alone
        ):
            its = (hit for hit in hits if hit.list.partition(".")[0] == aspect)
            yield Meant(aspect, tuple((read[hit.first].start, read[hit.last - 1].end) for hit in its))


def _widest(hits: Sequence[Found]) -> list[Found]:
    """The entries without those within a longer one of their sort: `not happy` holds no `happy`."""
    return [hit for hit in hits if not any(_holds(other, hit) for other in hits)]


def _holds(one: Found, other: Found) -> bool:
    same_sort = one.list.partition(".")[2] == other.list.partition(".")[2]
    longer = one.last - one.first > other.last - other.first
    return same_sort and longer and one.first <= other.first and other.last <= one.last


@cache
def _lexicon(language: Language) -> Lexicon:
    return Lexicon(_lists(language))


@cache
def _lists(language: Language) -> Mapping[str, Sequence[str]]:
    """The lists of a language's file, by `aspect.part`."""
    written = files(__package__).joinpath("aspects", f"{language}.toml").read_text("utf-8")
    found: dict[str, dict[str, Sequence[str]]] = tomllib.loads(written)
    return {f"{aspect}.{part}": entries for aspect, lists in found.items() for part, entries in lists.items()}
