"""What comes of what people ask for, as data: messages are made of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.digests.quoted_story import QuotedStory
from bot.models import Channel, Feed, Mention, Watch
from bot.query import Query
from bot.storage.alerts import AlertKind
from bot.watches.reach import Reach


class ChannelWatches(msgspec.Struct, frozen=True):
    """A channel with what it watches, oldest first."""

    channel: Channel
    watches: tuple[Watch, ...]

    @property
    def names(self) -> list[str]:
        """What the watches are called."""
        return [watch.name for watch in self.watches]


class FeedsElsewhere(msgspec.Struct, frozen=True):
    """A channel that reads feeds, by its name, and how many."""

    channel: str
    number: int


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """A new watch, and how far it reaches.

    `joins_row` says that what the last days held is told in the thread of the watch added before,
    `is_ordinary` that its name is a word or a name of something else, too.
    `elsewhere` is a channel whose feeds could be taken over, where none is read here.
    """

    watch: Watch
    query: Query
    reach: Reach
    joins_row: bool
    elsewhere: FeedsElsewhere | None
    is_ordinary: bool = False


class Reaching(msgspec.Struct, frozen=True):
    """A watch with its query as it is listened for, and how far it reaches."""

    watch: Watch
    query: Query
    reach: Reach


class Listing(msgspec.Struct, frozen=True):
    """The watches of a channel, each with its reach."""

    channel: Channel
    reaching: tuple[Reaching, ...]

    @property
    def watches(self) -> list[Watch]:
        """The watches alone."""
        return [each.watch for each in self.reaching]


class Dropped(msgspec.Struct, frozen=True):
    """A mention that a query would not have kept, the first clause it fails, and where that shows."""

    mention: Mention
    clause: str
    quote: str


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """What a query would have kept and dropped of the last seven days; `unheard` are sources by title."""

    query: Query
    reach: Reach
    kept: int
    stories: Sequence[QuotedStory]
    dropped: Sequence[Dropped]
    unheard: Sequence[str]


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """A watch with its new query, the query it had, and how far the new one reaches."""

    watch: Watch
    before: Query
    query: Query
    reach: Reach


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What an edited watch keeps of the last seven days, what is new to it, what it drops that it kept."""

    kept: int
    new: int
    stories: Sequence[QuotedStory]
    dropped: Sequence[Dropped]
    unheard: Sequence[str]


class Copied(msgspec.Struct, frozen=True):
    """What was taken over from a channel, by its name: the watches `added`; `known` ones stood here."""

    source: str
    channel: Channel
    added: tuple[Watch, ...]
    known: int


class FeedAdded(msgspec.Struct, frozen=True):
    """A feed that is read from now on, its entries, and how many of them speak of what is watched.

    None for `hits` where nothing is watched.
    """

    feed: Feed
    entries: int
    hits: int | None


class SourceLine(msgspec.Struct, frozen=True):
    """How one source, or one feed, is: when it was last read, until when it rests, what ails it.

    `failures` counts those in a row, of the worst of the `ill` ones among all that are `asked`.
    `lag` is how far a stream is behind; None for what is no stream. `reason` is a stored sentence. `feed` is
    the name of a feed that people added.
    """

    title: str
    lag: timedelta | None = None
    last_success: datetime | None = None
    resting_until: datetime | None = None
    reason: str = ""
    failures: int = 0
    ill: int = 0
    asked: int = 0
    feed: str = ""


class HeldAlert(msgspec.Struct, frozen=True):
    """That something of a watch was not told at once, and the code of the reason."""

    watch: str
    kind: AlertKind
    reason: str


class ChannelStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel is served: its watches and their reach, its sources, what was dropped and what is amiss.

    `dropped` counts by a source's title and a reason since yesterday. `troubles` counts messages of the last
    days by what became of them; `token_refused` is Slack's word for a token that it does not take,
    `scopes_missing` what it did not grant of what the manifest asks for. `crosses_languages` says that the
    encoder is there, without which stories and alerts keep to one language.
    """

    channel: Channel
    reaching: tuple[Reaching, ...]
    lines: Sequence[SourceLine]
    dropped: Mapping[tuple[str, str], int]
    troubles: Mapping[str, int]
    token_refused: str
    scopes_missing: tuple[str, ...] = ()
    crosses_languages: bool = True
    held: tuple[HeldAlert, ...] = ()
