"""A regular turns: somebody often heard of a watch is critical now and was favourable before, or the reverse.

1. What somebody surely says now and surely said before is for `bot.analysis.turns` to say; nothing hangs on a
   tone alone, and who says both in one breath is torn.
2. A regular is somebody who was heard of the watch on `REGULAR` days before the day of the turn.
3. What was written longer ago than `WITHIN` is no news.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from bot.analysis.tone import Tone
from bot.analysis.turns import Turn, turned
from bot.digests.counts import REGULAR
from bot.models import Mention

REMEMBERED: Final = timedelta(days=28)
"""How far back somebody's words are compared: as the morning page does."""
WITHIN: Final = timedelta(hours=8)
"""As long as a backlash is looked at: what is older was read by whoever could do something."""


class Spoken(msgspec.Struct, frozen=True):
    """What one person wrote, on which day by the channel's clock, and its tone where that is sure."""

    mention: Mention
    day: date
    tone: Tone | None


def regular_turn(spoken: Sequence[Spoken], at: datetime) -> Turn | None:
    """How the person turned whose last weeks these are; None for who did not, or is no regular."""
    lately = [each for each in spoken if at - REMEMBERED < each.mention.created_at <= at]
    lately.sort(key=lambda each: (each.mention.created_at, each.mention.id))
    found = turned([(each.mention, each.tone) for each in lately if each.tone])
    if found is None or at - found.after.created_at >= WITHIN:
        return None
    today = next(each.day for each in lately if each.mention.id == found.after.id)
    return found if len({each.day for each in lately if each.day < today}) >= REGULAR else None
