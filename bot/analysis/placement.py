"""In which story a mention belongs, decided once, from what ties it to those that were placed before.

1. What it shares a page, a thread or its words with has its story: that of the first tie, the nearest. The
   other stories it is tied to by these join it.
2. But where that story is old, and kin of it stand in a newer one, it goes there: people come back to an old
   thread with what is new.
3. Without such a tie it goes to the story of its nearest kin, if that comes near enough.
4. Kinship joins two stories only where it is surer, by two mentions of the other one, or by far; and once
   so many mentions are kin to both as make a share of the smaller one (`bridges`): among a thousand mentions
   of a day some stranger comes near to each, and such chances would make one story of the day.
5. Two that surely tell of one danger (bodies, fire, data…) within two days are kin, where that watch heard of
   none in any other story lately: such words are rare, and an affair is told in as many words as people.
6. What nothing ties begins a story, which is called after it.
7. Of stories that join, the oldest one's id stays; two that a person parted never join, and two that began
   days apart do not join by themselves.

So a wrong split is likelier than a wrong merge.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from bot.storage.stories import Standing

OLD: Final = timedelta(days=2)
"""Age from which on a story is old to a mention, and time between two beginnings that are of two stories."""
SURE: Final = 0.10
"""By how much kinship must be more than enough to join two stories by one pair of mentions."""
SHARE: Final = 0.5
"""Mentions that are kin to two stories, for each loose one of the smaller, from which on the two join.

Loose is what no page, thread or copy put there: one is enough for a thread of a hundred, or for two posts.
On 2,500 texts of each of two sets B-cubed F is 0.87 and 0.86 with it, and 0.60 and 0.43 without; from 0.4 to
0.8 all are near these. Three lived worlds are the same from 0.2 to 0.5; from 0.6 on an affair falls apart.
"""


class Tie(StrEnum):
    """What links two mentions of a story."""

    FIRST = "first"  # nothing: it began the story
    PAGE = "page"  # a page or a thread
    COPY = "copy"
    MEANING = "meaning"
    WORDS = "words"  # where no encoder is
    HARM = "harm"  # the same danger, surely, of which nothing else was heard lately
    PERSON = "person"


class Link(msgspec.Struct, frozen=True):
    """A mention to which another is tied, its story, and by what; `margin` is how much more than needed."""

    mention: str
    story: str
    tie: Tie
    score: float = 1.0
    margin: float = 0.0


class Placement(msgspec.Struct, frozen=True):
    """The story of a mention, the mention that links it there (itself, if it is the first), and by what.

    `bridges` are the mentions of other stories to which it is kin, that did not join by it.
    """

    mention: str
    story: str
    link: str
    tie: Tie
    score: float = 1.0
    bridges: tuple[str, ...] = ()


class Join(msgspec.Struct, frozen=True):
    """That a story is part of an older one, and the two mentions that link them."""

    story: str
    into: str
    mention: str
    link: str
    tie: Tie
    score: float = 1.0


Parted = Container[frozenset[str]]
"""The pairs of stories that a person parted."""
Bridges = Mapping[frozenset[str], int]
"""How many mentions are kin to both of two stories, by the pair."""


def place(
    mention: str,
    at: datetime,
    certain: Sequence[Link],
    kin: Iterable[Link],
    stories: Mapping[str, Standing],
    parted: Parted = (),
    bridges: Bridges = MappingProxyType({}),
) -> tuple[Placement, list[Join]]:
    """Where a mention written at an instant belongs, and which stories it joins.

    `stories` are those that the links lead to, `bridges` count the mentions before this one.
    """
    near = _by_story(kin)
    sure = [link for link in map(_joining, near.values()) if link]
    nearest = [links[0] for links in near.values()]
    home = _taken_up(certain[0], at, nearest, stories) if certain else next(iter(nearest), None)
    if home is None:
        return Placement(mention, mention, mention, Tie.FIRST), []
    links, kept_apart = {home.story: home}, list[str]()
    for link in (*_first_of_each(certain), *sure):
        if link.story in links or not all(_may_join(link.story, each, stories, parted) for each in links):
            continue
        if link in sure and not _is_bridged(home.story, link.story, stories, bridges):
            kept_apart.append(link.mention)
        else:
            links[link.story] = link
    eldest = min(links, key=lambda story: (stories[story].begun, story))
    joins = [_join(mention, link, eldest) for story, link in links.items() if story != eldest]
    return Placement(mention, eldest, home.mention, home.tie, home.score, tuple(kept_apart)), joins


def _taken_up(tie: Link, at: datetime, near: Iterable[Link], stories: Mapping[str, Standing]) -> Link:
    """The tie; of one to an old story, the nearest kin in a newer one, if there is some."""
    begun = stories[tie.story].begun
    if tie.tie is not Tie.PAGE or at - begun < OLD:
        return tie
    return next((link for link in near if stories[link.story].begun - begun >= OLD), tie)


def _may_join(one: str, other: str, stories: Mapping[str, Standing], parted: Parted) -> bool:
    return abs(stories[one].begun - stories[other].begun) < OLD and frozenset({one, other}) not in parted


def _is_bridged(home: str, other: str, stories: Mapping[str, Standing], bridges: Bridges) -> bool:
    """Whether enough mentions are kin to both, one counted that is about to stand in the first."""
    smaller = min(stories[home].loose + 1, stories[other].loose)
    return bridges.get(frozenset({home, other}), 0) + 1 >= SHARE * smaller


def _by_story(kin: Iterable[Link]) -> dict[str, list[Link]]:
    """The kin that come near enough, by story, nearest first."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(kin, key=lambda link: (-link.margin, link.mention)):
        if link.margin >= 0:
            found[link.story].append(link)
    return found


def _joining(links: Sequence[Link]) -> Link | None:
    """The link by which a story of such kin joins, if it does."""
    return links[0] if len(links) > 1 or links[0].margin >= SURE else None


def _first_of_each(links: Iterable[Link]) -> Iterable[Link]:
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.story, link)
    return found.values()


def _join(mention: str, link: Link, into: str) -> Join:
    return Join(link.story, into, mention, link.mention, link.tie, link.score)
