"""What is not told in stories, a line each: told at once, set aside with the reasons, and perhaps not us."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.analysis.set_aside import Aside
from bot.digests.digest import Digest, Section, ToldAtOnce
from bot.digests.digest_story import DigestStory
from bot.locale import _, _n
from bot.messages.blocks import line, link, words
from bot.messages.digest_stories import in_short
from bot.messages.message import Block
from bot.messages.wording import clipped, more
from bot.models import Mention

SHORT_NAMED: Final = 3
"""Stories that were told at once, each named in a line."""
LOOKED_AT: Final = 3
"""Mentions that are perhaps not about what is watched, each a link."""


def told_at_once(known: ToldAtOnce) -> str:
    """`Told at once since the last digest: 43, in 6 stories.`"""
    stories = _n("{n} story", "{n} stories", known.number)
    return _("Told at once since the last digest: {n}, in {stories}.", n=known.mentions, stories=stories)


def at_once_lines(digest: Digest) -> Iterator[Block]:
    """What was told as it was heard: the figures, and each story in which nothing is new."""
    for section in digest.sections:
        if known := section.at_once:
            yield line(words(told_at_once(known), "italic"), *_old_stories(known.stories))


def _old_stories(stories: Sequence[DigestStory]) -> Iterator[Block]:
    for i, story in enumerate(stories[:SHORT_NAMED]):
        yield words("; " if i else " ")
        yield from in_short(story)
    if left := stories[SHORT_NAMED:]:
        yield words("; " + more(len(left)))


def aside_lines(sections: Sequence[Section]) -> Iterator[Block]:
    """How much was set aside for which reasons, each with a link to one, and what is perhaps not us."""
    held: dict[Aside, list[Mention]] = {}
    for section in sections:
        for why, mentions in section.asides:
            held.setdefault(why, []).extend(mentions)
    if held:
        yield line(words(_("Set aside: ")), *_reasons(held))
    if doubtful := [mention for section in sections for mention in section.doubtful]:
        yield line(words(_("Perhaps not us: {n}, look: ", n=len(doubtful))), *_look(doubtful))


def _reasons(held: dict[Aside, list[Mention]]) -> Iterator[Block]:
    for i, (why, mentions) in enumerate(held.items()):
        yield words(", " if i else "")
        yield link(mentions[0].url, _aside(why, len({mention.id for mention in mentions})))
    yield words(".")


def _aside(why: Aside, number: int) -> str:
    match why:
        case Aside.STAFF:
            return _n("{n} announcement of the team", "{n} announcements of the team", number)
        case Aside.COPY:
            return _n("{n} text printed again", "{n} texts printed again", number)
        case Aside.SALE:
            return _n("{n} second-hand sale", "{n} second-hand sales", number)
        case Aside.ADVERT:
            return _n("{n} advert", "{n} adverts", number)
        case Aside.JOB_AD:
            return _n("{n} job ad", "{n} job ads", number)
        case Aside.SEVERAL_NAMES:
            return _n("{n} post under another name", "{n} posts under other names", number)


def _look(doubtful: Sequence[Mention]) -> Iterator[Block]:
    for i, mention in enumerate(doubtful[:LOOKED_AT]):
        yield words("; " if i else "")
        yield link(mention.url, clipped(mention.author or mention.place or mention.source, 60))
    if left := doubtful[LOOKED_AT:]:
        yield words("; " + more(len(left)))
    yield words(".")
