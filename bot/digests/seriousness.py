"""Whether what is said of a watch is serious: what it concerns, how many people it has against it, and where.

1. What surely concerns people's safety is serious, and what may is perhaps.
2. So is what `MANY` people in `PLACES` places are critical of, whatever one alone writes.
3. Fewer are some, from `SOME` on; one or two are hardly any.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from bot.digests.asked_section import AskedSection, Side, side_of, taken_by
from bot.digests.digest_story import DigestStory
from bot.models import Mention

MANY: Final = 6
PLACES: Final = 3
SOME: Final = 3


class Verdict(StrEnum):
    """How serious it is, the most serious first."""

    SAFETY = "safety"
    PERHAPS_SAFETY = "perhaps_safety"
    MANY = "many"
    SOME = "some"
    FEW = "few"
    NONE = "none"


class Seriousness(msgspec.Struct, frozen=True, kw_only=True):
    """How serious what is said is, and what that stands on.

    `story` is the gravest, or the one that most people are against; None where nobody is against anything.
    `against` are people, `places` where they speak. `people_today` spoke in the last 24 hours,
    `people_before` in the 24 before, and usually `expected` do, None where that is not known; `latest` is the
    last of today.
    """

    verdict: Verdict
    story: DigestStory | None = None
    against: int = 0
    places: tuple[str, ...] = ()
    people_today: int = 0
    people_before: int = 0
    expected: int | None = None
    latest: Mention | None = None


def seriousness(asked: AskedSection, today: AskedSection, before: AskedSection) -> Seriousness:
    """How serious what is said of a watch is; `today` and the day `before` say whether it grows."""
    places = _places(asked)
    grave = next((story for story in asked.stories if story.gravity.concerns_safety), None)
    return Seriousness(
        verdict=_verdict(grave, asked.critical, len(places)),
        story=grave or _loudest(asked),
        against=asked.critical,
        places=places,
        people_today=today.people,
        people_before=before.people,
        expected=today.section.findings.expected if today.section else None,
        latest=next(iter(today.said[-1:]), None),
    )


def _verdict(grave: DigestStory | None, critics: int, places: int) -> Verdict:
    if grave:
        return Verdict.SAFETY if grave.gravity.is_sure else Verdict.PERHAPS_SAFETY
    if critics >= MANY and places >= PLACES:
        return Verdict.MANY
    if critics >= SOME:
        return Verdict.SOME
    return Verdict.FEW if critics else Verdict.NONE


def _loudest(asked: AskedSection) -> DigestStory | None:
    """The story that most people are against."""
    found = [(len(side_of(story, asked, Side.AGAINST)), story) for story in asked.stories]
    number, story = max(found, key=lambda each: each[0], default=(0, None))
    return story if number else None


def _places(asked: AskedSection) -> tuple[str, ...]:
    """Where those speak who are against it, the place of most such words first."""
    said: Sequence[Mention] = [
        mention
        for story in asked.stories
        for mention in taken_by(story, side_of(story, asked, Side.AGAINST), asked, Side.AGAINST)
    ]
    named = [mention.place or mention.source for mention in said]
    return tuple(sorted(set(named), key=lambda place: (-named.count(place), place)))
