"""A digest as messages: the first for the channel, the others for its thread."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from bot.digests.coverage import Coverage
from bot.digests.digest import Digest, QuotedStory, Section
from bot.messages.blocks import divider, escaped, line, link, note, quoted, rich, words
from bot.messages.message import Block, Message
from bot.messages.wording import age, clipped, count, lately, listed, shortened
from bot.models import Mention

FILL = 11_000
"""Characters of blocks in one message; Slack refuses about 13,200."""
BLOCKS = 45
"""Blocks in one message; Slack takes 50."""
PAGES = 6
"""Messages of one digest; what does not fit is counted aloud."""
TEXT = 3_500
"""Characters of the text for phones and screen readers."""
FIRST = 10
"""Blocks of the first message: what a person reads over a coffee; the thread holds the rest."""
PLACES_NAMED = 5
OTHERS_NAMED = 3
QUIET_NAMED = 12
UNREAD_NAMED = 8
WORDLESS = "(no text)"
"""Stands for what a picture alone would say; Slack refuses an empty quotation."""
TITLE = 150
ASIDE = 700
"""Characters of an address that is given by the way; those of Google News have up to 600."""


class Page(msgspec.Struct):
    """Blocks that fit in one message."""

    blocks: list[Block]
    most: int = BLOCKS

    def has_room(self, blocks: Sequence[Block]) -> bool:
        """Whether these still fit."""
        together = [*self.blocks, *blocks]
        return len(together) <= self.most and len(json.dumps(together, ensure_ascii=False)) <= FILL


def digest_messages(
    digest: Digest, pages: int = PAGES, goes_on: str = "The digest goes on in the thread."
) -> list[Message]:
    """The digest, on at most so many messages; one line when nobody spoke.

    `goes_on` tells, under the first message, where the others are.
    """
    if not digest.sections:
        return [_nothing(digest)]
    laid, left_out = lay(_groups(digest), pages, FIRST)
    _close(laid, _closing(digest, left_out), goes_on)
    rest = [f"The digest goes on ({i} of {len(laid)})." for i in range(2, len(laid) + 1)]
    texts = [summary(digest), *rest]
    return [Message(text, tuple(page.blocks)) for text, page in zip(texts, laid, strict=True)]


def summary(digest: Digest) -> str:
    """The digest in running text: the figures, then stories while there is room."""
    said = ""
    for sentence in _sentences(digest):
        if len(said) + len(sentence) > TEXT:
            return said + "…"
        said += sentence + "\n"
    return said.rstrip("\n")


def headline(section: Section) -> str:
    """`14 people (9 new, 5 regulars) in 6 places`."""
    who = count(section.people, "person", "people") if section.people else ""
    if section.people and section.newcomers is not None:
        regulars = f", {count(section.regulars, 'regular')}" if section.regulars else ""
        who += f" ({section.newcomers:,} new{regulars})"
    bare = count(section.unsigned, "unsigned text") if section.unsigned else ""
    return f"{listed([part for part in (who, bare) if part])} in {count(len(section.places), 'place')}"


def story_blocks(told: QuotedStory, now: datetime) -> list[Block]:
    """A story: how many people, the words quoted, who said them where and when, who else."""
    lead, others = told.lead, [mention for mention in told.story.mentions if mention.id != told.lead.id]
    parts: list[Block] = []
    headed = told.story.title
    named = clipped(headed, TITLE) if headed and headed != told.quote else ""
    several = count(len(told.story.speakers), "voice") if others else ""
    if several or named:
        parts.append(
            line(words(several, "bold"), words(" · " if several and named else ""), words(named, "bold"))
        )
    parts += [quoted(words(told.quote or WORDLESS)), line(*_signature(lead, now))]
    if others:
        parts.append(line(*_also(others, now)))
    return [rich(*parts)]


def _signature(mention: Mention, now: datetime) -> Iterator[Block]:
    signed = " · ".join(part for part in (clipped(mention.author, 80), clipped(mention.place, 80)) if part)
    yield words(f"{signed} · " if signed else "")
    yield link(mention.url, age(mention, now))


def _also(others: Sequence[Mention], now: datetime) -> Iterator[Block]:
    """The other mentions of a story by name, each a link."""
    yield words("also: ", "italic")
    for i, mention in enumerate(others[:OTHERS_NAMED]):
        who = f"{mention.author}, {mention.place}" if mention.author else mention.place or mention.source
        yield words("; " if i else "")
        yield link(mention.url if len(mention.url) <= ASIDE else "", clipped(who, 80))
    if len(others) > OTHERS_NAMED:
        yield words(f"; and {len(others) - OTHERS_NAMED} more")


def _groups(digest: Digest) -> Iterator[list[Block]]:
    """What must not be torn apart: a watch with its first story, then each story."""
    for i, section in enumerate(digest.sections):
        opening = [*([divider()] if i else []), _opening(section)]
        for told in section.stories:
            yield opening + story_blocks(told, digest.until)
            opening = []


def _opening(section: Section) -> Block:
    named = section.places[:PLACES_NAMED]
    where = [f"{clipped(place, 60)} {people}" for place, people in named]
    if len(section.places) > len(named):
        where.append(f"{len(section.places) - len(named)} more")
    return rich(
        line(words(section.watch.name, "bold"), words(f" — {headline(section)}")),
        line(words(listed(where), "italic")),
    )


def fitting(fixed: Sequence[Block], groups: Iterable[list[Block]]) -> list[Block]:
    """Those groups for which there is room in one message beside the blocks that must stand in it."""
    page = Page(list(fixed))
    for blocks in groups:
        if page.has_room(blocks):
            page.blocks += blocks
    return page.blocks[len(fixed) :]


def lay(groups: Iterable[list[Block]], most: int = PAGES, first: int = BLOCKS) -> tuple[list[Page], int]:
    """The groups laid on at most so many pages, the first of so many blocks; how many found no page."""
    pages, left_out = [Page([], first)], 0
    for blocks in groups:
        if left_out or (not pages[-1].has_room(blocks) and len(pages) == most):
            left_out += 1
        elif pages[-1].has_room(blocks):
            pages[-1].blocks += blocks
        else:
            pages.append(Page(blocks))
    return pages, left_out


def _close(pages: list[Page], closing: list[Block], goes_on: str) -> None:
    """What was not heard belongs where everybody sees it: under the first message."""
    pages[0].blocks += closing
    if len(pages) > 1:
        pages[0].blocks.append(note(goes_on))


def _closing(digest: Digest, left_out: int) -> list[Block]:
    rows = []
    if digest.quiet:
        rows.append(f"Nothing new about {_quiet(digest)}.")
    if left_out:
        rows.append(f"{count(left_out, 'smaller story', 'smaller stories')} not shown.")
    rows += coverage_lines(digest.coverage, digest.zone, digest.until)
    return [note(clipped(row, 2_000)) for row in rows]


def coverage_lines(coverage: Coverage, zone: str, now: datetime) -> list[str]:
    """When the sources were read, and which could not be."""
    rows = ["No source was read yet."]
    if coverage.looked_at:
        last = lately(coverage.looked_at, zone, now)
        rows = [f"Last looked at {last}, {count(coverage.well, 'source')} well."]
    rows += [
        f"Not heard: {clipped(missing.name, 80)}: {clipped(missing.reason, 300)}"
        for missing in coverage.unread[:UNREAD_NAMED]
    ]
    if more := coverage.unread[UNREAD_NAMED:]:
        rows.append(f"Not heard either: {len(more)} more; /watch status names them.")
    return rows


def _quiet(digest: Digest) -> str:
    return shortened([clipped(name, 80) for name in digest.quiet], QUIET_NAMED)


def _nothing(digest: Digest) -> Message:
    names = _quiet(digest) or "anything watched here"
    opening = f"Nothing new about {names}." if digest.coverage.looked_at else f"Nothing is known of {names}."
    said = " ".join([opening, *coverage_lines(digest.coverage, digest.zone, digest.until)])
    return Message(escaped(said), (rich(line(words(said))),))


def _sentences(digest: Digest) -> Iterator[str]:
    for section in digest.sections:
        yield escaped(f"{section.watch.name}: {headline(section)}.")
        for i, told in enumerate(section.stories, 1):
            signed = ", ".join(part for part in (told.lead.author, told.lead.place) if part)
            yield escaped(f"{i}. “{told.quote}” {signed}, {age(told.lead, digest.until)}: {told.lead.url}")
    if digest.quiet:
        yield escaped(f"Nothing new about {_quiet(digest)}.")
    yield from map(escaped, coverage_lines(digest.coverage, digest.zone, digest.until))
