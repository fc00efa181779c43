"""The language in which somebody asks: by the words that only one of ours has."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from bot.analysis.function_words import ENGLISH, FRENCH
from bot.commands.aspects import words_of_aspects
from bot.commands.tokens import tokens_of
from bot.commands.watched_names import watched_names
from bot.locale import Language
from bot.text import fold

_FRENCH: Final = frozenset(
    fold(word)
    for word in (
        *("cest", "quest", "ya", "pkoi", "stp", "svp", "merci", "bonjour", "salut", "neuf"),
        *("connaît", "connais", "fiche", "parle", "personne", "gens"),
    )
)


def asked_language(words: Iterable[str]) -> Language | None:
    """The language of a question's folded words, names left out; None where they show none, or both."""
    said = set(words)
    english, french = len(said & _only("en")), len(said & _only("fr"))
    if english == french:
        return None
    return "en" if english > french else "fr"


def asked_in(text: str, watched: Sequence[str]) -> Language | None:
    """The language of a question, the watched names in it left out."""
    read = tokens_of(text)
    named = {rank for each in watched_names(read, watched) for rank in range(each.first, each.last + 1)}
    return asked_language(token.folded for rank, token in enumerate(read) if rank not in named)


@cache
def _only(language: Language) -> frozenset[str]:
    """The words that are of this language and not of the other."""
    english = ENGLISH | words_of_aspects(("en",))
    french = FRENCH | _FRENCH | words_of_aspects(("fr",))
    return english - french if language == "en" else french - english
