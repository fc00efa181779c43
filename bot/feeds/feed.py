"""What a feed says, whatever its format."""

from datetime import datetime

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `title` and `author` are plain text, `html` is markup, addresses are as written.

    `others` are further texts about it, as markup: a description beside the content, a photo's caption.
    `written` is aware, None when the feed gives no date that can be read; `day_only` says that it gives a
    day without an hour.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    html: str = ""
    others: tuple[str, ...] = ()
    author: str = ""
    written: datetime | None = None
    day_only: bool = False
    language: str = ""
    publisher: str = ""
    about: str = ""
    """Another page that the entry is about."""
    community: str = ""
    """The community that the entry says it stands in, as Reddit's feeds do."""
    is_video: bool = False


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed. `link` is its page, `address` its own address, both as it gives them."""

    title: str = ""
    link: str = ""
    address: str = ""
    subtitle: str = ""
    language: str = ""
    author: str = ""
    generator: str = ""
    entries: tuple[Entry, ...] = ()
