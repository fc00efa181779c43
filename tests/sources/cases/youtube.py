"""YouTube's search of videos, and the comments under them."""

import json
from html import escape
from typing import Any

from tests.sources.case import Case


def video(number: int, text: str, author: str, date: str = "2026-11-23T07:00:00Z") -> dict[str, Any]:
    """A video, as a search finds it: escaped."""
    return {
        "kind": "youtube#searchResult",
        "id": {"kind": "youtube#video", "videoId": f"zbx-VIDEO{number:02}"},
        "snippet": {
            "publishedAt": date,
            "channelId": "UCzorblax",
            "title": escape(text),
            "description": "Un essai d'une semaine …",
            "channelTitle": escape(author),
            "liveBroadcastContent": "none",
        },
    }


def comment(number: int, text: str, author: str, date: str = "2026-11-23T07:30:00Z") -> dict[str, Any]:
    """A comment with its thread."""
    snippet = {
        "videoId": "zbx-VIDEO00",
        "textDisplay": f'{escape(text)} <a href="https://shop.example/?utm_source=yt">shop</a>',
        "textOriginal": text,
        "authorDisplayName": author,
        "publishedAt": date,
    }
    top = {"kind": "youtube#comment", "id": f"Ugzcomment{number:03}", "snippet": snippet}
    return {
        "kind": "youtube#commentThread",
        "id": top["id"],
        "snippet": {"videoId": "zbx-VIDEO00", "topLevelComment": top, "totalReplyCount": 0},
    }


def listed(*items: dict[str, Any]) -> bytes:
    """The answer that holds these."""
    page = {"totalResults": 1_000_000, "resultsPerPage": 50}
    return json.dumps({"kind": "youtube#searchListResponse", "pageInfo": page, "items": items}).encode()


CASE = Case(
    content_type="application/json; charset=UTF-8",
    write=lambda items: listed(*(video(number, text, author) for number, (text, author) in enumerate(items))),
    undated=listed(video(1, "no date", "ada", "some day in spring")),
    zoneless=listed(video(1, "no zone", "ada", "2026-11-22T10:00:00")),
    garbage=(b"[]", b"{}", b"7", b'{"items":{}}', b'{"items":[{"no":"kind"}]}', b"[" * 1_000_000),
    settings={"VEILLE_YOUTUBE_KEY": "key-of-youtube"},
    doors={"/youtube/v3/commentThreads": listed()},
)
