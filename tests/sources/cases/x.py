"""X's search of recent posts."""

import json
from html import escape
from typing import Any

from tests.sources.case import Case


def post(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A post, as found; texts are escaped, and links in them are t.co's."""
    key = str(1_990_000_000_000_000_000 + number)
    min_interval = {
        "id": key,
        "text": escape(text, quote=False),
        "author_id": author,
        "created_at": "2026-11-23T07:00:00.000Z",
        "lang": "fr",
        "conversation_id": key,
        "edit_history_tweet_ids": [key],
    }
    return min_interval | changes


def found(*posts: dict[str, Any], **meta: Any) -> bytes:
    """The answer that holds these posts; without any it holds no list either."""
    document: dict[str, Any] = {"data": posts} if posts else {}
    return json.dumps({**document, "meta": {"result_count": len(posts), **meta}}).encode()


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=lambda items: found(*(post(number, text, author) for number, (text, author) in enumerate(items))),
    undated=found(post(1, "no date", "7", created_at="some day in spring")),
    zoneless=found(post(1, "no zone", "7", created_at="2026-11-22T10:00:00")),
    garbage=(b"[]", b"{}", b"7", b'{"data":{},"meta":{}}', b'{"data":[{"x":1}],"meta":{}}', b"[" * 1_000_000),
    settings={"VEILLE_X_BEARER": "bearer-of-x"},
)
