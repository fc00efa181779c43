"""Listings of Reddit, and the token they want."""

import json
from html import escape
from typing import Any

from tests.clock import START
from tests.sources.case import Case

WRITTEN = START.timestamp() - 3600


def post(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A post in r/velo."""
    min_interval = {
        "name": f"t3_zbx{number:03}",
        "title": text,
        "selftext": "",
        "selftext_html": None,
        "author": author,
        "subreddit": "velo",
        "subreddit_name_prefixed": "r/velo",
        "created_utc": WRITTEN,
        "permalink": f"/r/velo/comments/zbx{number:03}/un_titre/",
        "url": f"https://www.reddit.com/r/velo/comments/zbx{number:03}/un_titre/",
        "is_self": True,
        "is_robot_indexable": True,
        "removed_by_category": None,
        "quarantine": False,
    }
    return {"kind": "t3", "data": min_interval | changes}


def comment(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A comment in r/velo."""
    min_interval = {
        "name": f"t1_com{number:03}",
        "link_id": "t3_zbx000",
        "link_title": "Quel vélo ?",
        "body": text,
        "body_html": f'<div class="md"><p>{escape(text)}</p></div>',
        "author": author,
        "subreddit_name_prefixed": "r/velo",
        "created_utc": WRITTEN,
        "permalink": f"/r/velo/comments/zbx000/quel_velo/com{number:03}/",
    }
    return {"kind": "t1", "data": min_interval | changes}


def listing(*things: dict[str, Any], after: str | None = None) -> bytes:
    """A page of a listing."""
    data = {"after": after, "before": None, "dist": len(things), "modhash": None, "children": things}
    return json.dumps({"kind": "Listing", "data": data}).encode()


def token(word: str = "token-1", seconds: int = 86_400) -> bytes:
    """What an approved app is given."""
    return json.dumps(
        {"access_token": word, "token_type": "bearer", "expires_in": seconds, "scope": "*"}
    ).encode()


CASE = Case(
    content_type="application/json; charset=UTF-8",
    write=lambda items: listing(*(post(number, text, author) for number, (text, author) in enumerate(items))),
    undated=listing(post(1, "no date", "ada", created_utc=None)),
    garbage=(
        b"[]",
        b"{}",
        b"7",
        b'{"kind":"Listing"}',
        b'{"kind":"t5","data":{"children":[]}}',
        b"[" * 1_000_000,
    ),
    settings={"VEILLE_REDDIT_CLIENT_ID": "app", "VEILLE_REDDIT_CLIENT_SECRET": "secret-of-app"},
    doors={"/api/v1/access_token": token()},
)
