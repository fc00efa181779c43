"""Every error the bot raises on purpose. Each message says what happened and what to do.

VeilleError
├── BadSettings            a variable is missing or malformed (exit status 2)
├── BadQuery               a query cannot be read; carries the place of the mistake
├── BadCommand             a person's command cannot be carried out as written
├── StorageFailure         what we keep cannot be read or written: no fault of whom we were asking
│   ├── UnreadableFile     a file on disk cannot be read; it is left untouched
│   ├── UnwritableFile     a file on disk cannot be written; what it held stands
│   ├── FileInUse          another process holds a file or a database that only one may use
│   └── DatabaseUnavailable   the database's server cannot be reached, or will not have us
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
    """A command cannot be carried out as written; the message goes to the person."""


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
