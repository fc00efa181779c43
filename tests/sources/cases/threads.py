"""Threads' search of keywords."""

import json
from typing import Any

from tests.sources.case import Case


def post(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A post, as found; Meta writes zones without a colon."""
    min_interval = {
        "id": str(18_000_000_000_000 + number),
        "text": text,
        "permalink": f"https://www.threads.com/@lea/post/DZorblax{number:03}",
        "timestamp": "2026-11-23T07:00:00+0000",
        "username": author,
        "is_reply": False,
    }
    return min_interval | changes


def found(*posts: dict[str, Any], after: str = "") -> bytes:
    """The answer that holds these posts."""
    return json.dumps({"data": posts, "paging": {"cursors": {"before": "b", "after": after}}}).encode()


CASE = Case(
    content_type="application/json; charset=UTF-8",
    write=lambda items: found(*(post(number, text, author) for number, (text, author) in enumerate(items))),
    undated=found(post(1, "no date", "ada", timestamp="some day in spring")),
    zoneless=found(post(1, "no zone", "ada", timestamp="2026-11-22T10:00:00")),
    garbage=(b"[]", b"{}", b"7", b'{"data":{}}', b'{"data":[{"x":1}]}', b"[" * 1_000_000),
    settings={"VEILLE_THREADS_TOKEN": "token-of-threads"},
)
