"""The reviews of an app."""

import json
from typing import Any

from tests.sources.case import Case


def label(value: str) -> dict[str, str]:
    return {"label": value}


def review(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A review of two stars."""
    min_interval = {
        "author": {"name": label(author), "uri": label("https://itunes.apple.com/fr/reviews/id1")},
        "updated": label("2026-11-23T00:00:00-07:00"),
        "im:rating": label("2"),
        "im:version": label("3.4.3"),
        "id": label(str(12_000_000_000 + number)),
        "title": label("Déçue"),
        "content": {"label": text, "attributes": {"type": "text"}},
        "link": {"attributes": {"href": "https://itunes.apple.com/fr/review?id=123456789&type=x"}},
        "im:voteSum": label("0"),
    }
    return min_interval | changes


def reviews(entry: Any = None) -> bytes:
    """A page; without an entry, as when there is none."""
    feed = {
        "author": {"name": label("iTunes Store")},
        "title": label("iTunes Store : avis"),
        "id": label("https://x.example/fr/rss/customerreviews/page=1/id=123456789/sortby=mostrecent/json"),
        "link": [{"attributes": {"rel": "alternate", "href": "https://x.example"}}],
    }
    return json.dumps({"feed": feed | ({"entry": entry} if entry is not None else {})}).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    entries = [review(number, text, author) for number, (text, author) in enumerate(items)]
    return reviews(entries or None)


CASE = Case(
    content_type="text/javascript; charset=utf-8",
    write=write,
    settings={"VEILLE_APPSTORE": "123456789:fr"},
    doors={"/lookup": b'{"resultCount":1,"results":[{"trackName":"Zorblax Go"}]}'},
    undated=reviews([review(1, "no date", "ada", updated=label("in spring"))]),
    zoneless=reviews([review(1, "no zone", "ada", updated=label("2026-11-22T10:00:00"))]),
    garbage=(
        b"{}",
        b'{"feed":{}}',
        b'{"feed":[]}',
        b'{"feed":{"entry":[1]}}',
        b'{"feed":{"entry":[{"unknown":1}]}}',
        b"[]",
        b"null",
        b"[" * 1_000_000,
    ),
)
