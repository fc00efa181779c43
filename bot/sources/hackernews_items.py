"""Hacker News item by item, from Firebase: slower than a search, and there when the search is not."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot.answer import Answer
from bot.errors import ChangedFailure
from bot.sources.reading import decode_json
from bot.sources.source import Fetch

_BASE = "https://hacker-news.firebaseio.com/v0"
MOST = 600
"""Items of one walk: about an hour of Hacker News."""
REMEMBERED = 5_000
"""Items kept between walks, so that all questions together ask for each once."""


class Walk:
    """Walks back from the newest item. An item that is null, fresh or dead, is asked for again later."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Mapping[str, Any]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def items(self, after: int, fetch: Fetch) -> list[Mapping[str, Any]]:
        """The items since an epoch second, newest first, as a search would give them.

        Raises a `SourceFailure`.
        """
        async with self._turn:
            newest = decode_json(await _get(fetch, "maxitem"))
            if not isinstance(newest, int):
                raise ChangedFailure("Hacker News does not say which item is its newest.")
            found: list[Mapping[str, Any]] = []
            for number in range(newest, max(newest - MOST, 0), -1):
                item = await self._item(number, fetch)
                if item and item.get("time", 0) <= after:
                    break
                if item and not item.get("deleted") and not item.get("dead"):
                    found.append(item)
            return [as_hit(item) | {"story_id": self._story(item)} for item in found]

    async def _item(self, number: int, fetch: Fetch) -> Mapping[str, Any] | None:
        if number not in self._known:
            item = decode_json(await _get(fetch, f"item/{number}"))
            if not isinstance(item, Mapping):
                return None
            self._known[number] = item
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[number]

    def _story(self, item: Mapping[str, Any]) -> int | None:
        """The story over a comment, as far up as is known."""
        above: int | None = item.get("parent")
        while above is not None and "parent" in (higher := self._known.get(above, {})):
            above = higher["parent"]
        return above


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
    }


async def _get(fetch: Fetch, path: str) -> Answer:
    return await fetch.get(f"{_BASE}/{path}.json", headers={"cache-control": "no-cache"})
