"""What every source's reading has in common: JSON from strangers, and dates from strangers."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from bot.answer import Answer
from bot.bodies import unreadable
from bot.dates import read_date, read_seconds
from bot.errors import ChangedFailure, SourceFailure
from bot.locale import N_
from bot.models import Mention

T = TypeVar("T")
_HALVES = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)

_DIGITS = 400
_TAG = re.compile(r"\s*([a-z]{2})(?:[-_]|\s*$)", re.IGNORECASE)

AHEAD = timedelta(minutes=5)
"""How far in the future a stranger's clock may be before its dates are not believed."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older; dates before it are zeroes that were meant as "none"."""


def decode_json(answer: Answer, expected: str = N_("JSON")) -> object:
    """The body, decoded. Raises `ChangedFailure`, or `BlockedFailure` for a challenge page.

    The lenient decoder takes over where the fast one is too strict: lone surrogates (which are left
    out), raw control characters in strings, bytes that are no UTF-8, numbers of thousands of digits,
    a byte order mark.
    """
    body = answer.body.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        text = body.decode(json.detect_encoding(body), "surrogatepass")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    try:
        return json.loads(_whole(text), strict=False, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise unreadable(answer, expected) from error


def _whole(document: str) -> str:
    """The document without halves of characters: no text that holds one can be written down.

    Taken out of what is written and not of what is read, which may be nested deeper than a function may
    call itself.
    """
    return _ESCAPE.sub(lambda escape: "" if escape["half"] else escape[0], _HALVES.sub("", document))


def _number(digits: str) -> int | float:
    """A whole number; one of more digits than Python reads is infinite, and spoils nothing beside it."""
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def decode_items(answer: Answer, expected: str, key: str) -> list[Mapping[str, Any]]:
    """The objects in the list that the body is, those with text under `key`.

    Raises what `decode_json` raises, `ChangedFailure` too if none of what the list holds has that text.
    """
    document = decode_json(answer, expected)
    if not isinstance(document, list):
        raise unreadable(answer, expected)
    items = [item for item in document if string(item, key)]
    if document and not items:
        raise ChangedFailure(
            "What should be {expected} has items without “{key}”.", answer=answer, expected=expected, key=key
        )
    return items


def converted(value: object, shape: type[T]) -> T | None:
    """The value in that shape; None when it does not fit, so that one odd item spoils no page."""
    try:
        return msgspec.convert(value, shape, strict=False)
    except (msgspec.ValidationError, UnicodeEncodeError):  # the latter for lone surrogates
        return None


def settled(written: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """When something was written, and whether that is known: strangers' dates are often wrong.

    A date that is missing, impossible, or more than `AHEAD` in the future gives the instant of reading.
    """
    if written is None or written < EARLIEST or written > now + AHEAD:
        return now, False
    return written, True


def written_after(mentions: Iterable[Mention] | None, instant: datetime) -> list[Mention]:
    """Those written after an instant, and those of which nobody knows when."""
    return [each for each in mentions or () if not each.dated or each.created_at > instant]


def instant(text: object) -> datetime | None:
    """The instant that a date names, in UTC if it has no zone; None when it is none, or could be two."""
    written = read_date(text)
    return written.instant if written else None


def moment(seconds: object) -> datetime | None:
    """The instant so many seconds after 1970; None for what is no count of seconds, and for 0."""
    return read_seconds(seconds)


def tongue(tag: object) -> str:
    """The ISO 639-1 code that a language tag (`fr`, `fr-CA`, `pt_BR`) begins with; empty if it has none."""
    match = _TAG.match(tag) if isinstance(tag, str) else None
    return match[1].lower() if match else ""


def string(holder: object, *path: str) -> str:
    """The text under these keys, one inside the other; empty when there is none."""
    value = under(holder, *path)
    return value if isinstance(value, str) else ""


def mappings(holder: object, *path: str) -> list[Mapping[str, Any]]:
    """The objects in the list under these keys; what else is in it is left out."""
    value = under(holder, *path)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def under(holder: object, *path: str) -> object:
    """What is under these keys, one inside the other; None when anything on the way is missing."""
    for key in path:
        holder = holder.get(key) if isinstance(holder, Mapping) else None
    return holder


def told(answer: Answer | None) -> object:
    """What came with a refusal, decoded; None when nothing did, or it is no JSON."""
    if answer is None or not answer.body.lstrip().startswith((b"{", b"[")):
        return None
    try:
        return decode_json(answer)
    except SourceFailure:
        return None
