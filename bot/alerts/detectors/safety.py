"""Safety: harm to people, or to their data, in one story.

1. One mention that surely tells of it rings.
2. Where the readings are unsure, a second person is waited for; words must tell of it in what one of them
   says, since two impressions of whole texts are too often wrong together.
3. Two people who surely tell of it make it red.
4. What was written longer ago than `WITHIN` is no news.

What is sure is for the reading to say (`bot.analysis.safety`): negated and figurative words never come here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

WITHIN = timedelta(hours=8)
"""As long as a backlash is looked at: what is older was read by whoever could do something."""


class HarmReport(msgspec.Struct, frozen=True):
    """One mention that tells of harm: who wrote it when, of which dangers, whether surely, and in words."""

    person: str
    at: datetime
    dangers: tuple[str, ...]
    is_sure: bool
    is_told: bool = True


class Harm(msgspec.Struct, frozen=True):
    """Who tells of harm, who of them surely, and which dangers; red from two sure people on."""

    people: tuple[str, ...]
    sure: tuple[str, ...]
    dangers: tuple[str, ...]

    @property
    def is_red(self) -> bool:
        """Whether two people surely tell of it."""
        return len(self.sure) > 1


def harm(warnings: Iterable[HarmReport], at: datetime) -> Harm | None:
    """Whether one story tells of harm by now."""
    lately = [each for each in warnings if at - WITHIN < each.at <= at]
    people = tuple(dict.fromkeys(each.person for each in lately))
    sure = tuple(dict.fromkeys(each.person for each in lately if each.is_sure))
    if not sure and (len(people) < 2 or not any(each.is_told for each in lately)):
        return None
    told = [each for each in lately if each.is_sure] or lately
    dangers = dict.fromkeys(danger for each in told for danger in each.dangers)
    return Harm(people, sure, tuple(dangers))
