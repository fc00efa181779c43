"""A search of GitHub's issues."""

import json
from typing import Any

from tests.sources.case import Case


def issue(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """An issue of acme/zorblax."""
    min_interval = {
        "url": f"https://api.github.com/repos/acme/zorblax/issues/{number}",
        "html_url": f"https://github.com/acme/zorblax/issues/{number}",
        "node_id": f"I_{number}",
        "number": number,
        "title": f"Note {number}",
        "user": {"login": author, "type": "User"},
        "body": text,
        "created_at": "2026-11-23T07:00:00Z",
        "author_association": "NONE",
    }
    return min_interval | changes


def search(items: list[dict[str, Any]], **more: Any) -> bytes:
    min_interval = {"total_count": len(items), "incomplete_results": False, "items": items}
    return json.dumps(min_interval | more).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return search([issue(number, text, author) for number, (text, author) in enumerate(items)])


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    undated=search([issue(1, "no date", "ada", created_at="in spring")]),
    zoneless=search([issue(1, "no zone", "ada", created_at="2026-11-22T10:00:00")]),
    garbage=(
        b'{"message":"Validation Failed","errors":[{"code":"invalid"}]}',
        b'{"items":{}}',
        b'{"items":[{"unknown":1}]}',
        b'{"data":{"node":{"title":"x"}}}',
        b"[]",
        b"null",
        b"[" * 1_000_000,
    ),
)
