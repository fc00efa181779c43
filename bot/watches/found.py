"""What comes of it when people search and ask why, as data: messages are made of it."""

from datetime import datetime

import msgspec

from bot.analysis.understanding import Understanding
from bot.errors import SourceFailure
from bot.models import Mention, Watch
from bot.query import Query
from bot.storage.hits import Hit
from bot.storage.stories import PlacedMention


class SearchHit(msgspec.Struct, frozen=True):
    """A mention that a search found, when it was written, and the names of the watches that kept it."""

    mention: Mention
    written_at: datetime
    watches: tuple[str, ...]


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found: `older` is where it goes on, if there may be more.

    `looked_back_to` says how far it came where its time was up, `is_whole` that all that is kept is indexed.
    """

    zone: str
    query: Query
    hits: tuple[SearchHit, ...]
    older: int | None = None
    looked_back_to: datetime | None = None
    is_whole: bool = True


class Matched(msgspec.Struct, frozen=True):
    """A part of a query that holds for a mention, and the words by which it does."""

    clause: str
    words: tuple[str, ...] = ()


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why a mention was kept for a watch, and what became of it.

    `above` is what it answers, where it was kept for that. `told_at` is when its channel was told, by which
    kind of delivery. `tied` is its place in its story, which has so many `mentions`; `link` is what it is
    tied to.
    """

    zone: str
    watch: Watch
    hit: Hit
    matched: tuple[Matched, ...]
    above: Mention | None
    told_at: datetime | None
    told_by: str
    tied: PlacedMention | None
    link: Mention | None
    mentions: int
    read: Understanding


class Unmatched(msgspec.Struct, frozen=True):
    """A watch, and the parts of its query that do not hold for a page; it cannot answer `unknown` ones."""

    watch: Watch
    failed: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class Listened(msgspec.Struct, frozen=True):
    """A source of a channel: when it was last read, since when it fails, when it last brought of the site."""

    title: str
    last_read: datetime | None
    failing_since: datetime | None
    last_of_site: datetime | None


class WhyNot(msgspec.Struct, frozen=True, kw_only=True):
    """Why a page was not told: what it says now, what each watch makes of it, who listens.

    `known` are watches that kept it all the same. `failure` is why it could not be read, `dropped` what was
    dropped since the day it was written, by a source's title and a reason.
    """

    zone: str
    address: str
    host: str
    known: tuple[str, ...] = ()
    title: str = ""
    written_at: datetime | None = None
    failure: SourceFailure | None = None
    watches: tuple[Unmatched, ...] = ()
    sources: tuple[Listened, ...] = ()
    dropped: dict[tuple[str, str, str], int] = {}
