"""Lines of a Mastodon server's live timeline, as a saved stream holds them."""

import json
from typing import Any

from tests.sources.case import Case
from tests.sources.cases.mastodon import status


def event(name: str, payload: object) -> bytes:
    """A frame: the payload is JSON in JSON."""
    told = payload if isinstance(payload, str) else json.dumps(payload)
    return json.dumps({"stream": ["public"], "event": name, "payload": told}).encode()


def updates(*statuses: dict[str, Any]) -> bytes:
    return b"\n".join(event("update", status) for status in statuses)


CASE = Case(
    content_type="application/x-ndjson",
    write=lambda items: updates(
        *(status(number, text, author) for number, (text, author) in enumerate(items))
    ),
    undated=updates(status(1, "no date", "ada", created_at="in spring")),
    zoneless=updates(status(1, "no zone", "ada", created_at="2026-11-22T10:00:00")),
    garbage=(
        b'{"error":"The access token is invalid"}',
        b"[]",
        b"7",
        b'{"event":"update","payload":"no status"}',
        b'{"event":"update","payload":"[1]"}',
        b"[" * 1_000_000,
    ),
    settings={"VEILLE_MASTODON_SERVER": "https://mastodon.example/", "VEILLE_MASTODON_TOKEN": "token-7"},
)
