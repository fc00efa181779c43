"""Words of a channel's own, as somebody types them: what is urgent here, what belongs to a name."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from bot.commands.verbs import BY_NAME, is_written_for
from bot.errors import BadCommand
from bot.locale import _
from bot.names import name_key
from bot.text import fold

MOST_PRODUCTS: Final = 20
LONGEST: Final = 60
SHORTEST: Final = 3
"""Letters of a word that is urgent wherever it stands."""
_BETWEEN: Final = re.compile(r"[,;\n]")
_QUOTES: Final = "\"“”„«»'‘’. "
_NONE: Final = frozenset({"none", "nothing", "aucun", "aucune", "rien"})


class UrgentAsked(msgspec.Struct, frozen=True):
    """Words that are to be urgent, or no longer; none to list them."""

    words: tuple[str, ...] = ()
    is_forgotten: bool = False


def read_urgent(words: str) -> UrgentAsked:
    """Which words are to be urgent, each between commas. Raises `BadCommand`."""
    first, _space, rest = words.partition(" ")
    if not words or is_written_for(first, "list"):
        return UrgentAsked()
    is_forgotten = is_written_for(first, "remove")
    typed = rest if is_forgotten or is_written_for(first, "brand") else words
    found = _apart(typed)
    if not found:
        raise BadCommand(_("Which words? Write {command}.", command=BY_NAME["urgent"].example))
    for word in found:
        if len(fold(word)) < SHORTEST:
            raise BadCommand(
                _(
                    "“{word}” stands in too many posts to be urgent: write {n} letters or more.",
                    word=word,
                    n=SHORTEST,
                )
            )
    return UrgentAsked(found, is_forgotten)


def read_products(words: str, names: Sequence[str]) -> tuple[str, tuple[str, ...] | None]:
    """The name of a watch, and words of its things; None where none was typed, none of them for `none`.

    Raises `BadCommand` for too many.
    """
    name, rest = _named(words, names)
    if not rest:
        return name, None
    if fold(rest) in _NONE:
        return name, ()
    found = _apart(rest) if _BETWEEN.search(rest) else tuple(dict.fromkeys(rest.split()))
    if len(found) > MOST_PRODUCTS:
        raise BadCommand(_("{n} words are the most by which a name is known.", n=MOST_PRODUCTS))
    return name, found


def _named(words: str, names: Sequence[str]) -> tuple[str, str]:
    """The longest name that words begin with, and the rest; or what stands before a colon."""
    typed = words.split()
    keys = {name_key(name) for name in names}
    for end in range(len(typed), 0, -1):
        begun = " ".join(typed[:end]).strip(_QUOTES).rstrip(":= ")
        if name_key(begun) in keys:
            return begun, " ".join(typed[end:]).lstrip(":= ")
    before, colon, after = words.partition(":")
    if colon:
        return before.strip(), after.strip()
    return (typed[0], " ".join(typed[1:])) if typed else ("", "")


def _apart(words: str) -> tuple[str, ...]:
    """Words between commas, each once; a long one is cut."""
    said = (word.strip(_QUOTES)[:LONGEST] for word in _BETWEEN.split(words))
    return tuple({fold(word): word for word in said if word}.values())
