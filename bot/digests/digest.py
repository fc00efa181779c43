"""What a digest holds: who spoke of a channel's watches, where, about what; and what was not read.

1. Each watch that found something has a section: brands first, then competitors, then topics.
2. What counts is told apart from what does not (`counted`), and counted as people (`counts`).
3. No mention is told in the stories of two sections, though each counts it.
4. What was told as it was heard is counted. Its stories are told again where something is new in them, where
   they are grave, and where `SEVERAL` people speak: who reads the page of a bad day alone must find it there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

import msgspec

from bot.analysis.people import unsigned
from bot.analysis.quotes import Spots
from bot.analysis.reading_list import MOST, LongRead, Worth
from bot.analysis.set_aside import Aside
from bot.analysis.voices import Readings
from bot.digests.aftermath import Aftermath
from bot.digests.counted import Counted, counted
from bot.digests.counts import Counts, Known, counts
from bot.digests.coverage import Coverage
from bot.digests.digest_story import (
    QUOTED,
    SEVERAL,
    Carried,
    DigestStory,
    Quotation,
    StoryContext,
    digest_stories,
)
from bot.digests.findings import FindingContext, Findings, TurnTold, findings
from bot.digests.past import Past
from bot.llm.abstracts import Abstract
from bot.locale import DEFAULT, Language
from bot.models import Mention, Person, Watch, WatchKind

_ORDER = list(WatchKind)


class ToldAtOnce(msgspec.Struct, frozen=True):
    """What of a watch its channel was told as it was heard: mentions, and how many stories they are in.

    `stories` are those of them that are not told again.
    """

    mentions: int
    number: int
    stories: tuple[DigestStory, ...]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of one watch.

    A text that several papers print is one, by whoever had it first. Of many stories the gravest are held,
    and the `further` ones counted. `mentions` are those that count, and of them `answers` stand in the thread
    of one and do not name what is watched themselves. `people_above` and `unsigned_above` are told in the
    stories of earlier sections. What is set aside (`asides`), and what may be about a namesake (`doubtful`),
    is counted in nothing.
    """

    watch: Watch
    counts: Counts
    mentions: int
    places: tuple[tuple[str, int], ...] = ()
    stories: tuple[DigestStory, ...] = ()
    further: int = 0
    people_above: int = 0
    unsigned_above: int = 0
    at_once: ToldAtOnce | None = None
    answers: int = 0
    asides: tuple[tuple[Aside, tuple[Mention, ...]], ...] = ()
    doubtful: tuple[Mention, ...] = ()
    findings: Findings = Findings()

    @property
    def is_empty(self) -> bool:
        """Whether nobody said anything of it that counts, and nothing is told of it."""
        return not self.mentions and not self.stories

    @property
    def is_calm(self) -> bool:
        """Whether nothing in it is grave, critical or waits for an answer, and nobody turned."""
        grave = any(story.gravity.concerns_safety for story in self.stories)
        return not (grave or self.counts.critical or self.findings.unanswered or self.findings.turns)


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel is told of the time from `since` to `until`. `unmentioned` are watches nobody spoke of.

    It `catches_up` when other digests were due in that time, and did not come. `abstract` is what a language
    model wrote of what is quoted, None where none is asked; `aftermath` what became of what was told before.
    """

    zone: str
    since: datetime
    until: datetime
    sections: tuple[Section, ...]
    unmentioned: tuple[str, ...]
    coverage: Coverage
    catches_up: bool = False
    aftermath: Aftermath = Aftermath()
    abstract: Abstract | None = None

    @property
    def stories(self) -> list[DigestStory]:
        """All stories: those of brands first, then of competitors, then of topics; the graver first."""
        every = [story for section in self.sections for story in section.stories]
        every.sort(key=lambda each: each.gravity, reverse=True)
        return sorted(every, key=lambda each: _ORDER.index(each.watch.kind))

    @property
    def is_empty(self) -> bool:
        """Whether nobody said anything that counts."""
        return all(section.is_empty for section in self.sections)

    @property
    def unanswered(self) -> list[Quotation]:
        """What waits for an answer, the oldest first."""
        every = [each for section in self.sections for each in section.findings.unanswered]
        return sorted(every, key=lambda each: each.mention.created_at)

    @property
    def waiting(self) -> int:
        """How many people wait for an answer."""
        return sum(section.findings.waiting for section in self.sections)

    @property
    def is_team_known(self) -> bool:
        """Whether any account of the team's is known."""
        return any(section.findings.is_team_known for section in self.sections)

    @property
    def turns(self) -> list[TurnTold]:
        """Who turned, brands before competitors."""
        return [turn for section in self.sections for turn in section.findings.turns]

    @property
    def reading(self) -> list[LongRead]:
        """What is worth reading whole, the better reason first, each once."""
        every = [each for section in self.sections for each in section.findings.reading]
        every.sort(key=lambda each: list(Worth).index(each.reason))
        return list({each.mention.id: each for each in every}.values())[:MOST]


Pair = tuple[Watch, Mention]


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a watch beside what its mentions say, and what was read of them.

    `placed` says which story a mention is in, `begun` when a story began, and `heard` who had spoken in it
    before; `last` and `carried` are the stories' past, too (`StoryContext`); `same` says
    under whom an author is counted. `answers` do not name what is watched themselves. `read`
    holds what was read of the mentions of the `past`, too; `others` finds names of other brands in texts.
    """

    read: Readings = {}
    placed: Mapping[str, str] = {}
    begun: Mapping[str, datetime] = {}
    heard: Mapping[str, frozenset[Person]] = {}
    last: Mapping[str, datetime] = {}
    carried: Mapping[str, Carried] = {}
    same: Mapping[Person, Person] = {}
    answers: frozenset[str] = frozenset()
    others: Spots = lambda _: ()
    past: Past = Past()


class DigestContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a channel: the days on which it heard each person whom it knew before.

    `known` is None where there is no before. `at_once` are the ids of mentions that were told as they were
    heard; `of` is what is known of each watch, by its id, and `spots` where its words stand in texts. `names`
    are what is watched there.
    """

    spots: Mapping[str, Spots]
    zone: str
    until: datetime
    language: Language = DEFAULT
    known: Mapping[Person, int] | None = None
    is_team_named: bool = False
    names: tuple[str, ...] = ()
    at_once: frozenset[str] = frozenset()
    of: Mapping[str, Knowledge] = {}


def sections(found: Iterable[Pair], context: DigestContext) -> tuple[Section, ...]:
    """A section for each watch that found something, brands first; no mention is told in two of them."""
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
    knows, spots = context.of.get(watch.id, Knowledge()), cache(context.spots[watch.id])
    known = Known(_as_one(context.known, knows.same), knows.same)
    held = counted(mentions, knows.read, knows.same)
    told_above = [mention for mention in held.said if mention.id in above]
    told = digest_stories(held.without(above), _story_context(watch, spots, context, knows, known))
    critical = {who for story in told for who in story.critical}
    return Section(
        watch=watch,
        counts=counts(held, critical, known),
        mentions=len(held.said) + len(held.copies),
        places=_places(held, known),
        stories=tuple(story for story in told[:QUOTED] if not _is_told(story, context.at_once)),
        further=sum(not _is_told(story, context.at_once) for story in told[QUOTED:]),
        people_above=len(known.people(told_above)),
        unsigned_above=unsigned(told_above),
        at_once=_told_at_once(told, context.at_once),
        answers=sum(mention.id in knows.answers for mention in (*held.said, *held.copies)),
        asides=held.asides,
        doubtful=held.doubtful,
        findings=findings(held.without(above), told, _finding_context(watch, spots, context, knows, known)),
    )


def _story_context(
    watch: Watch, spots: Spots, context: DigestContext, knows: Knowledge, known: Known
) -> StoryContext:
    return StoryContext(
        watch=watch,
        spots=spots,
        known=known,
        read=knows.read,
        language=context.language,
        zone=context.zone,
        until=context.until,
        placed=knows.placed,
        begun=knows.begun,
        heard=knows.heard,
        last=knows.last,
        carried=knows.carried,
        answers=knows.answers,
    )


def _finding_context(
    watch: Watch, spots: Spots, context: DigestContext, knows: Knowledge, known: Known
) -> FindingContext:
    return FindingContext(
        watch=watch,
        spots=spots,
        others=knows.others,
        known=known,
        read=knows.read,
        language=context.language,
        past=knows.past,
        is_team_named=context.is_team_named,
        names=context.names,
    )


def _as_one(known: Mapping[Person, int] | None, same: Mapping[Person, Person]) -> Mapping[Person, int] | None:
    """The days on which each person was heard, by the name under which they are counted."""
    if known is None:
        return None
    days: dict[Person, int] = {}
    for who, number in known.items():
        one = same.get(who, who)
        days[one] = max(number, days.get(one, 0))
    return days


def _told_at_once(told: Iterable[DigestStory], at_once: frozenset[str]) -> ToldAtOnce | None:
    """What of these stories was told as it was heard."""
    touched = [story for story in told if story.ids & at_once]
    if not touched:
        return None
    mentions = sum(len(story.ids & at_once) for story in touched)
    return ToldAtOnce(mentions, len(touched), tuple(story for story in touched if _is_told(story, at_once)))


def _is_told(story: DigestStory, at_once: frozenset[str]) -> bool:
    """Whether a story was told well enough as it was heard."""
    grave = story.gravity.concerns_safety or story.counts.people >= SEVERAL
    return story.ids <= at_once and not grave


def _rank(watch: Watch) -> tuple[int, datetime, str]:
    return (_ORDER.index(watch.kind), watch.created_at, watch.id)


def _places(held: Counted, known: Known) -> tuple[tuple[str, int], ...]:
    """The places, and how many people and unsigned texts each had, most first."""
    grouped: dict[str, list[Mention]] = {}
    for mention in (*held.said, *held.copies):
        grouped.setdefault(mention.place or mention.source, []).append(mention)
    voices = {place: len(known.people(its)) + unsigned(its) for place, its in grouped.items()}
    return tuple(Counter(voices).most_common())
