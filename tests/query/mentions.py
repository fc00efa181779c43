"""Mentions to ask queries of."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.errors import BadQuery
from bot.models import Mention, MentionKind
from bot.query import parse

Read = TypeVar("Read")


def mention(text: str = "", **said: Any) -> Mention:
    """A mention with that text, and whatever else is said of it."""
    min_interval = {
        "id": "1",
        "source": "bluesky",
        "kind": MentionKind.POST,
        "url": "https://bsky.app/profile/jeanne/post/1",
        "created_at": datetime(2026, 11, 2, 8, tzinfo=UTC),
    }
    return Mention(**{**min_interval, "text": text, **said})


def finds(query: str, text: str = "", **said: Any) -> bool:
    """Whether a query matches a mention of that text."""
    return parse(query).matches(mention(text, **said))


def read_or_refused(read: Callable[[str], Read], text: str) -> Read | BadQuery:
    """What was read, or why it was not."""
    try:
        return read(text)
    except BadQuery as refused:
        return refused
