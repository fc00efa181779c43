"""What the bot speaks of: mentions, watches, channels, and what it is asked.

Instants are aware and in UTC everywhere inside; a channel's zone is applied at the edge.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from bot.locale import DEFAULT, Language


class DropReason(StrEnum):
    """Why a channel is not told of what a source sent; a source may add one of its own, in words."""

    NO_MATCH = "no_match"  # a source's search had found what the query does not hold of
    THREAD_FULL = "thread_full"  # more answers in one thread than are kept of a day
    UNSEARCHABLE = "unsearchable"  # its author does not let posts be searched


class MentionKind(StrEnum):
    """What sort of text a mention is."""

    POST = "post"
    COMMENT = "comment"
    ARTICLE = "article"
    REVIEW = "review"
    VIDEO = "video"


class WatchKind(StrEnum):
    """Why a channel listens for a name."""

    BRAND = "brand"
    COMPETITOR = "competitor"
    TOPIC = "topic"


class Mention(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One public post, comment, article, video or review.

    `id` is the same wherever the mention was found (an at-uri, an ActivityPub uri, a guid, a
    normalised address). `title` and `text` are plain text, the author's own words; `topic` is the heading
    that somebody else gave the discussion it stands in, `card` the title and description of a page that
    it shows. `author` and `place` are as the source
    names them, empty when it names none. `lang` is an ISO 639-1 code or empty. `thread` is the
    mention or page this one answers, `answers` the ids of the mentions (or the page) above it, nearest first,
    as far as the source names them; `links` are the addresses it points to. `aliases` are other names by
    which answers and deletions may call it (a server's own number): kept apart, and not read back. `network`
    is that, or the site, by whose names its author is called, whichever source hears it; the source itself
    when empty. Where the source gave no usable date, `created_at` is the instant of reading and `dated` is
    False; where it gave a day without an hour, `created_at` is that day's first instant and `day_only` is
    True (asked when it is taken in, and not kept).
    """

    id: str
    source: str
    kind: MentionKind
    url: str
    title: str = ""
    text: str = ""
    author: str = ""
    place: str = ""
    created_at: datetime
    dated: bool = True
    day_only: bool = False
    lang: str = ""
    thread: str = ""
    topic: str = ""
    card: str = ""
    answers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    network: str = ""


Person = tuple[str, str]
"""A network, and an author as that network names them."""
ChannelKey = tuple[str, str]
"""A workspace, and a channel of it: what Slack Connect shares has one id in several workspaces."""


class Watch(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one channel of a workspace listens for.

    `workspace` is the id of a Slack team. `query` is what follows the name (or stands alone after ` = `) in
    the language of watches; the name itself when nothing narrows it. `id` outlives edits of the query.
    `since` is when the query as it stands came into force: what was written before is history, what comes
    after is news. `instant` watches are told of at once, the others in the digest. `products` are words of
    its things, by which an ordinary word is known to be meant for its name.
    """

    id: str
    workspace: str
    channel: str
    name: str
    kind: WatchKind
    query: str
    created_by: str
    created_at: datetime
    since: datetime
    paused: bool = False
    instant: bool = False
    products: tuple[str, ...] = ()

    @property
    def channel_key(self) -> ChannelKey:
        """The channel, told apart from the same one in another workspace."""
        return self.workspace, self.channel


class Feed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A feed that people added to a channel, by the name it gives itself."""

    url: str
    title: str
    added_at: datetime


class Switch(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A source that a channel turned on or off, and when."""

    source: str
    on: bool
    at: datetime


class Vip(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An account that always matters to a channel, since when; one whose network is empty is of any."""

    network: str
    author: str
    since: datetime

    @property
    def account(self) -> Person:
        """The account without its time."""
        return self.network, self.author


class DigestHours(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """When digests come: at `at` (`HH:MM`) on these ISO weekdays (Monday is 1).

    If `every` is not 0, they come every so many hours from `at` until `until`, when there is news.
    """

    at: str = "09:00"
    days: tuple[int, ...] = (1, 2, 3, 4, 5)
    every: int = 0
    until: str = "23:59"


class Sensitivity(StrEnum):
    """How readily a channel wants to be told of something at once."""

    FEWER = "fewer"
    BALANCED = "balanced"
    MORE = "more"


class AlertSettings(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """When a channel is told at once, and of what.

    Between `quiet_from` and `quiet_until` (`HH:MM` in the channel's zone; both the same for never), and on
    other ISO weekdays than `days`, what would ring is held back, but for safety unless `safety_quiet`, and
    for a backlash where `backlash_always`. `people` in `places` make a backlash: 0 for as many as the
    sensitivity says. `off` are kinds that do not ring at all.
    """

    sensitivity: Sensitivity = Sensitivity.BALANCED
    quiet_from: str = "22:00"
    quiet_until: str = "07:00"
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    safety_quiet: bool = False
    backlash_always: bool = False
    people: int = 0
    places: int = 2
    off: tuple[str, ...] = ()


class Channel(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How the bot serves one Slack channel of a workspace, the id of whose team is `workspace`.

    `zone` is an IANA name; `digests` are the hours of the digest in it, kept while it is `digest_off`;
    `condensed` ones are three lines, with the rest in their thread.
    `switches` are the sources that differ from their default.
    `stopped` is the refusal for which Slack takes no more messages for this channel, empty while it takes
    them. `language` is what the bot speaks there, `urgent` are words that concern safety here, `vips` people
    who always matter. `set_up_by` is the user to tell. `digest_since` is when the hour of the digest was
    set: no earlier one is owed.
    """

    id: str
    workspace: str
    zone: str
    set_up_by: str
    digest_since: datetime
    digests: tuple[DigestHours, ...] = (DigestHours(),)
    digest_off: bool = False
    condensed: bool = False
    replies: bool = False
    feeds: tuple[Feed, ...] = ()
    switches: tuple[Switch, ...] = ()
    stopped: str = ""
    language: Language = DEFAULT
    urgent: tuple[str, ...] = ()
    vips: tuple[Vip, ...] = ()
    alerts: AlertSettings = AlertSettings()

    def feed_name(self, address: str) -> str:
        """What the feed at an address is called here, with the address where another has that name.

        Empty for what is not one of the channel's feeds.
        """
        titles = [feed.title for feed in self.feeds]
        title = next((feed.title for feed in self.feeds if feed.url == address), "")
        return f"{title} ({address})" if title and titles.count(title) > 1 else title


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the bot, or one in which a watched name stands, as it was written last.

    `edited` is Slack's `ts` of the last edit, empty for none. `thread_ts` is the thread that it stands in,
    empty for none. `is_direct` says that it stands in the direct messages with the bot. `read_as` is how
    an earlier version was read and answered, empty where none was. `is_overheard` says that it was not
    written to the bot: a watched name stands in it, and its channel wants replies to these.
    """

    channel: str
    ts: str
    user: str
    text: str
    edited: str = ""
    thread_ts: str = ""
    is_direct: bool = False
    read_as: str = ""
    is_overheard: bool = False
