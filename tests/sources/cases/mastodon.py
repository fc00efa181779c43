"""A hashtag timeline, as Mastodon sends it."""

import json
from typing import Any

from tests.sources.case import Case


def status(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A post on piaille.example."""
    min_interval: dict[str, Any] = {
        "id": f"11702059374118{number:04}",
        "created_at": "2026-11-23T07:00:00.000Z",
        "in_reply_to_id": None,
        "spoiler_text": "",
        "visibility": "public",
        "language": "fr",
        "uri": f"https://piaille.example/users/lea/statuses/{number}",
        "url": f"https://piaille.example/@lea/{number}",
        "edited_at": None,
        "content": f"<p>{text}</p>",
        "reblog": None,
        "account": {
            "acct": f"{author}@piaille.example",
            "bot": False,
            "indexable": True,
            "noindex": False,
            "url": "https://piaille.example/@lea",
        },
        "mentions": [],
        "tags": [],
        "card": None,
    }
    return min_interval | changes


def timeline(*statuses: dict[str, Any]) -> bytes:
    return json.dumps(statuses).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return timeline(*(status(number, text, author) for number, (text, author) in enumerate(items)))


def instance(local: str = "public", remote: str = "public") -> bytes:
    """What a server says of itself."""
    access = {"hashtag_feeds": {"local": local, "remote": remote}, "live_feeds": {"local": "disabled"}}
    return json.dumps({"version": "4.6.4", "configuration": {"timelines_access": access}}).encode()


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=write,
    settings={"VEILLE_MASTODON_INSTANCES": "mastodon.example"},
    doors={"/api/v2/instance": instance()},
    undated=timeline(status(1, "no date", "ada", created_at="in spring")),
    zoneless=timeline(status(1, "no zone", "ada", created_at="2026-11-22T10:00:00")),
    garbage=(
        b'{"error":"Record not found"}',
        b"{}",
        b"null",
        b"7",
        b'[{"unknown":1}]',
        b'["x"]',
        b'{"statuses":{}}',
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
    ),
)
