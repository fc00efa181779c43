"""What the sample world is made of: places, and what people wrote there.

Everything is fictional and written for this project; hosts end in `.example`, a name reserved for that.
"""

from datetime import datetime

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somewhere people write: a blog, the comments under it, a forum, a newspaper, Hacker News.

    `format` names how it is published, `feed` the path of its feed on `host`. `address` is the
    pattern of an item's own address, over `id`, `thread` (the id of the item that opened the
    discussion), `number` (its rank there, from 1) and `slug` (the opening title's words).
    `shared` places have a feed that a demo channel is given from the start.
    """

    key: str
    host: str
    name: str
    format: str
    lang: str
    about: str = ""
    feed: str = ""
    address: str = ""
    shared: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing somebody wrote.

    `ago` is minutes before the world's start; a negative one is still to come. Paragraphs of `text`
    are parted by an empty line; one that begins with `> ` quotes somebody else. `under` is the id of
    the item this one answers, `link` the address it was posted to share.
    """

    id: str
    place: str
    ago: int
    lang: str
    by: str = ""
    title: str = ""
    text: str = ""
    link: str = ""
    under: str = ""
    points: int = 0
    tags: tuple[str, ...] = ()


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """An item where and when it stands: its address, its instant, the item that opened its discussion."""

    item: Item
    place: Place
    at: datetime
    url: str
    opening: Item
    number: int = 1

    @property
    def title(self) -> str:
        """Its own title, or that of the discussion it stands in."""
        return self.item.title or self.opening.title
