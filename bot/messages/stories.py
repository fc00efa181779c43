"""A story as blocks: at length with its quotation, or in one line."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.digests.quoted_story import QuotedStory
from bot.locale import N_, _
from bot.messages.blocks import line, link, quoted, rich, words
from bot.messages.message import Block
from bot.messages.voices import voices_of
from bot.messages.wording import age, clipped, more
from bot.models import Mention

OTHERS_NAMED = 3
WORDLESS = N_("(no words of their own)")
"""Stands for what a picture or a quotation of others would say; Slack refuses an empty quotation."""
TITLE = 150
ASIDE = 700
"""Characters of an address that is given by the way; those of Google News have up to 600."""


def story_blocks(told: QuotedStory, now: datetime) -> list[Block]:
    """A story: how many people, the words quoted, who said them where and when, who else."""
    voices = voices_of(told)
    headed = told.story.heading(told.lead)
    named = clipped(headed, TITLE) if headed and headed != told.quote else ""
    heading = " · ".join(part for part in (voices.figures, named) if part)
    parts: list[Block] = [line(words(heading, "bold"))] if heading else []
    parts += [quoted(words(told.quote or _(WORDLESS))), line(*_signature(told.lead, now))]
    if voices.others:
        parts.append(line(*_named(_("also: "), voices.others)))
    if voices.printed:
        parts.append(line(*_named(_("the same text: "), voices.printed)))
    return [rich(*parts)]


def mentions_of(told: Iterable[QuotedStory]) -> frozenset[str]:
    """The ids of all mentions in these stories, shown by name or only counted."""
    return frozenset(mention.id for each in told for mention in each.story.mentions)


def _signature(mention: Mention, now: datetime) -> Iterator[Block]:
    signed = " · ".join(part for part in (clipped(mention.author, 80), clipped(mention.place, 80)) if part)
    yield words(f"{signed} · " if signed else "")
    yield link(mention.url, age(mention, now))


def _named(opening: str, others: Sequence[Mention]) -> Iterator[Block]:
    """Other mentions of a story by name, each a link; how many more there are."""
    yield words(opening, "italic")
    for i, mention in enumerate(others[:OTHERS_NAMED]):
        who = f"{mention.author}, {mention.place}" if mention.author else mention.place or mention.source
        yield words(_("; ") if i else "")
        yield link(mention.url if len(mention.url) <= ASIDE else "", clipped(who, 80))
    if len(others) > OTHERS_NAMED:
        yield words(_("; and {more}", more=more(len(others) - OTHERS_NAMED)))


def story_in_words(told: QuotedStory) -> str:
    """A story as plain text, for notices and screen readers: its quotation, who signs, where it stands."""
    return _(
        "{quotation} {who}: {address}",
        quotation=quotation(told),
        who=told.lead.author or told.lead.place,
        address=told.lead.url,
    )


def quotation(told: QuotedStory) -> str:
    """The words of a story in quotation marks; without them where nothing of it is its author's own text."""
    return _("“{quote}”", quote=told.quote) if told.quote else _(WORDLESS)
