"""Who of those heard here goes by a name: as it is written, nearly so, or by a part of it.

One name in one network is one person, however it is capitalised; in several networks it is several.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from bot.commands.verbs import one_letter_away
from bot.models import Person
from bot.text import fold

NEAR: Final = 4
"""Letters of a name that may be misspelt, or be a part of another."""
MOST: Final = 6
"""People who are offered at most."""

Names = tuple[Person, ...]
"""One person of one network, by every way in which their name was written."""


class Called(msgspec.Struct, frozen=True):
    """The people who may be meant, and whether they are called exactly so."""

    people: tuple[Names, ...] = ()
    is_exact: bool = True


def people_called(name: str, heard: Iterable[Person]) -> Called:
    """Those of the people heard who go by a name; of several ways to read it the strictest that finds any."""
    wanted, domain = _parts(name)
    told = sorted({each for each in heard if each[1]})
    if not wanted:
        return Called()
    exact = [each for each in told if wanted in _spelt(each[1]) and _is_at(each, domain)]
    if exact:
        return Called(_grouped(exact))
    if domain or len(wanted) < NEAR:
        return Called()
    misspelt = [each for each in told if any(one_letter_away(wanted, form) for form in _spelt(each[1]))]
    partly = [each for each in told if any(wanted in form for form in _spelt(each[1]))]
    return Called(_grouped(misspelt or partly), is_exact=False)


def _parts(name: str) -> tuple[str, str]:
    """A name in letters and figures alone, and the domain behind its `@`."""
    local, _, domain = _bare(name).partition("@")
    return _squeezed(local), domain


def _bare(name: str) -> str:
    return fold(name).strip().removeprefix("/").removeprefix("u/").removeprefix("@")


def _spelt(author: str) -> set[str]:
    """The forms in which an author's name may be typed: without its domain, and what it has in brackets."""
    bare = _bare(author)
    return {_squeezed(bare.partition("@")[0]), _squeezed(bare.partition("(")[0]), _squeezed(bare)} - {""}


def _squeezed(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum())


def _is_at(person: Person, domain: str) -> bool:
    return not domain or fold(person[0]) == domain or _bare(person[1]).endswith(f"@{domain}")


def _grouped(people: Sequence[Person]) -> tuple[Names, ...]:
    """The ways of writing one name of one network together."""
    found: dict[tuple[str, str], list[Person]] = {}
    for each in people:
        found.setdefault((each[0], fold(each[1])), []).append(each)
    return tuple(tuple(names) for names in found.values())[:MOST]
