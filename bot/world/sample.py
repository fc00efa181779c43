"""The sample data, read from the files beside this one and set in time."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.errors import UnreadableFile
from bot.world.item import Item, Place, Post

FOLDER = Path(__file__).parent / "texts"
T = TypeVar("T")


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of every data file: what the file is, for whoever opens it."""

    notice: str


class Sample:
    """Every item of the world, with its address, its instant and the discussion it belongs to.

    `start` is the instant from which the items' ages are counted.
    """

    def __init__(self, start: datetime, places: Iterable[Place], items: Iterable[Item]) -> None:
        self.places = {place.key: place for place in places}
        self._items = {item.id: item for item in items}
        ranks: Counter[str] = Counter()
        posts = []
        for item in sorted(self._items.values(), key=lambda item: -item.ago):
            opening = self._opening(item)
            ranks[opening.id] += 1
            posts.append(self._post(item, opening, ranks[opening.id], start))
        self._posts = posts[::-1]

    def posts(self, place: str, until: datetime) -> list[Post]:
        """What stands in a place at an instant, newest first."""
        return [post for post in self._posts if post.place.key == place and post.at <= until]

    def published(self, form: str, until: datetime) -> list[Post]:
        """What stands, at an instant, in all places published in one format, newest first."""
        return [post for post in self._posts if post.place.format == form and post.at <= until]

    def _opening(self, item: Item) -> Item:
        while item.under:
            item = self._items[item.under]
        return item

    def _post(self, item: Item, opening: Item, number: int, start: datetime) -> Post:
        place = self.places[item.place]
        at = (start - timedelta(minutes=item.ago)).replace(microsecond=0)
        url = place.address.format(id=item.id, thread=opening.id, number=number, slug=slug(opening.title))
        return Post(item=item, place=place, at=at, url=url, opening=opening, number=number)


def slug(title: str) -> str:
    """A title as forums put it into an address."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:8])


@lru_cache(maxsize=1)
def _read(folder: Path) -> tuple[tuple[Place, ...], tuple[Item, ...]]:
    places = tuple(_lines(folder / "places.jsonl", Place))
    files = sorted(path for path in folder.glob("*.jsonl") if path.stem != "places")
    return places, tuple(item for path in files for item in _lines(path, Item))


def load(start: datetime, folder: Path | None = None) -> Sample:
    """The sample that comes with the bot, or that of a folder, as it stands when the world starts at `start`.

    Raises `UnreadableFile` when a data file was damaged.
    """
    places, items = _read(folder or FOLDER)
    return Sample(start, places, items)


def _lines(path: Path, kind: type[T]) -> Iterator[T]:
    for number, line in enumerate(path.read_bytes().splitlines()):
        try:
            if number == 0:
                msgspec.json.decode(line, type=Notice)
            else:
                yield msgspec.json.decode(line, type=kind)
        except msgspec.MsgspecError as error:
            reason = f"{path} is damaged at line {number + 1} ({error}). Install the bot again to restore it."
            raise UnreadableFile(reason) from error
