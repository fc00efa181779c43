"""A search of a Discourse forum."""

import json
from typing import Any

from tests.sources.case import Case


def post(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A post of topic 11, as found."""
    min_interval = {
        "id": 900 + number,
        "username": author,
        "created_at": "2026-11-23T07:00:00.000Z",
        "like_count": 0,
        "blurb": text,
        "post_number": number + 1,
        "topic_id": 11,
    }
    return min_interval | changes


def search(*posts: dict[str, Any], more: bool | None = None) -> bytes:
    found = {
        "posts": posts,
        "topics": [{"id": 11, "title": "Which wheel?", "slug": "which-wheel"}],
        "grouped_search_result": {"term": "zorblax", "more_full_page_results": more},
    }
    return json.dumps(found).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return search(*(post(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    settings={"VEILLE_DISCOURSE": "forum.example"},
    undated=search(post(1, "no date", "ada", created_at="in spring")),
    zoneless=search(post(1, "no zone", "ada", created_at="2026-11-22T10:00:00")),
    garbage=(
        b"{}",
        b'{"posts":{}}',
        b'{"posts":[1]}',
        b'{"posts":[{"unknown":1}]}',
        b'[{"type":"topic"}]',
        b"null",
        b"[" * 1_000_000,
    ),
)
