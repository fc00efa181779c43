"""Mentions to read."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.models import Mention, MentionKind

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
_numbers = count(1)


def mention(text: str = "", **said: Any) -> Mention:
    """A mention with that text, and whatever else is said of it; no two are alike in id and address."""
    number = next(_numbers)
    min_interval = {
        "id": f"m{number}",
        "source": "forum",
        "kind": MentionKind.POST,
        "url": f"https://forum.example/{number}",
        "author": f"author{number}",
        "place": "forum.example",
        "created_at": NOON,
    }
    return Mention(**{**min_interval, "text": text, **said})


def spots(name: str) -> Any:
    """Where a name stands in a text, as whole words."""

    def found(text: str) -> Sequence[tuple[int, int]]:
        return [spot.span() for spot in re.finditer(rf"\b{re.escape(name)}\b", text)]

    return found
