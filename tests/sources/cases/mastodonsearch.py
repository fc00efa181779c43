"""A search of a Mastodon server, as somebody with an account there is answered."""

import json
from typing import Any

from tests.sources.case import Case
from tests.sources.cases.mastodon import status


def found(*statuses: dict[str, Any]) -> bytes:
    """The answer that holds these statuses."""
    return json.dumps({"accounts": [], "statuses": statuses, "hashtags": []}).encode()


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=lambda items: found(*(status(number, text, author) for number, (text, author) in enumerate(items))),
    undated=found(status(1, "no date", "ada", created_at="in spring")),
    zoneless=found(status(1, "no zone", "ada", created_at="2026-11-22T10:00:00")),
    garbage=(b"[]", b"{}", b"7", b'{"statuses":{}}', b'{"statuses":[{"no":"uri"}]}', b"[" * 1_000_000),
    settings={"VEILLE_MASTODON_SERVER": "https://mastodon.example/", "VEILLE_MASTODON_TOKEN": "token-7"},
)
