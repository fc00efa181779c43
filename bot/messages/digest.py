"""A digest as messages: a page for the channel, and the rest of it for its thread.

1. The page is what a person reads on a phone: at most `FIRST` blocks and `SEEN` characters. First what
   happened, then the gravest story, who waits for an answer, who turned, what to read whole and which words
   go round, and further stories while there is room; at its end what was told at once, what was set aside,
   and what was not heard.
2. What does not fit, or is named there in part, stands whole in the thread; what finds no room there either
   is counted aloud.
3. A condensed page is three lines, and all of it is in the thread.
4. A day on which nobody spoke is one line.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from bot.digests.digest import Digest, Section
from bot.locale import N_, _, _n
from bot.messages.abstract import abstract_blocks, without_abstract
from bot.messages.aftermath import over_lines, promised_group
from bot.messages.asides import aside_lines, at_once_lines
from bot.messages.blocks import escaped, line, note, rich, words
from bot.messages.coverage import coverage_in_short, coverage_lines
from bot.messages.digest_stories import Shown, in_short, story_group
from bot.messages.figures import figures_group
from bot.messages.findings import FEW, MANY, reading_group, turned_group, unanswered_group, words_group
from bot.messages.happened import happened
from bot.messages.layout import PAGES, Group, Page, lay
from bot.messages.message import LONGEST_TEXT, Block, Message
from bot.messages.readable import readable
from bot.messages.wording import clipped, lasting, moment, shortened
from bot.models import Mention

FIRST: Final = 12
"""Blocks of the page: what a person reads over a coffee; the thread holds the rest."""
SEEN: Final = 3_000
"""Characters of the page, as a reader sees them."""
UNMENTIONED_NAMED: Final = 12
LONGEST_LIST: Final = 400
"""Characters of the names of which nothing was said."""


class Parts(msgspec.Struct, frozen=True):
    """What a page is made of: its stories, and beside them, what fits on a page and the whole of it."""

    stories: Sequence[Group]
    beside: Sequence[tuple[Group, Group]]


def digest_messages(
    digest: Digest,
    pages: int = PAGES,
    goes_on: str = N_("The digest goes on in the thread."),
    *,
    opening: Sequence[Block] = (),
    condensed: bool = False,
) -> list[Message]:
    """The digest, on at most so many messages; one line when nobody spoke.

    `goes_on` tells, under the first message, where the rest is; `opening` stands above what happened.
    """
    if digest.is_empty:
        return [_nothing(digest)]
    parts = _parts(digest)
    if condensed:
        first, rest = _condensed(digest, parts)
    else:
        first, rest = _page(digest, parts, [*opening, *_top(digest)], note(_(goes_on)))
    if rest:
        rest.append(figures_group(digest))
    laid, left_out = lay(rest, pages - 1) if rest and pages > 1 else ([], 0)
    closing = [note(_(goes_on))] if rest else []
    uncounted = sum(section.further for section in digest.sections) if pages > 1 else 0
    if stories := uncounted + sum(group.is_story for group in rest[len(rest) - left_out :]):
        closing.append(note(_n("{n} smaller story not shown.", "{n} smaller stories not shown.", stories)))
    if digest.abstract and (missing := without_abstract(digest.abstract)):
        closing.append(note(missing))  # under a page that is the same without it
    root = [*first.blocks, *closing]
    further = [
        Message(_goes_on(i, len(laid) + 1), tuple(page.blocks), frozenset(page.mentions))
        for i, page in enumerate(laid, 2)
    ]
    return [Message(_text(root), tuple(root), frozenset(first.mentions)), *further]


def _parts(digest: Digest) -> Parts:
    names_watch = len({story.watch.id for story in digest.stories}) > 1
    shown = Shown(digest.zone, digest.until, names_watch)
    beside = (
        (unanswered_group(digest, shown, FEW), unanswered_group(digest, shown, MANY)),
        (promised_group(digest, shown, FEW), promised_group(digest, shown, MANY)),
        (turned_group(digest, shown, FEW), turned_group(digest, shown, MANY)),
        (reading_group(digest),) * 2,
        (words_group(digest),) * 2,
    )
    return Parts(
        stories=[story_group(story, shown) for story in digest.stories],
        beside=[(short, whole) for short, whole in beside if short and whole],
    )


def _page(digest: Digest, parts: Parts, top: Sequence[Block], goes_on: Block) -> tuple[Page, list[Group]]:
    """The page, and what belongs in its thread."""
    bottom = _bottom(digest)
    reserved = [*top, *bottom, goes_on, goes_on]
    page = Page(list(reserved), FIRST, SEEN)
    stories, beside = list[Group](), list[Group]()
    for group in _by_weight(parts):
        if group.is_story and len(stories) < parts.stories.index(group):
            continue  # a graver one found no room
        if page.has_room(group.blocks):
            page.add(group)
            (stories if group.is_story else beside).append(group)
    shown = sorted(beside, key=[short for short, _whole in parts.beside].index)
    blocks = [*top, *(block for group in (*stories, *shown) for block in group.blocks), *bottom]
    rest = [*parts.stories[len(stories) :]]
    rest += [whole for short, whole in parts.beside if short not in beside or short.blocks != whole.blocks]
    return Page(blocks, mentions={*page.mentions, *_told_on_top(digest)}), rest


def _by_weight(parts: Parts) -> Iterator[Group]:
    """What finds room on the page first: the gravest story, what stands beside stories, then the others."""
    beside = [short for short, _whole in parts.beside]
    yield from parts.stories[:1]
    yield from beside[:2]
    yield from parts.stories[1:2]
    yield from beside[2:]
    yield from parts.stories[2:]


def _condensed(digest: Digest, parts: Parts) -> tuple[Page, list[Group]]:
    """Three lines, and all parts for the thread."""
    stories = digest.stories
    gravest = [rich(line(*in_short(stories[0])))] if stories else []
    blocks = [*_top(digest), *gravest, note(coverage_in_short(digest.coverage, digest.zone, digest.until))]
    told = _told_on_top(digest) | (stories[0].ids if stories else set())
    beside = [whole for _short, whole in parts.beside]
    lines = [*over_lines(digest), *at_once_lines(digest), *aside_lines(digest.sections)]
    aside = [Group([rich(*lines)], is_story=False)] if lines else []
    return Page(blocks, mentions=told), [*parts.stories, *beside, *aside]


def _top(digest: Digest) -> list[Block]:
    """That digests did not come, what a language model wrote, and what happened."""
    written = abstract_blocks(digest.abstract) if digest.abstract else []
    return [*(note(row) for row in _catching_up(digest)), *written, happened(digest)]


def _bottom(digest: Digest) -> list[Block]:
    """What was told at once and set aside, what is quiet, and what was not heard."""
    lines = [*over_lines(digest), *at_once_lines(digest), *aside_lines(digest.sections)]
    closing = [coverage_in_short(digest.coverage, digest.zone, digest.until)]
    if unmentioned := _unmentioned(digest):
        closing.insert(0, _("Nothing new about {names}.", names=unmentioned))
    return [*([rich(*lines)] if lines else []), note("\n".join(closing))]


def _told_on_top(digest: Digest) -> set[str]:
    """The mentions that are quoted or named outside stories and lists."""
    told = {mention.id for section in digest.sections for mention in _quoted_of(section)}
    told |= {each.lead.id for each in digest.aftermath.over}
    return told | {
        id_ for each in digest.sections if each.at_once for old in each.at_once.stories for id_ in old.ids
    }


def _quoted_of(section: Section) -> Iterator[Mention]:
    found = section.findings
    if found.plain:
        yield found.plain.mention
    yield from (turn.after.mention for turn in found.turns)
    yield from (mentions[0] for _why, mentions in section.asides)
    yield from section.doubtful
    if section.stories:
        yield section.stories[0].lead


def _text(blocks: Sequence[Block]) -> str:
    """The page in running text, for phones and screen readers: whole lines, the last ones kept."""
    said = readable(blocks).split("\n")
    closing = said.pop() if len(said) > 1 else ""
    kept, room = [], LONGEST_TEXT - len(closing) - 2
    for row in said:
        room -= len(row) + 1
        if room < 0:
            kept.append("…")
            break
        kept.append(row)
    return "\n".join([*kept, closing] if closing else kept)


def _goes_on(page: int, pages: int) -> str:
    return _("The digest goes on ({page} of {pages}).", page=page, pages=pages)


def _catching_up(digest: Digest) -> list[str]:
    """That digests did not come, and since when this one covers the time."""
    if not digest.catches_up:
        return []
    span, since = lasting(digest.until - digest.since), moment(digest.since, digest.zone)
    return [_("This digest covers {span}, since {since}: none came in between.", span=span, since=since)]


def _unmentioned(digest: Digest) -> str:
    """The names of which nothing was said that counts."""
    empty = [section.watch.name for section in digest.sections if section.is_empty]
    return clipped(
        shortened([clipped(name, 80) for name in (*digest.unmentioned, *empty)], UNMENTIONED_NAMED),
        LONGEST_LIST,
    )


def _beside(digest: Digest) -> Iterator[Block]:
    """What became of what was told before, on a day on which nobody spoke."""
    promised = promised_group(digest, Shown(digest.zone, digest.until), FEW)
    for block in promised.blocks if promised else ():
        yield from block["elements"]
    yield from over_lines(digest)


def _nothing(digest: Digest) -> Message:
    names = _unmentioned(digest) or _("anything watched here")
    if digest.coverage.looked_at:
        opening = _("Nothing new about {names}.", names=names)
    else:
        opening = _("Nothing is known of {names}.", names=names)
    covered = coverage_lines(digest.coverage, digest.zone, digest.until)
    lines = [
        line(words(" ".join([opening, *_catching_up(digest), *covered]))),
        *_beside(digest),
        *aside_lines(digest.sections),
    ]
    blocks = (rich(*lines),)
    return Message(escaped(readable(blocks)) if len(lines) == 1 else readable(blocks), blocks)
