"""What became of what was told before: stories that are over, and what the team promised by a day."""

from datetime import date, datetime

import msgspec

from bot.digests.digest_story import Quotation
from bot.models import Mention, Watch


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """A story in which nobody speaks any more: what it was called, how many spoke in all, and when.

    `lead` is the mention that speaks for it, `mentions` are the ids of all that count.
    """

    watch: Watch
    heading: str
    lead: Mention
    people: int
    places: int
    last: datetime
    mentions: frozenset[str] = frozenset()


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of the team promised by a day, in their words.

    Where that day has passed, `word` is what the team said last after the promise, None where nothing.
    """

    said: Quotation
    due: date
    has_passed: bool = False
    word: Mention | None = None


class Aftermath(msgspec.Struct, frozen=True):
    """What became of what was told before."""

    over: tuple[Over, ...] = ()
    promised: tuple[Promised, ...] = ()
