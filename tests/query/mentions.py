"""Mentions to ask queries of."""

from datetime import UTC, datetime
from typing import Any

from bot.models import Mention, MentionKind
from bot.query import parse


def mention(text: str = "", **said: Any) -> Mention:
    """A mention with that text, and whatever else is said of it."""
    usual = {
        "id": "1",
        "source": "bluesky",
        "kind": MentionKind.POST,
        "url": "https://bsky.app/profile/jeanne/post/1",
        "created_at": datetime(2026, 11, 2, 8, tzinfo=UTC),
    }
    return Mention(**{**usual, "text": text, **said})


def finds(query: str, text: str = "", **said: Any) -> bool:
    """Whether a query matches a mention of that text."""
    return parse(query).matches(mention(text, **said))
