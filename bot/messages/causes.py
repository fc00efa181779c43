"""Why people are angry at a name, or fond of it: by story, how many they are and in which words."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.digests.asked_section import AskedSection, Cause, Side
from bot.locale import _, _n
from bot.messages.asked import TITLE, few, in_plain_words, latest, named, nobody_spoke, saying, set_apart
from bot.messages.blocks import link, words
from bot.messages.digest_stories import Shown, safety
from bot.messages.message import Block, Message
from bot.messages.told import Row, parts_told
from bot.messages.wording import clipped, people_named

SHOWN: Final = 3
"""Stories of one name; two of each of several."""

Part = tuple[AskedSection, Sequence[Cause]]
"""A name with the stories in which people take the side that is asked about."""


def causes_message(parts: Sequence[Part], side: Side, shown: Shown) -> Message:
    """Why people are against names, or for them."""
    most = SHOWN if len(parts) == 1 else 2
    told = [
        (_opening(asked, causes, side, shown), [list(_row(cause, side, shown)) for cause in causes[:most]])
        for asked, causes in parts
    ]
    for (_opened, rows), (_asked, causes) in zip(told, parts, strict=True):
        if len(causes) > most:
            left = len(causes) - most
            rows.append([words(_n("and {n} more story", "and {n} more stories", left))])
    asked = [each for each, _causes in parts]
    remarks = few(max(each.people for each in asked)) if any(each.people for each in asked) else []
    mentions = [
        mention for _asked, causes in parts for cause in causes for mention in cause.story.story.mentions
    ]
    return parts_told(told, remarks if mentions else [], mentions, set_apart(asked) if mentions else ())


def _opening(asked: AskedSection, causes: Sequence[Cause], side: Side, shown: Shown) -> Row:
    if asked.is_empty:
        return [words(nobody_spoke(asked))]
    people = people_named(asked.people)
    number = asked.critical if side is Side.AGAINST else len(asked.taking(side))
    if not causes:
        none = _("of {people} {span} nobody is critical, as far as their words show")
        if side is Side.FOR:
            none = _("of {people} {span} nobody praises it, as far as their words show")
        said = none.format(people=people, span=asked.label)
        return [named(asked), words(_(": ")), words(said), *latest(asked, shown)]
    if side is Side.FOR:
        said = _n("{n} of {people} praises it", "{n} of {people} praise it", number, people=people)
        said = f"{said} {asked.label}"
        return [named(asked), words(_(": ")), words(said), *latest(asked, shown)]
    said = _n(
        "{n} of {people} is critical {span}",
        "{n} of {people} are critical {span}",
        number,
        people=people,
        span=asked.label,
    )
    return [named(asked), words(_(": ")), words(said), *in_plain_words(causes[0].plain, asked, shown)]


def _row(cause: Cause, side: Side, shown: Shown) -> Iterator[Block]:
    if side is Side.AGAINST and cause.story.gravity.concerns_safety:
        yield words(safety(cause.story), "bold")
        yield words(" · ")
    yield words(people_named(cause.people))
    yield from _titled(cause)
    yield words(_(": "))
    for i, said in enumerate(cause.quotations):
        yield words(" · " if i else "")
        yield from saying(said, shown)
    if cause.against:
        yield words(" · ")
        yield words(_n("{n} sees it otherwise: ", "{n} see it otherwise: ", cause.others))
        yield from saying(cause.against, shown)


def _titled(cause: Cause) -> Iterator[Block]:
    """The title of a story as a link, where it has one."""
    title = cause.story.heading
    if title and title != cause.quotations[0].words:
        yield words(", ")
        yield link(cause.story.lead.url, clipped(title, TITLE))
