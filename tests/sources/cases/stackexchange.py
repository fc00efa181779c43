"""A listing of questions of Stack Exchange."""

import json
from typing import Any

from tests.clock import START
from tests.sources.case import Case


def request(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A question; titles and names are escaped."""
    min_interval = {
        "tags": ["python"],
        "owner": {"display_name": author, "link": "https://stackoverflow.com/users/1/x"},
        "is_answered": False,
        "creation_date": int(START.timestamp()) - 3600,
        "question_id": 79_000_000 + number,
        "content_license": "CC BY-SA 4.0",
        "link": f"https://stackoverflow.com/questions/{79_000_000 + number}/it-doesnt-start",
        "title": "It doesn&#39;t start",
        "body": f"<p>{text}</p>\n",
    }
    return min_interval | changes


def listing(items: list[dict[str, Any]], **more: Any) -> bytes:
    min_interval = {"items": items, "has_more": False, "quota_max": 300, "quota_remaining": 299}
    return json.dumps(min_interval | more).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return listing([request(number, text, author) for number, (text, author) in enumerate(items)])


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    undated=listing([request(1, "no date", "ada", creation_date=None)]),
    garbage=(
        b'{"error_id":400,"error_name":"bad_parameter","error_message":"site"}',
        b'{"items":{}}',
        b'{"items":[{"unknown":1}]}',
        b'{"items":["x"]}',
        b"[]",
        b"null",
        b"[" * 1_000_000,
    ),
)
