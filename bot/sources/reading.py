"""What every source's reading has in common: JSON from strangers, and dates from strangers."""

import json
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from bot.answer import Answer
from bot.fetching.failures import unreadable

T = TypeVar("T")

AHEAD = timedelta(minutes=5)
"""How far in the future a stranger's clock may be before its dates are not believed."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older; dates before it are zeroes that were meant as "none"."""


def decode_json(answer: Answer, expected: str = "JSON") -> object:
    """The body, decoded. Raises `ChangedFailure`, or `BlockedFailure` for a challenge page.

    The lenient decoder takes over where the fast one is too strict: lone surrogates, raw control
    characters in strings, a byte order mark.
    """
    body = answer.body.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        document: object = json.loads(body, strict=False)
    except (ValueError, RecursionError) as error:
        raise unreadable(answer, expected) from error
    return document


def converted(value: object, shape: type[T]) -> T | None:
    """The value in that shape; None when it does not fit, so that one odd item spoils no page."""
    try:
        return msgspec.convert(value, shape, strict=False)
    except msgspec.ValidationError:
        return None


def settled(written: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """When something was written, and whether that is known: strangers' dates are often wrong.

    A date that is missing, impossible, or more than `AHEAD` in the future gives the instant of reading.
    """
    if written is None or written < EARLIEST or written > now + AHEAD:
        return now, False
    return written, True
