"""What a digest holds: who spoke of a channel's watches, where, about what; and what was not read."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from bot.analysis.copies import originals
from bot.analysis.own_words import own_words
from bot.analysis.people import people, unsigned
from bot.analysis.quotes import Spots, quote
from bot.analysis.stories import Story, stories
from bot.digests.coverage import Coverage
from bot.models import Mention, Person, Watch, WatchKind

_ORDER = list(WatchKind)


class QuotedStory(msgspec.Struct, frozen=True):
    """A story as it is told: the mention that speaks for it, and the words quoted from that one."""

    story: Story
    lead: Mention
    quote: str


class ToldAtOnce(msgspec.Struct, frozen=True):
    """What of a watch its channel was told as it was heard: mentions, and how many stories they are in.

    `stories` are those of them in which nothing is new since.
    """

    mentions: int
    number: int
    stories: tuple[QuotedStory, ...]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of one watch. `people` counts distinct ones; `unsigned` texts that nobody signed.

    A text that several papers print is one, by whoever had it first. Nobody is a newcomer (None) where there
    is no time before. Of all that is counted, `stories` hold what is quoted at length: `people_above` and
    `unsigned_above` stand in the stories of an earlier section, `at_once` was told as it was heard. Of the
    mentions, `answers` stand in the thread of one and do not name what is watched themselves.
    """

    watch: Watch
    mentions: int
    people: int
    newcomers: int | None
    unsigned: int
    places: tuple[tuple[str, int], ...]
    stories: tuple[QuotedStory, ...]
    people_above: int = 0
    unsigned_above: int = 0
    at_once: ToldAtOnce | None = None
    answers: int = 0

    @property
    def regulars(self) -> int:
        """People who were heard here on an earlier day."""
        return self.people - (self.newcomers or 0)


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel is told of the time from `since` to `until`. `quiet` are watches nobody spoke of.

    It `catches_up` when other digests were due in that time, and did not come.
    """

    zone: str
    since: datetime
    until: datetime
    sections: tuple[Section, ...]
    quiet: tuple[str, ...]
    coverage: Coverage
    catches_up: bool = False


Pair = tuple[Watch, Mention]
Known = Callable[[set[Person]], set[Person]]
"""Picks those people whom the channel heard earlier."""


class DigestContext(msgspec.Struct, frozen=True):
    """What is known beside the mentions: who was heard earlier, and which ids were told as they were heard.

    `known` is None where there is no earlier; `spots` finds a watch's words in a text. `answers` are watches
    and mentions, by id, that stand in the thread of one and do not name what is watched.
    """

    known: Known | None
    spots: Callable[[Watch], Spots]
    at_once: frozenset[str] = frozenset()
    answers: frozenset[tuple[str, str]] = frozenset()


def sections(found: Iterable[Pair], context: DigestContext) -> tuple[Section, ...]:
    """A section for each watch that found something, brands first; no mention is quoted in two of them."""
    by_watch: dict[Watch, list[Mention]] = {}
    for watch, mention in sorted(found, key=lambda pair: _rank(pair[0])):
        by_watch.setdefault(watch, []).append(mention)
    told: set[str] = set()
    made = []
    for watch, mentions in by_watch.items():
        made.append(section(watch, mentions, context, frozenset(told)))
        told |= {mention.id for mention in mentions}
    return tuple(made)


def section(
    watch: Watch, mentions: Sequence[Mention], context: DigestContext, above: frozenset[str] = frozenset()
) -> Section:
    """What was said of one watch; the mentions whose ids are `above` are told in an earlier section."""
    said = originals(mentions)
    told_above = [mention for mention in said if mention.id in above]
    who = people(said)
    answers = frozenset(mention.id for mention in mentions if (watch.id, mention.id) in context.answers)
    quoted = quoted_stories(
        [mention for mention in mentions if mention.id not in above], context.spots(watch), answers
    )
    fresh = [story for story in quoted if _ids(story) - context.at_once]
    return Section(
        watch=watch,
        mentions=len(mentions),
        people=len(who),
        newcomers=len(who - context.known(who)) if context.known else None,
        unsigned=unsigned(said),
        places=_places(mentions),
        stories=_naming_first([_of_the_new(story, context, watch) for story in fresh], answers),
        people_above=len(people(told_above)),
        unsigned_above=unsigned(told_above),
        at_once=_told_at_once(quoted, context),
        answers=len(answers),
    )


def quoted_stories(
    mentions: Sequence[Mention], spots: Spots, answers: frozenset[str] = frozenset()
) -> tuple[QuotedStory, ...]:
    """The mentions as stories, most people first, each with the words to quote.

    What is among the `answers` is quoted only where nothing else is, and after all that is none of them.
    """
    told = [_quoted(story, _named(story.mentions, answers), spots) for story in stories(mentions)]
    return _naming_first(told, answers)


def _naming_first(told: Iterable[QuotedStory], answers: frozenset[str]) -> tuple[QuotedStory, ...]:
    """The stories as they come, those through which an answer speaks after the others."""
    return tuple(sorted(told, key=lambda each: each.lead.id in answers))


def _named(mentions: Sequence[Mention], answers: frozenset[str]) -> Sequence[Mention]:
    """The mentions that are no answers; all, where there is nothing else."""
    return [mention for mention in mentions if mention.id not in answers] or mentions


def _told_at_once(quoted: Iterable[QuotedStory], context: DigestContext) -> ToldAtOnce | None:
    """What of these stories was told as it was heard."""
    touched = [story for story in quoted if _ids(story) & context.at_once]
    if not touched:
        return None
    mentions = sum(len(_ids(story) & context.at_once) for story in touched)
    old = tuple(story for story in touched if _ids(story) <= context.at_once)
    return ToldAtOnce(mentions, len(touched), old)


def _of_the_new(told: QuotedStory, context: DigestContext, watch: Watch) -> QuotedStory:
    """The story through what is new in it."""
    new = [mention for mention in told.story.mentions if mention.id not in context.at_once]
    if len(new) == len(told.story.mentions):
        return told
    answers = frozenset(each.id for each in new if (watch.id, each.id) in context.answers)
    return _quoted(told.story, _named(new, answers), context.spots(watch))


def _ids(told: QuotedStory) -> set[str]:
    return {mention.id for mention in told.story.mentions}


def _rank(watch: Watch) -> tuple[int, datetime, str]:
    return (_ORDER.index(watch.kind), watch.created_at, watch.id)


def _places(mentions: Sequence[Mention]) -> tuple[tuple[str, int], ...]:
    """The places, and how many people and unsigned texts each had, most first."""
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        grouped.setdefault(mention.place or mention.source, []).append(mention)
    counted = Counter({place: _voices_in(held) for place, held in grouped.items()})
    return tuple(counted.most_common())


def _voices_in(place: Sequence[Mention]) -> int:
    said = originals(place)
    return len(people(said)) + unsigned(said)


def _quoted(story: Story, choice: Iterable[Mention], spots: Spots) -> QuotedStory:
    """The story, through the first signed mention of these whose own words hold the name."""
    lead = max(choice, key=lambda mention: (bool(spots(own_words(mention.text))), bool(mention.author)))
    return QuotedStory(story, lead, quote(lead, spots))
