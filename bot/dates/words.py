"""The words of dates: months and weekdays in a dozen languages, and what stands between them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

from bot.text import fold

_LANGUAGES = ("en", "fr", "de", "de_AT", "es", "it", "pt", "nl", "sv", "da", "nb", "pl", "cs", "ca", "ro")
_SHORTEST = 3
"""Letters of a name that tell it from the others, as `strftime` and PHP cut names."""
_OLDER_MONTHS = {"mrz": 3, "maerz": 3, "jnr": 1, "jaenner": 1, "sept": 9}
_OLDER_WEEKDAYS = {"sonnabend": 5}
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_BETWEEN = frozenset(
    "at on the of o clock hrs le a h heures les de del las el la los di alle ore il do das as feira "  # noqa: SIM905 (shorter so)
    "um uhr den der dem om uur op kl klockan og och i godz r st nd rd th er eme".split()
)
"""What stands between the parts of a written date and says nothing of its own."""


def month(word: str) -> int | None:
    """The month that a folded word names, whole or cut after three letters or more; None if it names none."""
    whole, cut = _months()
    found = whole.get(word) or cut.get(word) or frozenset()
    return next(iter(found)) if len(found) == 1 else None


def is_weekday(word: str) -> bool:
    """Whether a folded word is a weekday, whole or as it is cut. Which one does not matter: dates lie."""
    whole, cut = _weekdays()
    return word in whole or word in cut


def is_between(word: str) -> bool:
    """Whether a folded word is a particle that dates are written with."""
    return word in _BETWEEN


@lru_cache(maxsize=1)
def _months() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    names = [(number, name) for tables in _tables(get_month_names) for number, name in tables]
    whole, cut = _indexed(names)
    return whole | {word: frozenset((number,)) for word, number in _OLDER_MONTHS.items()}, cut


@lru_cache(maxsize=1)
def _weekdays() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    whole, cut = _indexed([(number, name) for tables in _tables(get_day_names) for number, name in tables])
    return whole | {word: frozenset((number,)) for word, number in _OLDER_WEEKDAYS.items()}, cut


def _tables(names: object) -> Iterable[Iterable[tuple[int, str]]]:
    assert callable(names)
    for language in _LANGUAGES:
        for width in _WIDTHS:
            for context in _CONTEXTS:
                yield names(width, context, language).items()


def _indexed(names: Iterable[tuple[int, str]]) -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    """Whole names, and their beginnings, each with all that it may stand for."""
    whole: defaultdict[str, set[int]] = defaultdict(set)
    cut: defaultdict[str, set[int]] = defaultdict(set)
    for number, name in names:
        word = _word(name)
        whole[word].add(number)
        for end in range(_SHORTEST, len(word)):
            cut[word[:end]].add(number)
    return _frozen(whole), _frozen(cut)


def _word(name: str) -> str:
    """The name itself: “de gener” is gener, “segunda-feira” is segunda."""
    words = [word for word in fold(name).replace("'", " ").replace(".", " ").split() if word != "feira"]
    return words[-1]


def _frozen(table: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {word: frozenset(numbers) for word, numbers in table.items()}
