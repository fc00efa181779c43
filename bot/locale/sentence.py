"""A sentence with what is filled into it, kept apart until somebody reads it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from babel.dates import format_datetime

from bot.locale.catalogue import _
from bot.locale.language import spoken

PHRASES: Final = frozenset({"expected", "period"})
"""Places that hold a phrase of the catalogue: `a feed`, `a day`."""
INSTANT: Final = "instant"
"""The place that holds an instant in ISO 8601, shown in UTC."""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of the catalogue by its English, and the values of its places; `str` says it.

    Kept in a database it is that pair, so that each reader gets it in their language.
    """

    text: str
    values: Mapping[str, int | str] = {}

    def __str__(self) -> str:
        return _(self.text, **{name: _shown(name, value) for name, value in self.values.items()})

    def stored(self) -> str:
        """The sentence as a column keeps it."""
        return msgspec.json.encode([self.text, self.values]).decode() if self.values else self.text


def _shown(name: str, value: int | str) -> int | str:
    if name in PHRASES:
        return _(str(value))
    if name == INSTANT:
        instant = datetime.fromisoformat(str(value)).astimezone(UTC)
        return str(format_datetime(instant, "d MMM, HH:mm", locale=spoken()))
    return value


def restored(stored: str) -> Sentence:
    """The sentence of what a column keeps; words that an earlier version wrote stand for themselves."""
    try:
        text, values = msgspec.json.decode(stored, type=tuple[str, dict[str, int | str]])
    except msgspec.DecodeError:
        return Sentence(stored)
    return Sentence(text, values)
