"""The answer to a new watch: what its look-back found."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.digests.coverage import Coverage
from bot.digests.digest import Section
from bot.messages.blocks import escaped, line, note, rich, user, words
from bot.messages.digest import coverage_lines, fitting
from bot.messages.message import Message
from bot.messages.paging import TEXT, listing, paged
from bot.messages.stories import mentions_of, story_blocks, story_in_words
from bot.messages.wording import clipped, count, signed
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
    said = _found(section, coverage) if new.is_heard else "No source that is on here can hear it."
    shown = section.stories[:SHOWN] if section else ()
    opening = line(
        user(watch.created_by), words(" watches "), words(watch.name, "bold"), words(f" here now. {said}")
    )
    first, last = rich(opening), note(" ".join(coverage_lines(coverage, zone, now)))
    blocks = [first, *fitting([first, last], (story_blocks(told, now) for told in shown)), last]
    quotes = [story_in_words(told) for told in shown]
    text = "\n".join([f"{watch.name} is watched here now. {said}", *quotes])
    return Message(escaped(text), tuple(blocks), mentions_of(shown))


def _welcomes(found: Sequence[Welcomed], coverage: Coverage, zone: str, now: datetime) -> Message:
    """Several watches that were made together: a line each, and no stories."""
    people = [user(by) for by in dict.fromkeys(each.watch.created_by for each in found)]
    who = [part for person in people for part in (person, words(", "))][:-1]
    opening = line(*who, words(f" watched {len(found)} names here now. In the last seven days:"))
    rows = [f"{each.watch.name}: {_held(each)}" for each in found]
    pages, left_out = paged(rows)
    more = left_out + sum(map(len, pages[1:]))
    last = f"{more:,} more are not shown; /watch now all tells of them. " if more else ""
    ending = note(last + " ".join(coverage_lines(coverage, zone, now)))
    text = "\n".join([f"{len(found)} names are watched here now.", *rows])
    return Message(escaped(clipped(text, TEXT)), (rich(opening, listing(pages[0])), ending))


def _held(each: Welcomed) -> str:
    section = each.section
    if section is None:
        return "nothing found" if each.is_heard else "no source that is on here can hear it"
    found = signed(count(section.mentions, "mention"), section.people, section.unsigned)
    return f"{found} in {count(len(section.places), 'place')}"


def _found(section: Section | None, coverage: Coverage) -> str:
    if not section and not coverage.well and not coverage.unread:
        return "No source can be searched for it; you will hear when something is said."
    if not section and not coverage.well:
        return "No source could be read, so nothing is known of the last seven days."
    if not section:
        return "Nothing was said of it in the last seven days; you will hear when something is."
    found = signed(count(section.mentions, "mention"), section.people, section.unsigned)
    return f"In the last seven days: {found} in {count(len(section.places), 'place')}."
