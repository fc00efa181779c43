"""When a server says it may be asked again: `Retry-After` and the rate headers, in all their shapes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.decoding import instant

LONGEST = timedelta(hours=24)
"""No server is believed for longer than this."""

SHORTEST = timedelta(seconds=30)
"""How long to wait when the instant a server names is already past: Mastodon's lie by minutes."""

_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_NUMBER = re.compile(r"\s*(\d{1,13}(?:\.\d{1,9})?)\s*(?:$|[;,])")
_EPOCH = 1_000_000_000  # a greater count of seconds is an instant (GitHub, X), not a wait (Reddit)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The instant that `Retry-After` names, in seconds from now or as a date; None without one."""
    return _instant(headers.get("retry-after", ""), now)


def is_exhausted(headers: Mapping[str, str]) -> bool:
    """Whether the rate headers say that nothing is left."""
    for name in _REMAINING:
        number = _NUMBER.match(headers.get(name, ""))
        if number:
            return float(number[1]) < 1
    return False


def reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The instant at which the rate headers promise more; None when they do not say."""
    for name in _RESET:
        if headers.get(name):
            return _instant(headers[name], now)
    return None


def _instant(value: str, now: datetime) -> datetime | None:
    named = _from_number(value, now) or instant(value)
    if named is None:
        return None
    if named <= now:
        return now + SHORTEST
    return min(named, now + LONGEST)


def _from_number(value: str, now: datetime) -> datetime | None:
    number = _NUMBER.match(value)
    if not number:
        return None
    seconds = float(number[1])
    if seconds > _EPOCH * 1000:
        seconds /= 1000
    if seconds > _EPOCH:
        return datetime.fromtimestamp(min(seconds, (now + LONGEST).timestamp()), UTC)
    return now + min(timedelta(seconds=seconds), LONGEST)
