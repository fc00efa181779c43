"""Whether two mentions tell of the same event in other words.

1. Kinship is mostly the alignment of two texts: how near each word comes to its nearest in the other one,
   rare words weighing more; and partly the cosine of what both say as wholes, by the encoder. The cosine
   alone takes neighbours for twins; the alignment asks whether each thing that is spoken of has its like.
2. One of them must be covered by the other: where both speak of a thing that has nothing like it in the
   other, these are two events, however near all the rest comes. How much is enough is learnt of each watch
   (`story_coverage`): all that is said of one brand covers most of all else that is said of it.
3. Long texts come nearer to whatever they are compared with, and cover more of it by chance: what a word more
   brings is taken off.
4. Names that differ, and numbers that differ, raise what kinship must reach; a name or number that both share
   lowers it.
5. Between mentions that were written more than a day apart there is no kinship: what was silent so long is
   taken up again by a thread, a page or a copy alone.
"""

import math
from datetime import timedelta
from typing import Final

import msgspec

from bot.analysis.content import Content, same_names
from bot.analysis.encoder import Alignment

CUT: Final = 0.55
"""Kinship from which on two mentions may tell of one event."""
OF_MEANING: Final = 0.3
"""What the cosine counts of kinship; the alignment counts the rest."""
COVERAGE: Final = 0.88
"""How much of one mention the other must cover, before anything was learnt of a watch: as of one brand."""
FLOOR: Final = 0.70
CEILING: Final = 0.90
"""Between these a watch's own days may move it."""
NEAR: Final = timedelta(hours=24)
"""Time within which a mention takes up another by its meaning (two days: B-cubed F 0.75 instead of 0.77)."""
SHORT: Final = 15
"""Words of texts from which on length is taken off."""
LENGTH: Final = 0.02
"""What is taken off nearness and coverage of texts that are e times as long.

Strangers of one brand gain 0.05; taking that much off parted the posts of an affair.
"""
CONFLICT: Final = 0.18
"""By how much names that differ raise the cut; numbers that differ as much again."""
ACCORD: Final = 0.04
"""By how much a name or a number that both have lowers it."""


class Kinship(msgspec.Struct, frozen=True):
    """How near two mentions come and how much they cover of each other, and by how much that is enough.

    `margin` is negative where it is not.
    """

    score: float
    margin: float


def kinship(one: Content, other: Content, cosine: float, alignment: Alignment, coverage: float) -> Kinship:
    """How near two texts come, where those of the watch must cover so much of each other."""
    score = OF_MEANING * cosine + (1 - OF_MEANING) * alignment.nearness - by_length(one, other)
    margin = score - CUT - _bar(one, other)
    uncovered = covered(one, other, alignment) - coverage
    return Kinship(score, margin if uncovered >= 0 else min(margin, uncovered))


def covered(one: Content, other: Content, alignment: Alignment) -> float:
    """How much two texts cover of each other, apart from what their length brings."""
    return alignment.coverage - by_length(one, other)


def by_length(one: Content, other: Content) -> float:
    """What the length of two texts brings by chance."""
    length = math.sqrt(len(one.words) * len(other.words))
    return LENGTH * math.log(max(length, SHORT) / SHORT)


def _bar(one: Content, other: Content) -> float:
    shared_name, shared_number = same_names(one.names, other.names), bool(one.numbers & other.numbers)
    bar = 0.0
    if one.names and other.names and not shared_name:
        bar += CONFLICT
    if one.numbers and other.numbers and not shared_number:
        bar += CONFLICT
    return bar or (-ACCORD if shared_name or shared_number else 0.0)
