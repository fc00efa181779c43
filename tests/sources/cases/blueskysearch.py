"""Bluesky's search of posts, and the session it wants."""

import json

from tests.sources.case import Case

WRITER = "did:plc:lea2zorblaxfan4velo77x"
HOME = "https://pds.example"


def post(number: int, text: str, author: str, date: str = "2026-11-23T07:00:00.000Z") -> dict[str, object]:
    """A post, as found."""
    return {
        "uri": f"at://{WRITER}/app.bsky.feed.post/3n2zorblax{number:03}",
        "cid": f"bafyrei{number:052}",
        "author": {"did": WRITER, "handle": author, "displayName": author, "labels": []},
        "record": {"$type": "app.bsky.feed.post", "text": text, "langs": ["fr"], "createdAt": date},
        "replyCount": 0,
        "likeCount": 3,
        "indexedAt": date,
        "labels": [],
    }


def found(posts: list[dict[str, object]], **more: object) -> bytes:
    """The answer that holds these posts."""
    return json.dumps({"posts": posts, **more}).encode()


def session(access: str = "access-1", refresh: str = "refresh-1", home: str = "https://bsky.social") -> bytes:
    """What logging in gives."""
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": home}
    return json.dumps(
        {
            "did": WRITER,
            "handle": "lea.example",
            "accessJwt": access,
            "refreshJwt": refresh,
            "didDoc": {"id": WRITER, "service": [service]},
            "active": True,
        }
    ).encode()


CASE = Case(
    content_type="application/json; charset=utf-8",
    write=lambda items: found([post(number, text, author) for number, (text, author) in enumerate(items)]),
    undated=found([post(1, "no date", "ada", "some day in spring")]),
    zoneless=found([post(1, "no zone", "ada", "2026-11-22T10:00:00")]),
    garbage=(b"[]", b"7", b'{"results":[]}', b'{"posts":[{"no":"uri"}]}', b"[" * 1_000_000),
    settings={"VEILLE_BLUESKY_HANDLE": "@lea.example", "VEILLE_BLUESKY_PASSWORD": "abcd-efgh-ijkl-mnop"},
    doors={"/xrpc/com.atproto.server.createSession": session()},
)
