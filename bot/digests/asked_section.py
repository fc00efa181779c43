"""What was said of one watch in a time that somebody asks about: who of its people is for it, who against.

1. Somebody is against it who is critical, as the page counts them: by the last tone they show in a story.
2. Somebody is for it who praises it by its name, and is favourable, and is not critical in the same story.
3. Half of what people say shows nothing: who is neither is not content.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

import msgspec

from bot.analysis.choice import quotations
from bot.analysis.own_words import own_words
from bot.analysis.people import people, person
from bot.analysis.plain_words import Plain, plainest
from bot.analysis.quotes import Spots, quote
from bot.analysis.story_tone import tones
from bot.analysis.tone import Tone
from bot.analysis.turns import sure_tone
from bot.analysis.voices import Readings, counted, understood
from bot.digests.digest import Section
from bot.digests.digest_story import DigestStory, Quotation
from bot.locale import Language
from bot.models import Mention, Person, Watch


class Side(StrEnum):
    """Which side somebody takes."""

    AGAINST = "against"
    FOR = "for"


class AskedSection(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a watch in a time, which `label` names: `since Monday`. None where nothing was.

    `read` is what was understood of its mentions; `spots` finds its name in a text.
    """

    watch: Watch
    label: str
    section: Section | None
    read: Readings = {}
    spots: Spots = lambda _: ()

    @property
    def people(self) -> int:
        """How many people speak."""
        return self.section.counts.people if self.section else 0

    @property
    def is_empty(self) -> bool:
        """Whether nobody of the public says anything of it."""
        return self.section is None or not self.people + self.section.counts.unsigned

    @property
    def stories(self) -> tuple[DigestStory, ...]:
        """Its stories, the gravest first."""
        return self.section.stories if self.section else ()

    @property
    def said(self) -> list[Mention]:
        """What counts of what was said, the oldest first."""
        return counted([mention for story in self.stories for mention in story.story.mentions], self.read)

    @property
    def speakers(self) -> set[Person]:
        """The people who speak."""
        return people(self.said)

    @property
    def critical(self) -> int:
        """How many people are critical: as many as on the page."""
        return self.section.counts.critical if self.section else 0

    def taking(self, side: Side) -> set[Person]:
        """The people who take a side."""
        return {who for story in self.stories for who in side_of(story, self, side)}


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """A story in which people take a side: how many do, by which words, and whether others take the other.

    `plain` are the plainest words of those who do.
    """

    story: DigestStory
    people: int
    quotations: tuple[Quotation, ...]
    others: int = 0
    against: Quotation | None = None
    plain: Plain | None = None


def causes(asked: AskedSection, side: Side, language: Language) -> list[Cause]:
    """The stories in which people take a side: what concerns safety first, then by how many people do."""
    found = [cause for story in asked.stories if (cause := _cause(story, asked, side, language))]
    return sorted(found, key=lambda cause: (-_danger(cause, side), -cause.people))


def side_of(story: DigestStory, asked: AskedSection, side: Side) -> set[Person]:
    """The people who take a side in a story."""
    if side is Side.AGAINST:
        return set(story.critical)
    pleased = (each for each in counted(story.story.mentions, asked.read) if _praises(each, asked))
    return people(pleased) - story.critical


def _danger(cause: Cause, side: Side) -> int:
    return (
        int(cause.story.gravity.concern)
        if side is Side.AGAINST and cause.story.gravity.concerns_safety
        else 0
    )


def _cause(story: DigestStory, asked: AskedSection, side: Side, language: Language) -> Cause | None:
    takers = side_of(story, asked, side)
    if not takers:
        return None
    other = Side.FOR if side is Side.AGAINST else Side.AGAINST
    others = side_of(story, asked, other)
    said = taken_by(story, takers, asked, side)
    against = _quoted(taken_by(story, others, asked, other), asked, language)[:1]
    return Cause(
        story=story,
        people=len(takers),
        quotations=tuple(_quoted(said, asked, language)),
        others=len(others),
        against=against[0] if against else None,
        plain=plainest(said, asked.read, language),
    )


def _quoted(mentions: Sequence[Mention], asked: AskedSection, language: Language) -> list[Quotation]:
    """One or two of the mentions, with the words to quote."""
    chosen = quotations(mentions, asked.read, language, asked.spots) or mentions[:1]
    return [Quotation(each, quote(each, asked.spots)) for each in chosen]


def taken_by(story: DigestStory, who: Collection[Person], asked: AskedSection, side: Side) -> list[Mention]:
    """The mentions by which these people take a side in a story."""
    said = [each for each in counted(story.story.mentions, asked.read) if person(each) in who]
    if side is Side.FOR:
        return [each for each in said if _praises(each, asked)]
    shown = tones(story.story.mentions, asked.read)
    return [each for each in said if shown.get(each.id) is Tone.CRITICAL]


def _praises(mention: Mention, asked: AskedSection) -> bool:
    """Whether a mention praises what is watched by its name."""
    is_named = bool(asked.spots(mention.title) or asked.spots(own_words(mention.text)))
    return is_named and sure_tone(understood(mention, asked.read)) is Tone.FAVOURABLE
