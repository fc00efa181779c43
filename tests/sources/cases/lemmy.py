"""A search of Lemmy, version 3."""

import json
from typing import Any

from tests.sources.case import Case


def post(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A post in c/velo@jlai.example."""
    return {
        "post": {
            "id": number,
            "name": f"Note {number}",
            "body": text,
            "ap_id": f"https://jlai.example/post/{number}",
            "published": "2026-11-23T07:00:00.000000Z",
            "deleted": False,
            "removed": False,
            "nsfw": False,
        }
        | changes,
        "creator": {"name": author, "actor_id": "https://jlai.example/u/lea", "bot_account": False},
        "community": {"name": "velo", "actor_id": "https://jlai.example/c/velo"},
        "counts": {"score": 1, "comments": 0},
    }


def comment(number: int, text: str, author: str) -> dict[str, Any]:
    """A comment on the first post."""
    written = {
        "id": number,
        "content": text,
        "path": f"0.{number}",
        "ap_id": f"https://other.example/comment/{number}",
        "published": "2026-11-23T07:00:00Z",
    }
    return {**post(1, "the post", "bob"), "comment": written, "creator": {"name": author}}


def search(posts: list[dict[str, Any]], comments: list[dict[str, Any]] | None = None) -> bytes:
    found = {"type_": "All", "comments": comments or [], "posts": posts, "communities": [], "users": []}
    return json.dumps(found).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return search([post(number, text, author) for number, (text, author) in enumerate(items)])


CASE = Case(
    content_type="application/json",
    write=write,
    settings={"VEILLE_LEMMY_INSTANCES": "lemmy.example"},
    doors={"/api/v3/site": b'{"site_view":{},"version":"0.19.20"}'},
    undated=search([post(1, "no date", "ada", published="in spring")]),
    zoneless=search([post(1, "no zone", "ada", published="2026-11-22T10:00:00.000000")]),
    garbage=(
        b'{"error":"couldnt_find_object"}',
        b'{"posts":{}}',
        b'{"posts":[{"post":{"id":1}}]}',
        b"[]",
        b"null",
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
    ),
)
