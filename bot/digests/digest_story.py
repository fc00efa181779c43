"""A story as a digest tells it: who speaks, how grave it is, how old, and the words that are quoted.

1. Only what counts is counted and quoted; the staff are named apart, and papers that print a text again.
2. Graver stories come first, then those of more people, then newer ones; those in which nothing names what
   is watched come last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.analysis.choice import quotations
from bot.analysis.gravity import Concern, Gravity, gravity
from bot.analysis.own_words import own_words
from bot.analysis.quotes import Spots, quote
from bot.analysis.safety import Danger, named_dangers
from bot.analysis.stories import Story, stories
from bot.analysis.voices import Readings, understood
from bot.digests.counted import Counted
from bot.digests.counts import Counts, Known, counts, critical_people
from bot.locale import Language
from bot.models import Mention, Person, Watch

SEVERAL: Final = 3
"""People from which on a story is an affair: told again, and told to be over."""
STORY_OVER_AFTER: Final = timedelta(days=2)
"""How long nobody speaks in a story that is over."""
QUOTED: Final = 40
"""Stories, the gravest, that are quoted: more find no room on the pages of a digest."""


class Quotation(msgspec.Struct, frozen=True):
    """Words of a mention, exactly as they are written in it; empty where nothing of it is its author's."""

    mention: Mention
    words: str


class StoryAge(msgspec.Struct, frozen=True):
    """Since when a story goes on, and on which day it is: 1 where it began today.

    `new_voices` are people who had not spoken in it before; None where nobody had. `over_since` is when
    somebody spoke in it last, where it is over.
    """

    begun: datetime
    day: int = 1
    new_voices: int | None = None
    over_since: datetime | None = None


class Carried(msgspec.Struct, frozen=True):
    """That a story surely concerned safety before: the last mention that says so, and what is in danger."""

    mention: Mention
    dangers: tuple[Danger, ...]


class DigestStory(msgspec.Struct, frozen=True, kw_only=True):
    """A story of a watch. `others` are one mention of each further voice, `printed` what prints a text again.

    `ours` and `theirs` are one mention of each of the staff who speak in it. `carried` is what was said
    before that makes it a matter of safety still, where nobody says so surely now.
    """

    watch: Watch
    story: Story
    quotations: tuple[Quotation, ...]
    counts: Counts
    gravity: Gravity
    age: StoryAge
    places: tuple[str, ...] = ()
    dangers: tuple[Danger, ...] = ()
    others: tuple[Mention, ...] = ()
    printed: tuple[Mention, ...] = ()
    ours: tuple[Mention, ...] = ()
    theirs: tuple[Mention, ...] = ()
    critical: frozenset[Person] = frozenset()
    carried: Mention | None = None

    @property
    def lead(self) -> Mention:
        """The mention that is quoted first."""
        return self.quotations[0].mention

    @property
    def heading(self) -> str:
        """What it is called wherever it is told; empty if nothing heads what is quoted first."""
        return self.story.heading(self.lead)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all its mentions."""
        return frozenset(mention.id for mention in self.story.mentions)


class StoryContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a watch's stories beside their words.

    `placed` says which story a mention is in, `begun` when a story began, and `heard` who had spoken in it
    before, `last` when somebody spoke in it at all, and `carried` what surely concerned safety before.
    `answers` do not name what is watched themselves.
    """

    watch: Watch
    spots: Spots
    known: Known
    read: Readings
    language: Language
    zone: str
    until: datetime
    placed: Mapping[str, str] = {}
    begun: Mapping[str, datetime] = {}
    heard: Mapping[str, frozenset[Person]] = {}
    last: Mapping[str, datetime] = {}
    carried: Mapping[str, Carried] = {}
    answers: frozenset[str] = frozenset()


def digest_stories(held: Counted, context: StoryContext) -> list[DigestStory]:
    """What was said, as stories, the gravest first."""
    columns = held.columns()
    told = [_told(story, _own(story, columns), context) for story in stories(held.told, context.placed)]
    told.sort(key=lambda each: each.age.begun, reverse=True)
    told.sort(key=lambda each: each.gravity, reverse=True)
    told.sort(key=lambda each: context.answers.issuperset(each.ids))
    chosen = [_quoted(each, _own(each.story, columns), context) for each in told[:QUOTED]]
    return [*chosen, *told[QUOTED:]]


def _quoted(told: DigestStory, own: Counted, context: StoryContext) -> DigestStory:
    """The story with the words that tell most of it."""
    quoted = tuple(_quotations(own, context))
    named = {context.known.voice(each.mention) for each in quoted}
    others = tuple(
        each for each in _one_each(own.said, context.known).values() if context.known.voice(each) not in named
    )
    return msgspec.structs.replace(told, quotations=quoted, others=others)


def _own(story: Story, columns: Mapping[str, str]) -> Counted:
    """What the mentions of a story count for."""
    held: dict[str, list[Mention]] = defaultdict(list)
    for mention in story.mentions:
        held[columns[mention.id]].append(mention)
    return Counted(
        said=tuple(held["said"]),
        copies=tuple(held["copies"]),
        ours=tuple(held["ours"]),
        theirs=tuple(held["theirs"]),
    )


def _told(story: Story, own: Counted, context: StoryContext) -> DigestStory:
    known, read = context.known, context.read
    lead = next(iter((*own.said, *own.told)))
    critical = critical_people(own.said, read, known)
    grave = gravity(own.said, read)
    stands = _carried(story, context) if own.said and not grave.is_sure else None
    return DigestStory(
        watch=context.watch,
        story=story,
        quotations=(Quotation(lead, ""),),
        counts=counts(own, critical, known),
        gravity=msgspec.structs.replace(grave, concern=Concern.SAFETY) if stands else grave,
        age=_age(story, own, context),
        places=tuple(dict.fromkeys(each.place or each.source for each in own.said or story.mentions)),
        dangers=tuple(dict.fromkeys((*dangers(own.said, read), *(stands.dangers if stands else ())))),
        printed=own.copies,
        ours=tuple(_one_each(own.ours, known).values()),
        theirs=tuple(_one_each(own.theirs, known).values()),
        critical=frozenset(critical),
        carried=stands.mention if stands else None,
    )


def _carried(story: Story, context: StoryContext) -> Carried | None:
    """What surely concerned safety in a story before: it stands while the public goes on speaking of it."""
    ids = (context.placed.get(mention.id, "") for mention in story.mentions)
    return next((context.carried[id_] for id_ in ids if id_ in context.carried), None)


def _quotations(own: Counted, context: StoryContext) -> list[Quotation]:
    """The words to quote; where none may stand alone, those of who names what is watched, or none at all."""
    if chosen := quotations(own.told, context.read, context.language, context.spots):
        return [Quotation(each, quote(each, context.spots)) for each in chosen]
    naming = [mention for mention in own.told if mention.id not in context.answers]
    lead = _lead(naming or own.told, own, context)
    return [Quotation(lead, quote(lead, context.spots) if naming else "")]


def _lead(choice: Sequence[Mention], own: Counted, context: StoryContext) -> Mention:
    """The first mention of these that counts, is signed and holds the name in its own words."""
    said = {mention.id for mention in own.said}
    return max(
        choice,
        key=lambda each: (each.id in said, bool(context.spots(own_words(each.text))), bool(each.author)),
    )


def _one_each(mentions: Iterable[Mention], known: Known) -> dict[Person, Mention]:
    """The first mention of each voice."""
    found: dict[Person, Mention] = {}
    for mention in mentions:
        found.setdefault(known.voice(mention), mention)
    return found


def dangers(said: Iterable[Mention], read: Readings) -> tuple[Danger, ...]:
    """What is in danger by these mentions, the most often named first."""
    found = Counter(
        danger
        for mention in said
        if (concerned := understood(mention, read).safety.value)
        for danger in concerned.dangers
    )
    return named_dangers(danger for danger, _ in found.most_common())


def _age(story: Story, own: Counted, context: StoryContext) -> StoryAge:
    """Since when a story goes on, and how many speak in it for the first time, if it began before."""
    ids = [placed for each in story.mentions if (placed := context.placed.get(each.id))]
    first = min(mention.created_at for mention in story.mentions)
    begun = min([first, *(context.begun[id_] for id_ in ids if id_ in context.begun)])
    zone = ZoneInfo(context.zone)
    day = (context.until.astimezone(zone).date() - begun.astimezone(zone).date()).days + 1
    heard = {context.known.same.get(who, who) for id_ in set(ids) for who in context.heard.get(id_, ())}
    who = context.known.people(own.said)
    new = len(who - heard) if heard else None
    last = max([story.mentions[-1].created_at, *(context.last[id_] for id_ in ids if id_ in context.last)])
    is_over = len(who | heard) >= SEVERAL and context.until - last >= STORY_OVER_AFTER
    return StoryAge(begun, max(day, 1), new, last if is_over else None)
