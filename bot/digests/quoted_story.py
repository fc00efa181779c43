"""A story as it is told: through one of its mentions, with the words quoted from that one."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot.analysis.own_words import own_words
from bot.analysis.quotes import Spots, quote
from bot.analysis.stories import Story, stories
from bot.models import Mention


class QuotedStory(msgspec.Struct, frozen=True):
    """A story as it is told: the mention that speaks for it, and the words quoted from that one."""

    story: Story
    lead: Mention
    quote: str


def quoted_stories(
    mentions: Sequence[Mention],
    spots: Spots,
    answers: frozenset[str] = frozenset(),
    placed: Mapping[str, str] | None = None,
) -> tuple[QuotedStory, ...]:
    """The mentions as stories, most people first, each with the words to quote.

    What is among the `answers` is quoted only where nothing else is, and after all that is none of them.
    `placed` says which story a mention is in.
    """
    told = [
        quoted_through(story, named_first(story.mentions, answers), spots)
        for story in stories(mentions, placed)
    ]
    return naming_first(told, answers)


def naming_first(told: Iterable[QuotedStory], answers: frozenset[str]) -> tuple[QuotedStory, ...]:
    """The stories as they come, those through which an answer speaks after the others."""
    return tuple(sorted(told, key=lambda each: each.lead.id in answers))


def named_first(mentions: Sequence[Mention], answers: frozenset[str]) -> Sequence[Mention]:
    """The mentions that are no answers; all, where there is nothing else."""
    return [mention for mention in mentions if mention.id not in answers] or mentions


def quoted_through(story: Story, choice: Iterable[Mention], spots: Spots) -> QuotedStory:
    """The story, through the first signed mention of these whose own words hold the name."""
    lead = max(choice, key=lambda mention: (bool(spots(own_words(mention.text))), bool(mention.author)))
    return QuotedStory(story, lead, quote(lead, spots))
