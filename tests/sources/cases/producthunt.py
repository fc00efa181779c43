"""Product Hunt's GraphQL."""

import json
from typing import Any

from tests.sources.case import Case


def product(number: int, text: str, author: str, **changes: Any) -> dict[str, Any]:
    """A product; its description holds the text."""
    min_interval = {
        "id": str(900_000 + number),
        "name": "Bidule",
        "tagline": "A bell for your bike",
        "description": text,
        "url": f"https://www.producthunt.com/products/bidule-{number}?utm_campaign=producthunt-api",
        "website": "https://www.producthunt.com/r/ABC?utm_campaign=producthunt-api",
        "createdAt": "2026-11-23T07:00:00Z",
        "user": {"username": author},
        "comments": {"nodes": []},
    }
    return min_interval | changes


def comment(number: int, text: str, author: str) -> dict[str, Any]:
    """A comment under a product, with markup."""
    return {
        "id": str(4_000_000 + number),
        "body": f'<p>{text} <a href="https://blog.example/">blog</a></p>',
        "createdAt": "2026-11-23T07:30:00Z",
        "url": f"https://www.producthunt.com/products/bidule-0?comment={4_000_000 + number}",
        "user": {"username": author},
    }


def found(*products: dict[str, Any], cursor: str = "") -> bytes:
    """The answer that holds these products."""
    page = {"hasNextPage": bool(cursor), "endCursor": cursor or None}
    return json.dumps({"data": {"posts": {"pageInfo": page, "nodes": products}}}).encode()


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=lambda items: found(
        *(product(number, text, author) for number, (text, author) in enumerate(items))
    ),
    undated=found(product(1, "no date", "ada", createdAt="some day in spring")),
    zoneless=found(product(1, "no zone", "ada", createdAt="2026-11-22T10:00:00")),
    garbage=(
        b"[]",
        b"{}",
        b"7",
        b'{"data":null}',
        b'{"data":{"posts":{"nodes":[{"x":1}]}}}',
        b'{"data":null,"errors":[{"message":"Field \'posts\' doesn\'t exist"}]}',
        b"[" * 1_000_000,
    ),
    settings={"VEILLE_PRODUCTHUNT_TOKEN": "token-of-producthunt"},
)
