"""One result about one mention: a value, and what it stands on.

A reading is made by a pure function of a mention and of what a channel knows. Where the words do not show
the answer, the value is None, *cannot say*: the ordinary answer for a short post, and never an error.
"""

from typing import Generic, TypeVar

import msgspec

Value = TypeVar("Value")


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule that spoke, by its code, and the words as they are written in the mention that made it speak."""

    code: str
    words: tuple[str, ...] = ()


class Reading(msgspec.Struct, Generic[Value], frozen=True, omit_defaults=True):
    """A value with its reasons, the weightiest first; None is *cannot say*."""

    value: Value | None = None
    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return self.value is not None
