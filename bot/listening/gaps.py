"""Times that a stream lost."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from bot.sources.source import Question


class Gap(msgspec.Struct, frozen=True):
    """A time that can no longer be heard: the source did not keep it for so long."""

    since: datetime
    until: datetime


OnGap = Callable[[Question, Gap], Awaitable[None]]
"""Called when a time is lost that is long enough to be told."""


async def tell_nobody(question: Question, gap: Gap) -> None:
    """What becomes of a gap where nobody is to know."""
