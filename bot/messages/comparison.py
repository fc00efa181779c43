"""Watches beside each other: how many people speak of each, on which side, where, and of what first."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.analysis.people import person
from bot.digests.asked_section import AskedSection, Side
from bot.locale import _, _n
from bot.messages.asked import NAME, few, named, nobody_spoke, saying, set_apart
from bot.messages.blocks import link, words
from bot.messages.digest_stories import Shown, safety
from bot.messages.message import Block, Message
from bot.messages.told import parts_told, told_message
from bot.messages.wording import clipped, people_named
from bot.models import Mention

BOTH: Final = 3
"""People named who speak of several."""


def comparison_message(compared: Sequence[AskedSection], shown: Shown) -> Message:
    """What people say of several watches in one time."""
    if all(each.is_empty for each in compared):
        return told_message([], [[words(nobody_spoke(each))] for each in compared], [], [])
    opening = [words(_("Beside each other {span}:", span=compared[0].label))]
    rows = [list(_row(each, shown)) for each in compared]
    rows += [list(row) for row in _both(compared)]
    people = min(each.people for each in compared)
    told = [mention for each in compared for mention in each.said]
    return parts_told([(opening, rows)], few(people), told, set_apart(compared))


def _row(asked: AskedSection, shown: Shown) -> Iterator[Block]:
    if asked.is_empty:
        yield words(nobody_spoke(asked))
        return
    yield named(asked)
    yield words(_(": ") + ", ".join(_figures(asked)))
    story = next(iter(asked.stories), None)
    if story:
        yield words(_("; first of all: "))
        yield from saying(story.quotations[0], shown)


def _figures(asked: AskedSection) -> Iterator[str]:
    """`26 people, 11 critical, 4 praise it, 5 places, safety (roads)`."""
    yield people_named(asked.people)
    yield _n("{n} critical", "{n} critical", asked.critical) if asked.critical else _("nobody critical")
    if praising := len(asked.taking(Side.FOR)):
        yield _n("{n} praises it", "{n} praise it", praising)
    if asked.section:
        yield _n("{n} place", "{n} places", len(asked.section.places))
    if grave := next((story for story in asked.stories if story.gravity.concerns_safety), None):
        yield safety(grave)


def _both(compared: Sequence[AskedSection]) -> Iterator[Iterator[Block]]:
    """Who speaks of more than one."""
    speakers = [each.speakers for each in compared]
    last: dict[object, Mention] = {person(mention): mention for each in compared for mention in each.said}
    several = [who for who in last if who and sum(who in some for some in speakers) > 1]
    if several:
        yield _named_both([last[who] for who in several])


def _named_both(mentions: Sequence[Mention]) -> Iterator[Block]:
    number = len(mentions)
    yield words(_n("{n} person speaks of several: ", "{n} people speak of several: ", number))
    for i, mention in enumerate(mentions[:BOTH]):
        yield words(", " if i else "")
        yield link(mention.url, clipped(mention.author, NAME))
    if number > BOTH:
        yield words(_("; and {more}", more=_n("{n} more", "{n} more", number - BOTH)))
