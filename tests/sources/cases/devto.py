"""The listing of dev.to."""

import json
from typing import Any

from tests.sources.case import Case


def article(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """An article whose first words are its title."""
    min_interval = {
        "type_of": "article",
        "id": number,
        "title": text,
        "description": "It begins so…",
        "url": f"https://dev.to/ada/zorblax-{number}",
        "canonical_url": f"https://dev.to/ada/zorblax-{number}",
        "published_timestamp": "2026-11-23T07:00:00Z",
        "tag_list": ["bikes"],
        "user": {"name": author, "username": "ada"},
    }
    return min_interval | changes


def listing(*articles: dict[str, Any]) -> bytes:
    return json.dumps(articles).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return listing(*(article(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    undated=listing(article(1, "no date", "ada", published_timestamp="in spring")),
    zoneless=listing(article(1, "no zone", "ada", published_timestamp="2026-11-22T10:00:00")),
    garbage=(b"{}", b'{"error":"no"}', b"null", b"[1]", b'[{"unknown":1}]', b"[" * 1_000_000),
)
