"""Every error the bot raises on purpose. Each message says what happened and what to do.

VeilleError
├── BadSettings            a variable is missing or malformed (exit status 2)
├── BadQuery               a query cannot be read; carries the place of the mistake
├── BadCommand             words that a person typed cannot be read as a command
├── Refused                what was asked for is not done; a code with parameters says why
├── StorageFailure         what we keep cannot be read or written: no fault of whom we were asking
│   ├── UnreadableFile     a file on disk cannot be read; it is left untouched
│   ├── UnwritableFile     a file on disk cannot be written; what it held stands
│   ├── FileInUse          another process holds a file or a database that only one may use
│   └── DatabaseUnavailable   the database's server cannot be reached, or will not have us
├── EncoderFailed          texts could not be read for their meaning: what does without does without
└── SourceFailure          a source did not answer as it should
    ├── AuthFailure        it refuses our key, or wants one
    ├── BlockedFailure     it refuses us: a challenge page, an empty 403; rest for hours
    ├── RateFailure        it asks us to come back later
    ├── Curtailed          it has more than is read at once; not a failure of the rest
    ├── BudgetSpent        we asked it for as much as we may: no fault of its own
    ├── TemporaryFailure   5xx, time-outs, broken connections
    │   └── OversizedFrame a stream sent more in one piece than is taken
    ├── GoneFailure        404 or 410: the address is no more
    ├── ChangedFailure     it answered, but not in its format
    └── RefusedAddress     the address is private, or not one that may be asked
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.answer import Answer
from bot.locale import Sentence


class VeilleError(Exception):
    """The root of every error raised on purpose."""


class BadSettings(VeilleError):
    """A setting is missing or malformed."""


class BadQuery(VeilleError):
    """A query cannot be read. `place` is the offset of the mistake in the query's text."""

    def __init__(self, reason: str, *, query: str = "", place: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.query = query
        self.place = place


class BadCommand(VeilleError):
    """Words cannot be read as a command; the message goes to the person."""


class Refusal(StrEnum):
    """Why something that somebody asked for is not done."""

    ALERT_GONE = "alert_gone"
    ALL_PAUSED = "all_paused"
    CHANNEL_ARCHIVED = "channel_archived"
    CHANNEL_CLOSED = "channel_closed"
    CHANNEL_NOT_COPIED = "channel_not_copied"
    EDIT_UNSIGNED = "edit_unsigned"
    FEED_AMBIGUOUS = "feed_ambiguous"
    FEED_KNOWN = "feed_known"
    FEED_SLOW = "feed_slow"
    FEED_UNKNOWN = "feed_unknown"
    FEEDS_FULL = "feeds_full"
    LINK_SEVERAL = "link_several"
    LINK_UNINDEXED = "link_unindexed"
    LINK_UNKNOWN = "link_unknown"
    MADE_ANEW = "made_anew"
    NAME_TAKEN = "name_taken"
    NAMED_IN_PART = "named_in_part"
    NEVER_SET_UP = "never_set_up"
    NO_FEED = "no_feed"
    NOT_IN_CHANNEL = "not_in_channel"
    NOTHING_WATCHED = "nothing_watched"
    REMOVED_MEANWHILE = "removed_meanwhile"
    SCOPES_MISSING = "scopes_missing"
    SOURCE_UNKNOWN = "source_unknown"
    STORIES_APART = "stories_apart"
    STORY_ONE = "story_one"
    STORY_WHOLE = "story_whole"
    TEAM_ELSEWHERE = "team_elsewhere"
    TEAM_FULL = "team_full"
    TEAM_UNKNOWN = "team_unknown"
    UNDO_AMBIGUOUS = "undo_ambiguous"
    UNDO_NOTHING = "undo_nothing"
    UNDO_REMOVED = "undo_removed"
    UNDO_UNKNOWN = "undo_unknown"
    URGENT_FULL = "urgent_full"
    URGENT_UNKNOWN = "urgent_unknown"
    VIP_FULL = "vip_full"
    VIP_UNKNOWN = "vip_unknown"
    WATCH_AMBIGUOUS = "watch_ambiguous"
    WATCH_GONE = "watch_gone"
    WATCH_NAMESAKES = "watch_namesakes"
    WATCH_UNKNOWN = "watch_unknown"
    WATCH_UNNAMED = "watch_unnamed"


class Refused(VeilleError):
    """What somebody asked for is not done: `code` says why, `values` with what.

    A tuple among the values is a list of names. `bot.messages.refusals` puts it into words.
    """

    def __init__(self, code: Refusal, **values: str | int | tuple[str, ...] | Sentence) -> None:
        super().__init__(code.value, values)
        self.code = code
        self.values = values


class StorageFailure(VeilleError):
    """What the bot keeps cannot be read or written."""


class UnreadableFile(StorageFailure):
    """A file on disk cannot be read; it was left untouched."""


class UnwritableFile(StorageFailure):
    """A file on disk cannot be written: the disk is full, or it is forbidden. What it held stands."""


class FileInUse(StorageFailure):
    """Another process holds a file that only one may use at a time."""


class DatabaseUnavailable(StorageFailure):
    """The database's server is down, refuses us, or has no database of that name."""


class EncoderFailed(VeilleError):
    """The child process that reads texts for their meaning did not answer."""


class SourceFailure(VeilleError):
    """A source did not answer as it should.

    `sentence` says what happened, with `values` in its `{places}`; `until` is when it may be asked again, if
    it said; `answer` what it sent, if it sent something.
    """

    label: ClassVar[str] = "failure"

    def __init__(
        self,
        sentence: str | Sentence,
        /,
        *,
        until: datetime | None = None,
        answer: Answer | None = None,
        **values: object,
    ) -> None:
        super().__init__(sentence)
        held = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence(sentence, held)
        self.until = until
        self.answer = answer

    @property
    def reason(self) -> str:
        """What happened, in the language spoken."""
        return str(self.sentence)

    def __str__(self) -> str:
        return self.reason


class AuthFailure(SourceFailure):
    """The source refuses our key, or wants one."""

    label = "auth"


class BlockedFailure(SourceFailure):
    """The source refuses us whatever we ask."""

    label = "blocked"


class RateFailure(SourceFailure):
    """The source asks us to come back later."""

    label = "rate"


class BudgetSpent(SourceFailure):
    """What we may ask of the source, or pay for it, is used up `until` then; nothing was sent."""

    label = "spent"


class Curtailed(SourceFailure):
    """A source has more than is read at once: the newest was read, and what is older left."""

    label = "curtailed"


class TemporaryFailure(SourceFailure):
    """The source, or the way to it, is broken for now."""

    label = "temporary"


class OversizedFrame(TemporaryFailure):
    """A stream sent a frame over the limit, which ends its connection; what follows that frame is well."""


class GoneFailure(SourceFailure):
    """The address exists no more."""

    label = "gone"


class ChangedFailure(SourceFailure):
    """The source answered, but not in its format."""

    label = "changed"


class RefusedAddress(SourceFailure):
    """The address is private, or of a kind that is never asked."""

    label = "refused"
