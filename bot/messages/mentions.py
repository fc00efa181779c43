"""A few mentions, newest first: the answer to somebody who asks about a name."""

from collections.abc import Sequence
from datetime import datetime

from bot.analysis.people import people, unsigned
from bot.digests.quoted_story import QuotedStory
from bot.locale import _
from bot.messages.blocks import escaped, line, note, rich, words
from bot.messages.layout import fitting
from bot.messages.message import Block, Message
from bot.messages.stories import mentions_of, story_blocks, story_in_words
from bot.messages.wording import mentions_named, signed
from bot.models import Mention


def mentions_message(opening: str, told: Sequence[QuotedStory], closing: str, now: datetime) -> Message:
    """A sentence, the stories quoted, and a closing word in small print (none when empty)."""
    first: list[Block] = [rich(line(words(opening)))]
    last: list[Block] = [note(closing)] if closing else []
    blocks = [*first, *fitting([*first, *last], (story_blocks(each, now) for each in told)), *last]
    quotes = [story_in_words(each) for each in told]
    return Message(
        escaped("\n".join([opening, *quotes, *([closing] if closing else [])])),
        tuple(blocks),
        mentions_of(told),
    )


def reply_message(name: str, found: Sequence[Mention], told: Sequence[QuotedStory], now: datetime) -> Message:
    """What the public says today of a name that somebody wrote."""
    said = signed(mentions_named(len(found)), len(people(found)), unsigned(found))
    return mentions_message(_("Of {name} in the last 24 hours, {said}:", name=name, said=said), told, "", now)
