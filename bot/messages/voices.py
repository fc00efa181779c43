"""Who speaks in a story, in figures that add up: people as people, posts as posts, one text as one text."""

from collections.abc import Sequence

import msgspec

from bot.analysis.copies import originals
from bot.analysis.people import speaker
from bot.digests.quoted_story import QuotedStory
from bot.locale import _, _n
from bot.models import Mention


class Voices(msgspec.Struct, frozen=True):
    """What is said of who speaks in a story beside its lead.

    `figures` is empty for one voice in one post. `others` are one mention for each further voice (of one who
    speaks alone, the further posts), `printed` those that print the lead's own text.
    """

    figures: str
    others: tuple[Mention, ...]
    printed: tuple[Mention, ...]


def voices_of(told: QuotedStory) -> Voices:
    """Who speaks in a story, its lead first."""
    mentions = [told.lead, *(mention for mention in told.story.mentions if mention.id != told.lead.id)]
    said = originals(mentions)
    by_speaker: dict[object, Mention] = {}
    for mention in said:
        by_speaker.setdefault(speaker(mention), mention)
    texts = told.story.copies
    own = next((text for text in texts if told.lead in text), ())
    others = list(by_speaker.values())[1:] or said[1:]
    printed = [mention for mention in own if mention not in said]
    return Voices(_figures(len(by_speaker), len(said), texts), tuple(others), tuple(printed))


def _figures(voices: int, posts: int, texts: Sequence[Sequence[Mention]]) -> str:
    """`4 voices`, `15 voices in 31 posts`, `1 text in 5 places`, `4 voices, one text in 5 places`."""
    widest = max(map(_spread, texts), default=1)
    if posts == 1:
        return _("1 text in {n} places", n=widest) if widest > 1 else ""
    said = _n("{n} voice", "{n} voices", voices)
    if posts > voices:
        said = _("{voices} in {n} posts", voices=said, n=posts)
    return _("{voices}, one text in {n} places", voices=said, n=widest) if widest > 1 else said


def _spread(text: Sequence[Mention]) -> int:
    """In how many places a text stands."""
    return len({mention.place or mention.source for mention in text})
