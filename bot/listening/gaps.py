"""Times of which not all was heard."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from bot.sources.source import Question

WORTH_TELLING = timedelta(minutes=10)
"""A time that is lost and shorter is told to nobody."""


class Gap(msgspec.Struct, frozen=True):
    """A time of which something was not heard, and is not going to be.

    `overrun` says that more came into a list in that time than the list holds.
    """

    since: datetime
    until: datetime
    overrun: bool = False

    @property
    def is_worth_telling(self) -> bool:
        """Whether people are told: of a long time, and of any in which something is known to be lost."""
        return self.overrun or self.until - self.since >= WORTH_TELLING


OnGap = Callable[[Question, Gap], Awaitable[None]]
"""Called when a time is lost that is long enough to be told."""


async def tell_nobody(question: Question, gap: Gap) -> None:
    """What becomes of a gap where nobody is to know."""
