"""Where a discussion is about a watched name that only some of its posts hold.

"Headaches since Tuesday, anyone?", somebody opens; the third asks "is yours an Acme, too?"; and from there on
all speak of it without the name. That many name it in passing, far from each other, makes no talk.

1. People who name it within five posts of each other stand in one stretch. The more they are, the longer it
   goes on unnamed: five posts for each, up to twenty. Once nobody named it for two days, it is over.
2. If at most five posts stand above the first who names it, the talk began with the discussion, else there.
3. A stretch is a talk if two people name it there; three in a discussion that began without it, or of which
   the beginning is not known. Who speaks for the name counts as two, and so does, among the first five posts,
   who asks with it, or is answered directly.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

import msgspec

from bot.models import Person

NEAR: Final = 5
"""Posts after which a name that one person gave is no longer what is spoken of."""
MOST_PEOPLE: Final = 4
"""People for each of whom a talk goes on longer."""
LASTS: Final = timedelta(days=2)
"""How long a talk goes on after it was named last: as long as the answers in a thread are asked for."""
ENOUGH: Final = 2
"""People who must speak of it in a discussion that began with it; in another one more."""


class Naming(StrEnum):
    """How a post names what is watched: not surely, in its course, so that others take it up, or as staff."""

    NONE = "none"
    NAMED = "named"
    TAKEN_UP = "taken_up"
    STAFF = "staff"


_PUBLIC: Final = (Naming.NAMED, Naming.TAKEN_UP)


class Remark(msgspec.Struct, frozen=True):
    """A post of a discussion, as far as it tells what is spoken of there."""

    id: str
    person: Person
    written_at: datetime
    naming: Naming = Naming.NONE


class _Stretch(msgspec.Struct):
    """Posts that name it near each other, by their ranks among all."""

    first: int
    last: int
    people: set[Person]
    extra: int = 0

    @property
    def weight(self) -> int:
        """How many people speak of it."""
        return len(self.people) + self.extra

    @property
    def reach(self) -> int:
        """How many posts behind the last that names it belong to it."""
        return NEAR * min(self.weight, MOST_PEOPLE)


def talked(posts: Sequence[Remark], *, is_whole: bool) -> dict[str, str]:
    """The posts that stand in a talk of the name, each with the first post that names it there.

    `posts` are those of one discussion, oldest first; `is_whole` says that the first of them opened it.
    """
    found: dict[str, str] = {}
    for stretch in _stretches(posts, is_whole=is_whole):
        began_with_it = is_whole and stretch.first <= NEAR
        if stretch.weight < (ENOUGH if began_with_it else ENOUGH + 1):
            continue
        above = _above(posts, stretch) if began_with_it else []
        within = [*above, *posts[stretch.first : stretch.last + 1], *_behind(posts, stretch)]
        found |= {post.id: posts[stretch.first].id for post in within}
    return found


def compares(posts: Sequence[Remark], others: Iterable[Sequence[Remark]]) -> bool:
    """Whether a discussion is of several names, by the same posts as they name others."""
    rivals = {post.person for each in others for post in each if post.naming in _PUBLIC}
    staff = any(post.naming is Naming.STAFF for post in posts)
    return 2 * len(rivals) > len({post.person for post in posts if post.naming is not Naming.NONE}) + staff


def _stretches(posts: Sequence[Remark], *, is_whole: bool) -> Iterator[_Stretch]:
    """The stretches of a discussion, in their order."""
    stretch: _Stretch | None = None
    for rank, post in enumerate(posts):
        if post.naming is Naming.NONE:
            continue
        if stretch is None or not _goes_on(posts, stretch, rank):
            if stretch:
                yield stretch
            stretch = _Stretch(rank, rank, set())
        stretch.last = rank
        stretch.people.add(post.person)
        stretch.extra = max(stretch.extra, _extra(post, is_early=is_whole and rank < NEAR))
    if stretch:
        yield stretch


def _goes_on(posts: Sequence[Remark], stretch: _Stretch, rank: int) -> bool:
    """Whether what stands at a rank is near enough to a stretch to belong to it."""
    waited = posts[rank].written_at - posts[stretch.last].written_at
    return rank - stretch.last <= stretch.reach and waited <= LASTS


def _extra(post: Remark, *, is_early: bool) -> int:
    """How many people a post counts for beside its author."""
    return int(post.naming is Naming.STAFF or (is_early and post.naming is Naming.TAKEN_UP))


def _above(posts: Sequence[Remark], stretch: _Stretch) -> list[Remark]:
    """What led to a talk with which a discussion began."""
    named_at = posts[stretch.first].written_at
    return [post for post in posts[: stretch.first] if named_at - post.written_at <= LASTS]


def _behind(posts: Sequence[Remark], stretch: _Stretch) -> Iterator[Remark]:
    """What was written of it after it was named last."""
    behind = range(stretch.last + 1, len(posts))
    return (posts[rank] for rank in takewhile(lambda rank: _goes_on(posts, stretch, rank), behind))
