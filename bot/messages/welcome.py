"""The answer to a new watch: what its look-back found."""

from datetime import datetime

from bot.digests.coverage import Coverage
from bot.digests.digest import Section
from bot.messages.blocks import escaped, line, note, rich, user, words
from bot.messages.digest import coverage_lines, fitting
from bot.messages.message import Message
from bot.messages.stories import story_blocks
from bot.messages.wording import count, signed
from bot.models import Watch

SHOWN = 3
"""Stories that welcome a new watch, at most: a look-back does not flood."""


def welcome_message(
    watch: Watch, section: Section | None, coverage: Coverage, zone: str, now: datetime
) -> Message:
    """What the last seven days held: how many mentions, people, places, and at most three stories."""
    found = _found(section, coverage)
    shown = section.stories[:SHOWN] if section else ()
    opening = line(
        user(watch.created_by), words(" watches "), words(watch.name, "bold"), words(f" here now. {found}")
    )
    first, last = rich(opening), note(" ".join(coverage_lines(coverage, zone, now)))
    blocks = [first, *fitting([first, last], (story_blocks(told, now) for told in shown)), last]
    quotes = [f"“{told.quote}” {told.lead.author or told.lead.place}: {told.lead.url}" for told in shown]
    text = "\n".join([f"{watch.name} is watched here now. {found}", *quotes])
    return Message(escaped(text), tuple(blocks))


def _found(section: Section | None, coverage: Coverage) -> str:
    if not section and not coverage.well and not coverage.unread:
        return "No source can be searched for it; you will hear when something is said."
    if not section and not coverage.well:
        return "No source could be read, so nothing is known of the last seven days."
    if not section:
        return "Nothing was said of it in the last seven days; you will hear when something is."
    found = signed(count(section.mentions, "mention"), section.people, section.unsigned)
    return f"In the last seven days: {found} in {count(len(section.places), 'place')}."
