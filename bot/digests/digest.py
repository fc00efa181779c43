"""What a digest holds: who spoke of a channel's watches, where, about what; and what was not read."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from bot.digests.coverage import Coverage
from bot.models import Mention, Person, Watch, WatchKind
from bot.reading.people import people, speakers, unsigned
from bot.reading.quotes import Spots, quote
from bot.reading.stories import Story, stories

_ORDER = list(WatchKind)


class QuotedStory(msgspec.Struct, frozen=True):
    """A story as it is told: the mention that speaks for it, and the words quoted from that one."""

    story: Story
    lead: Mention
    quote: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of one watch. `people` counts distinct ones; `unsigned` mentions nobody signed.

    Nobody is a newcomer (None) where there is no time before it.
    """

    watch: Watch
    mentions: int
    people: int
    newcomers: int | None
    unsigned: int
    places: tuple[tuple[str, int], ...]
    stories: tuple[QuotedStory, ...]

    @property
    def regulars(self) -> int:
        """People who were heard here on an earlier day."""
        return self.people - (self.newcomers or 0)


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel is told of the time from `since` to `until`. `quiet` are watches nobody spoke of."""

    zone: str
    since: datetime
    until: datetime
    sections: tuple[Section, ...]
    quiet: tuple[str, ...]
    coverage: Coverage


Pair = tuple[Watch, Mention]
Known = Callable[[set[Person]], set[Person]]
"""Picks those people whom the channel heard earlier."""


def sections(
    found: Iterable[Pair], known: Known | None, spots: Callable[[Watch], Spots]
) -> tuple[Section, ...]:
    """A section a watch, brands first; what hits several watches is told under the first of them.

    `known` is None where there is no earlier; `spots` finds a watch's words in a text.
    """
    by_watch: dict[str, list[Mention]] = {}
    watches: dict[str, Watch] = {}
    told: set[str] = set()
    for watch, mention in sorted(found, key=lambda pair: _rank(pair[0])):
        if mention.id not in told:
            told.add(mention.id)
            watches[watch.id] = watch
            by_watch.setdefault(watch.id, []).append(mention)
    return tuple(
        section(watches[key], mentions, known, spots(watches[key])) for key, mentions in by_watch.items()
    )


def section(watch: Watch, mentions: Sequence[Mention], known: Known | None, spots: Spots) -> Section:
    """What was said of one watch."""
    who = people(mentions)
    return Section(
        watch=watch,
        mentions=len(mentions),
        people=len(who),
        newcomers=len(who - known(who)) if known else None,
        unsigned=unsigned(mentions),
        places=_places(mentions),
        stories=quoted_stories(mentions, spots),
    )


def quoted_stories(mentions: Sequence[Mention], spots: Spots) -> tuple[QuotedStory, ...]:
    """The mentions as stories, most people first, each with the words to quote."""
    return tuple(_told(story, spots) for story in stories(mentions))


def _rank(watch: Watch) -> tuple[int, datetime, str]:
    return (_ORDER.index(watch.kind), watch.created_at, watch.id)


def _places(mentions: Sequence[Mention]) -> tuple[tuple[str, int], ...]:
    """The places and how many people spoke in each, most first."""
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        grouped.setdefault(mention.place or mention.source, []).append(mention)
    counted = Counter({place: len(speakers(held)) for place, held in grouped.items()})
    return tuple(counted.most_common())


def _told(story: Story, spots: Spots) -> QuotedStory:
    """The story, through the first signed mention whose own words hold the name."""
    lead = max(story.mentions, key=lambda mention: (bool(spots(mention.text)), bool(mention.author)))
    return QuotedStory(story, lead, quote(lead, spots))
