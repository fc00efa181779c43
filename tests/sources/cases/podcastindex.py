"""Podcast Index's episodes and podcasts."""

import json
from typing import Any

from tests.clock import START
from tests.sources.case import Case

PUBLISHED = int(START.timestamp()) - 3600


def episode(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """An episode; its description holds the text."""
    min_interval = {
        "id": 30_000_000_000 + number,
        "title": f"Épisode {number}",
        "link": f"https://podcast.example/episodes/{number}",
        "description": text,
        "guid": f"ep-{number}",
        "datePublished": PUBLISHED,
        "enclosureUrl": f"https://cdn.example/{number}.mp3",
        "feedId": 75_075,
        "feedTitle": "Roue libre",
        "feedAuthor": author,
        "feedLanguage": "fr-FR",
    }
    return min_interval | changes


def episodes(*items: dict[str, Any]) -> bytes:
    """An answer with these episodes."""
    return json.dumps({"status": "true", "items": items, "count": len(items), "query": "x"}).encode()


def podcasts(*feeds: dict[str, Any]) -> bytes:
    """An answer with these podcasts."""
    return json.dumps({"status": "true", "feeds": feeds, "count": len(feeds), "query": "x"}).encode()


CASE = Case(
    content_type="application/json",
    write=lambda items: episodes(
        *(episode(number, text, author) for number, (text, author) in enumerate(items))
    ),
    undated=episodes(episode(1, "no date", "ada", datePublished=0)),
    garbage=(
        b"[]",
        b"{}",
        b"7",
        b'{"items":{}}',
        b'{"items":[{"x":1}]}',
        b'{"status":"false","description":"Bad"}',
        b"[" * 1_000_000,
    ),
    settings={"VEILLE_PODCASTINDEX_KEY": "key-of-podcasts", "VEILLE_PODCASTINDEX_SECRET": "its-secret"},
    doors={"/api/1.0/search/byterm": podcasts()},
)
