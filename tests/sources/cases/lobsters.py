"""The listings of Lobsters."""

import json
from typing import Any

from tests.sources.case import Case


def story(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A story with a text of its own."""
    min_interval = {
        "short_id": f"ab{number}",
        "short_id_url": f"https://lobste.rs/s/ab{number}",
        "created_at": "2026-11-23T01:00:00.000-06:00",
        "title": f"Note {number}",
        "url": "https://news.example/zorblax?utm_source=l",
        "score": 1,
        "comment_count": 0,
        "description": f"<p>{text}</p>",
        "description_plain": text,
        "comments_url": f"https://lobste.rs/s/ab{number}/note",
        "submitter_user": author,
        "tags": ["web"],
    }
    return min_interval | changes


def listing(*stories: dict[str, Any]) -> bytes:
    return json.dumps(stories).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return listing(*(story(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    undated=listing(story(1, "no date", "ada", created_at="in spring")),
    zoneless=listing(story(1, "no zone", "ada", created_at="2026-11-22T10:00:00")),
    garbage=(b"{}", b'{"error":"no"}', b"null", b"[1]", b'[{"unknown":1}]', b"<a>", b"[" * 1_000_000),
)
