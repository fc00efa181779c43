"""How long a server says that its answer stays as it is."""

import re
from datetime import timedelta

from bot.answer import Answer

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,7})\s*</ttl>", re.IGNORECASE)
_ITEM = re.compile(rb"<item[\s>]", re.IGNORECASE)
_HEAD = 65_536


def fresh_for(answer: Answer) -> timedelta:
    """The longer of `max-age` (RFC 9111, less the `Age` it has already) and RSS's `<ttl>`, in minutes."""
    return max(_max_age(answer), _ttl(answer))


def _max_age(answer: Answer) -> timedelta:
    said = answer.headers.get("cache-control", "")
    found = _MAX_AGE.search(said)
    if not found or _NEVER.search(said):
        return timedelta()
    age = answer.headers.get("age", "")
    spent = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    return timedelta(seconds=max(0, int(found[1]) - spent))


def _ttl(answer: Answer) -> timedelta:
    head = _ITEM.split(answer.body[:_HEAD], maxsplit=1)[0]
    found = _TTL.search(head)
    return timedelta(minutes=int(found[1])) if found else timedelta()
