"""Backlash: one story that gathers people who have something against the watched name, in several places.

What is looked at is a story's posts, with what the readings say of each, over the last `Bounds.within`. The
rules, in order:

1. People are counted, never posts. Whoever only repeats a text that others posted is counted apart. The
   watch's own people and its competitors', papers and adverts never come here.
2. People first heard here within the last days (`newcomers`) count fully beside people who were known before.
   Where hardly anybody was known, two of them count as one, and none where more people repeat one text than
   have words of their own: a net of made accounts has no past.
3. There are at least `Bounds.people` of them in at least `Bounds.places` places.
4. They are more than this watch's stories usually gather: `RISE` deviations on Anscombe's scale (see
   `spike.py`); a story teaches no more than `CLIP` deviations, so that one affair does not hide the next.
5. It is a grievance rather than news, praise or a game: of those people `GRIEVANCE` or more complain, report
   harm or a defect, or are critical, and they outnumber those who say something else. A post without a sign
   counts for neither, since half of a real affair is told in bare facts.

`critical_rise` sees what gathers in one place alone, or in no one story: more critical people among all who
spoke than the watch's usual share explains.
"""

import math
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import Enum

import msgspec

from bot.alerts.detectors.spike import CHANCE, scaled

RISE = 1.75
CLIP = 2.0
"""Deviations: above the watch's usual story, and beyond which a story teaches no more."""
GRIEVANCE = 2 / 5
"""The share of people with a grievance from which a story is told as one."""
KNOWN_AMONG = 1 / 4
"""The share of people who were known before, from which newcomers count fully."""
FEWEST_CRITICAL = 4
CHANCE_OF_RISE = 1 / 1000
"""How unlikely, by the usual share alone, as many critical people must be: about once in a thousand looks."""


class Leaning(Enum):
    """What a post has against the watched name, or else says of it, as far as its readings tell."""

    AGAINST = "against"
    OTHERWISE = "otherwise"
    UNKNOWN = "unknown"


class Voice(msgspec.Struct, frozen=True):
    """One post of a story as the detector sees it. `is_new`: its author was first heard here within days."""

    person: str
    place: str
    at: datetime
    leaning: Leaning = Leaning.UNKNOWN
    is_copy: bool = False
    is_new: bool = False


class Bounds(msgspec.Struct, frozen=True):
    """From how many people in how many places, within how long, a story is a backlash."""

    people: int = 6
    places: int = 2
    within: timedelta = timedelta(hours=8)


BOUNDS = Bounds()


class Gathering(msgspec.Struct, frozen=True):
    """How many people a watch's stories usually gather, on the scale of `spike.scaled`."""

    level: float = scaled(1)
    spread: float = CHANCE
    stories: int = 0


class Backlash(msgspec.Struct, frozen=True):
    """Who gathered: people with words of their own, newcomers among them, and who only repeats a text."""

    people: tuple[str, ...]
    newcomers: tuple[str, ...]
    repeating: tuple[str, ...]
    aggrieved: tuple[str, ...]
    places: tuple[str, ...]
    since: datetime
    posts: int


def backlash(
    voices: Iterable[Voice], at: datetime, gathering: Gathering, bounds: Bounds = BOUNDS
) -> Backlash | None:
    """Whether a story's posts are a backlash by now, and whose."""
    lately = [voice for voice in voices if at - bounds.within < voice.at <= at]
    seen = _seen(lately)
    if seen is None or len(seen.places) < bounds.places:
        return None
    counted = _counted(seen)
    is_far_above = scaled(counted) >= gathering.level + RISE * gathering.spread
    return seen if counted >= bounds.people and is_far_above and _is_grievance(seen, lately) else None


def gathered(gathering: Gathering, people: int) -> Gathering:
    """What is usual once one more story, which so many people told, is over."""
    stories = gathering.stories + 1
    weight = max(1 / (stories + 1), 1 / 100)
    most = CLIP * gathering.spread
    error = min(max(scaled(people) - gathering.level, -most), most)
    spread = gathering.spread + weight * (abs(error) * math.sqrt(math.pi / 2) - gathering.spread)
    return Gathering(gathering.level + weight * error, max(CHANCE, spread), stories)


def critical_rise(voices: Iterable[Voice], usual_share: float) -> bool:
    """Whether more of the people who spoke are critical than the usual share of critical people explains.

    By the upper tail of the binomial distribution. People are counted as in `backlash`: see 1 and 2.
    """
    seen = _seen(list(voices))
    if seen is None or _counted(seen) < len(seen.people):
        return False
    people, critical = len(seen.people), len(seen.aggrieved)
    below = math.fsum(
        math.comb(people, k) * usual_share**k * (1 - usual_share) ** (people - k) for k in range(critical)
    )
    return critical >= FEWEST_CRITICAL and 1 - below < CHANCE_OF_RISE


def _seen(voices: Collection[Voice]) -> Backlash | None:
    own_words = sorted((voice for voice in voices if not voice.is_copy), key=lambda voice: voice.at)
    if not own_words:
        return None
    people = dict.fromkeys(voice.person for voice in own_words)
    aggrieved = dict.fromkeys(voice.person for voice in own_words if voice.leaning is Leaning.AGAINST)
    return Backlash(
        people=tuple(people),
        newcomers=tuple(dict.fromkeys(voice.person for voice in own_words if voice.is_new)),
        repeating=tuple(dict.fromkeys(voice.person for voice in voices if voice.person not in people)),
        aggrieved=tuple(aggrieved),
        places=tuple(dict.fromkeys(voice.place for voice in own_words)),
        since=own_words[0].at,
        posts=len(voices),
    )


def _counted(seen: Backlash) -> float:
    known = len(seen.people) - len(seen.newcomers)
    if known >= KNOWN_AMONG * len(seen.people):
        return len(seen.people)
    return known if len(seen.repeating) > len(seen.people) else known + len(seen.newcomers) / 2


def _is_grievance(seen: Backlash, voices: Iterable[Voice]) -> bool:
    others = {voice.person for voice in voices if voice.leaning is Leaning.OTHERWISE and not voice.is_copy}
    is_told_as_one = len(seen.aggrieved) >= GRIEVANCE * len(seen.people)
    return is_told_as_one and len(seen.aggrieved) > len(others - set(seen.aggrieved))
