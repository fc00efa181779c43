"""Instant mentions as messages: one by itself, several as one with a thread."""

from collections.abc import Sequence
from datetime import datetime

from bot.analysis.people import people, unsigned
from bot.digests.digest import QuotedStory
from bot.locale import _, _n
from bot.messages.blocks import escaped, line, note, rich, words
from bot.messages.digest import Group, lay
from bot.messages.message import Message
from bot.messages.stories import mentions_of, story_blocks, story_in_words
from bot.messages.wording import signed

IN_CHANNEL = 1
"""Stories that the channel itself shows; the others wait in the thread."""


def instant_messages(name: str, told: Sequence[QuotedStory], now: datetime) -> list[Message]:
    """The newest story for the channel, the others for its thread."""
    mentions = [mention for each in told for mention in each.story.mentions]
    opening = _n("{name}: {n} new mention", "{name}: {n} new mentions", len(mentions), name=name)
    if len(mentions) > 1:
        opening = signed(opening, len(people(mentions)), unsigned(mentions))
    first, rest = told[:IN_CHANNEL], told[IN_CHANNEL:]
    blocks = [rich(line(words(opening, "bold")))]
    for each in first:
        blocks += story_blocks(each, now)
    quotes = [story_in_words(each) for each in told[:10]]
    root = Message(escaped("\n".join([opening, *quotes])), tuple(blocks), mentions_of(first))
    groups = (Group(story_blocks(each, now), mentions=mentions_of([each])) for each in rest)
    pages, left_out = lay(groups) if rest else ([], 0)
    if left_out:
        pages[-1].blocks.append(
            note(
                _n(
                    "{n} more is not shown here; /watch now has it.",
                    "{n} more are not shown here; /watch now has them.",
                    left_out,
                )
            )
        )
    further = escaped(_("More of {name}.", name=name))
    return [root, *(Message(further, tuple(page.blocks), frozenset(page.mentions)) for page in pages)]
