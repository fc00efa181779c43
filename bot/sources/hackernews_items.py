"""Hacker News item by item, from Firebase: slower than a search, and there when the search is not."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.answer import Answer
from bot.decoding import decode_json
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch

_BASE = "https://hacker-news.firebaseio.com/v0"
MOST = 600
"""Items that one walk asks for: about an hour of Hacker News."""
REMEMBERED = 5_000
"""Items kept between walks, so that all requests together ask for each once; no walk goes further."""
_HIGHEST = 100  # comments over a comment that are looked through for their story


class Walked(msgspec.Struct, frozen=True):
    """Items as a search would give them, newest first; `whole` if they are all that were asked for."""

    items: list[Mapping[str, Any]]
    whole: bool


class Walk:
    """Walks back from the newest item. An item that is null, fresh or dead, is asked for again later.

    What is known is not asked for again: a walk that was too long for one goes on in the next.
    """

    def __init__(self) -> None:
        self._known: dict[int, Mapping[str, Any]] = {}
        self._turn = asyncio.Lock()

    async def items(self, after: int, fetch: Fetch) -> Walked:
        """The items since an epoch second, as far as one walk goes. Raises a `SourceFailure`."""
        async with self._turn:
            newest = decode_json(await _get(fetch, "maxitem"))
            if not isinstance(newest, int):
                raise ChangedFailure("Hacker News does not say which item is its newest.")
            found, whole = await self._back_to(after, newest, fetch)
            return Walked([as_hit(item) | {"story_id": self._story(item)} for item in found], whole)

    async def _back_to(self, after: int, newest: int, fetch: Fetch) -> tuple[list[Mapping[str, Any]], bool]:
        oldest = max(newest - REMEMBERED, 0)
        self._known = {number: item for number, item in self._known.items() if number > oldest}
        found: list[Mapping[str, Any]] = []
        asked = 0
        for number in range(newest, oldest, -1):
            asked += number not in self._known
            if asked > MOST:
                return found, False
            item = await self._item(number, fetch)
            if item and 0 < _written(item) <= after:
                return found, True
            if item and not item.get("deleted") and not item.get("dead"):
                found.append(item)
        return found, oldest == 0

    async def _item(self, number: int, fetch: Fetch) -> Mapping[str, Any] | None:
        if number not in self._known:
            item = decode_json(await _get(fetch, f"item/{number}"))
            if not isinstance(item, Mapping):
                return None
            self._known[number] = item
        return self._known[number]

    def _story(self, item: Mapping[str, Any]) -> int | None:
        """The story over a comment, as far up as is known."""
        above = _parent(item)
        for _ in range(_HIGHEST):
            higher = _parent(self._known.get(above, {})) if above is not None else None
            if higher is None:
                break
            above = higher
        return above


def _parent(item: Mapping[str, Any]) -> int | None:
    parent = item.get("parent")
    return parent if isinstance(parent, int) else None


def _written(item: Mapping[str, Any]) -> float:
    """The epoch second of an item; 0 for one that does not say."""
    time = item.get("time")
    return time if isinstance(time, int | float) else 0


def as_hit(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of Firebase in the words of the search."""
    return {
        "id": item.get("id"),
        "type": item.get("type"),
        "created_at_i": item.get("time", 0),
        "author": item.get("by"),
        "title": item.get("title"),
        "url": item.get("url"),
        "text": item.get("text"),
        "parent_id": item.get("parent"),
    }


async def _get(fetch: Fetch, path: str) -> Answer:
    return await fetch.get(f"{_BASE}/{path}.json", headers={"cache-control": "no-cache"})
