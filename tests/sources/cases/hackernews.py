"""Algolia's search of Hacker News."""

import json

from tests.clock import START
from tests.sources.case import Case


def hit(number: int, text: str, author: str) -> dict[str, object]:
    """A comment, as found."""
    return {
        "objectID": str(41_000_000 + number),
        "created_at": "2026-11-23T07:00:00Z",
        "created_at_i": int(START.timestamp()) - 3600,
        "author": author,
        "title": None,
        "url": None,
        "story_text": None,
        "comment_text": text,
        "points": None,
        "num_comments": None,
        "parent_id": 40_999_999,
        "story_id": 40_999_999,
        "story_title": "Zorblax opens a shop in Lille",
        "story_url": "https://news.example/zorblax?utm_source=hn",
        "_tags": ["comment", f"author_{author}", "story_40999999"],
        "_highlightResult": {"comment_text": {"value": text, "matchLevel": "full"}},
    }


def search(hits: list[dict[str, object]]) -> bytes:
    """The answer that holds these hits."""
    found = {
        "hits": hits,
        "nbHits": len(hits),
        "page": 0,
        "nbPages": 1,
        "hitsPerPage": 100,
        "query": "zorblax",
    }
    return json.dumps(found).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return search([hit(number, text, author) for number, (text, author) in enumerate(items)])


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    undated=search([{**hit(1, "no date", "ada"), "created_at_i": 0, "created_at": None}]),
    garbage=(
        b'{"message":"invalid numeric attribute(points)","status":400}',
        b'{"hits":{}}',
        b'{"hits":[{"unknown":1}]}',
        b"[]",
        b"null",
        b'"hits"',
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
    ),
)
