"""The answer to a new watch: what its look-back found."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.digests.coverage import Coverage
from bot.digests.digest import Section
from bot.locale import _, _n
from bot.messages.blocks import escaped, filled, line, note, rich, user, words
from bot.messages.digest import coverage_lines, fitting
from bot.messages.message import Message
from bot.messages.paging import TEXT, listing, paged
from bot.messages.stories import mentions_of, story_blocks, story_in_words
from bot.messages.wording import clipped, mentions_named, signed
from bot.models import Watch

SHOWN = 3
"""Stories that welcome a new watch, at most: a look-back does not flood."""


class Welcomed(msgspec.Struct, frozen=True):
    """A new watch, what the last seven days held of it, if anything, and whether any source can hear it."""

    watch: Watch
    section: Section | None
    is_heard: bool = True


def welcome_message(found: Sequence[Welcomed], coverage: Coverage, zone: str, now: datetime) -> Message:
    """What the last seven days held: how many mentions, people, places, and at most three stories."""
    if len(found) == 1:
        return _welcome(found[0], coverage, zone, now)
    return _welcomes(found, coverage, zone, now)


def _welcome(new: Welcomed, coverage: Coverage, zone: str, now: datetime) -> Message:
    watch, section = new.watch, new.section
    said = _found(section, coverage) if new.is_heard else _("No source that is on here can hear it.")
    shown = section.stories[:SHOWN] if section else ()
    sentence = _("{who} watches {name} here now. {found}")
    opening = line(*filled(sentence, who=user(watch.created_by), name=words(watch.name, "bold"), found=said))
    first, last = rich(opening), note(" ".join(coverage_lines(coverage, zone, now)))
    blocks = [first, *fitting([first, last], (story_blocks(told, now) for told in shown)), last]
    quotes = [story_in_words(told) for told in shown]
    text = "\n".join([_("{name} is watched here now. {found}", name=watch.name, found=said), *quotes])
    return Message(escaped(text), tuple(blocks), mentions_of(shown))


def _welcomes(found: Sequence[Welcomed], coverage: Coverage, zone: str, now: datetime) -> Message:
    """Several watches that were made together: a line each, and no stories."""
    people = [user(by) for by in dict.fromkeys(each.watch.created_by for each in found)]
    who = [part for person in people for part in (person, words(", "))][:-1]
    sentence = _("{who} watched {n} names here now. In the last seven days:")
    opening = line(*filled(sentence, who=who, n=str(len(found))))
    rows = [_("{name}: {said}", name=each.watch.name, said=_held(each)) for each in found]
    pages, left_out = paged(rows)
    more = left_out + sum(map(len, pages[1:]))
    last = [_("{n} more are not shown; /watch now all tells of them.", n=more)] if more else []
    closing = note(" ".join([*last, *coverage_lines(coverage, zone, now)]))
    text = "\n".join([_("{n} names are watched here now.", n=len(found)), *rows])
    return Message(escaped(clipped(text, TEXT)), (rich(opening, listing(pages[0])), closing))


def _held(each: Welcomed) -> str:
    section = each.section
    if section is None:
        return _("nothing found") if each.is_heard else _("no source that is on here can hear it")
    return _figures(section)


def _figures(section: Section) -> str:
    found = signed(mentions_named(section.mentions), section.people, section.unsigned)
    return _n("{found} in {n} place", "{found} in {n} places", len(section.places), found=found)


def _found(section: Section | None, coverage: Coverage) -> str:
    if not section and not coverage.well and not coverage.unread:
        return _("No source can be searched for it; you will hear when something is said.")
    if not section and not coverage.well:
        return _("No source could be read, so nothing is known of the last seven days.")
    if not section:
        return _("Nothing was said of it in the last seven days; you will hear when something is.")
    return _("In the last seven days: {found}.", found=_figures(section))
