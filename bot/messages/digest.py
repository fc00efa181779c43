"""A digest as messages: the first for the channel, the others for its thread."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from bot.digests.coverage import Coverage
from bot.digests.digest import Digest, Section, ToldAtOnce
from bot.locale import _, _n, later
from bot.messages.blocks import bullets, divider, escaped, line, note, rich, words
from bot.messages.message import Block, Message
from bot.messages.stories import mentions_of, quotation, story_blocks, story_in_short
from bot.messages.wording import (
    age,
    clipped,
    lasting,
    lately,
    listed,
    moment,
    more,
    people_named,
    shortened,
)
from bot.models import WatchKind

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
SHORT_NAMED = 6
"""Stories named in a line each, that were told at once."""
QUIET_NAMED = 12
UNREAD_NAMED = 8


class Group(msgspec.Struct):
    """What must not be torn apart, and the ids of the mentions it tells; `opens` is the section it begins."""

    blocks: list[Block]
    is_story: bool = True
    opens: Section | None = None
    mentions: frozenset[str] = frozenset()


class Page(msgspec.Struct):
    """Blocks that fit in one message, and the ids of the mentions they tell."""

    blocks: list[Block]
    most: int = BLOCKS
    mentions: set[str] = set()

    def has_room(self, blocks: Sequence[Block]) -> bool:
        """Whether these still fit."""
        together = [*self.blocks, *blocks]
        return len(together) <= self.most and len(json.dumps(together, ensure_ascii=False)) <= FILL

    def add(self, group: Group) -> None:
        """Put a group under what stands there."""
        self.blocks += group.blocks
        self.mentions |= group.mentions


def digest_messages(
    digest: Digest, pages: int = PAGES, goes_on: str = later("The digest goes on in the thread.")
) -> list[Message]:
    """The digest, on at most so many messages; one line when nobody spoke.

    `goes_on` tells, under the first message, where the others are.
    """
    if not digest.sections:
        return [_nothing(digest)]
    groups = list(_groups(digest))
    laid, left_out = lay(groups, pages, FIRST)
    stories = sum(group.is_story for group in groups[len(groups) - left_out :])
    laid[0].blocks[:0] = [note(row) for row in _catching_up(digest)]
    _close(laid, [*_elsewhere(groups, laid), *_closing(digest, stories)], _(goes_on))
    rest = [
        _("The digest goes on ({page} of {pages}).", page=i, pages=len(laid)) for i in range(2, len(laid) + 1)
    ]
    texts = [summary(digest), *rest]
    return [
        Message(text, tuple(page.blocks), frozenset(page.mentions))
        for text, page in zip(texts, laid, strict=True)
    ]


def summary(digest: Digest) -> str:
    """The digest in running text: the figures, then stories while there is room."""
    said = ""
    for sentence in _sentences(digest):
        if len(said) + len(sentence) > TEXT:
            return said + "…"
        said += sentence + "\n"
    return said.rstrip("\n")


def headline(section: Section) -> str:
    """`14 people (9 new, 5 regulars) in 6 places`, or `2 people, in the stories above`."""
    said = _where_they_spoke(section)
    return _("; ").join((said, named_and_answering(section))) if section.answers else said


def _where_they_spoke(section: Section) -> str:
    found = who_spoke(section)
    if not section.stories and not section.at_once:
        return _("{who}, in the stories above", who=found)
    said = _n("{who} in {n} place", "{who} in {n} places", len(section.places), who=found)
    above = section.people_above + section.unsigned_above
    if not above:
        return said
    return _n(
        "{said}, {n} of them in the stories above",
        "{said}, {n} of them in the stories above",
        above,
        said=said,
    )


def named_and_answering(section: Section) -> str:
    """`7 name us, 7 answer them`: what names what is watched, and what only stands in the thread of that."""
    named, answers = section.mentions - section.answers, section.answers
    if named == 1:
        answering = _n("{n} answers it", "{n} answer it", answers)
    else:
        answering = _n("{n} answers them", "{n} answer them", answers)
    return f"{_naming(section.watch.kind, named)}, {answering}"


def _naming(kind: WatchKind, named: int) -> str:
    if kind is WatchKind.BRAND:
        return _n("{n} names us", "{n} name us", named) if named else _("none names us")
    return _n("{n} names it", "{n} name it", named) if named else _("none names it")


def who_spoke(section: Section) -> str:
    """`14 people (9 new, 5 regulars) and 1 unsigned text`."""
    who = people_named(section.people) if section.people else ""
    if section.people and section.newcomers is not None:
        known = [_n("{n} new", "{n} new", section.newcomers)]
        known += [_n("{n} regular", "{n} regulars", section.regulars)] if section.regulars else []
        who += f" ({', '.join(known)})"
    bare = _n("{n} unsigned text", "{n} unsigned texts", section.unsigned) if section.unsigned else ""
    return listed([part for part in (who, bare) if part])


def told_at_once(known: ToldAtOnce) -> str:
    """`Told at once since the last digest: 43, in 6 stories.`"""
    stories = _n("{n} story", "{n} stories", known.number)
    return _("Told at once since the last digest: {n}, in {stories}.", n=known.mentions, stories=stories)


def _groups(digest: Digest) -> Iterator[Group]:
    """A watch with its first story, then each story, then what was told at once."""
    for i, section in enumerate(digest.sections):
        opening, opens = [*([divider()] if i else []), _opening(section)], section
        groups = [
            Group(story_blocks(told, digest.until), mentions=mentions_of([told])) for told in section.stories
        ]
        if known := section.at_once:
            groups.append(Group([_at_once(known)], False, mentions=mentions_of(known.stories)))
        groups = groups or [Group([], False)]
        groups[0] = msgspec.structs.replace(groups[0], blocks=opening + groups[0].blocks, opens=opens)
        yield from groups


def _elsewhere(groups: Sequence[Group], pages: Sequence[Page]) -> Iterator[Block]:
    """The watches that are told after the first page, or for which there is no room, each with its people."""
    first, shown = ({id(block) for page in some for block in page.blocks} for some in (pages[:1], pages))
    opened = [(id(group.blocks[-1]), group.opens) for group in groups if group.opens]
    further = [_in_figures(section) for key, section in opened if key in shown - first]
    missing = [_in_figures(section) for key, section in opened if key not in shown]
    if further:
        yield note(clipped(_("Further on: {watches}.", watches=_("; ").join(further)), 2_000))
    if missing:
        yield note(clipped(_("Not shown: {watches}.", watches=_("; ").join(missing)), 2_000))


def _in_figures(section: Section) -> str:
    return _("{name}: {said}", name=clipped(section.watch.name, 80), said=who_spoke(section))


def _opening(section: Section) -> Block:
    named = line(words(section.watch.name, "bold"), words(f" — {headline(section)}"))
    if not section.stories and not section.at_once:
        return rich(named)
    shown = section.places[:PLACES_NAMED]
    where = [f"{clipped(place, 60)} {voices}" for place, voices in shown]
    if len(section.places) > len(shown):
        where.append(more(len(section.places) - len(shown)))
    return rich(named, line(words(listed(where), "italic")))


def _at_once(known: ToldAtOnce) -> Block:
    """What was told as it was heard: the figures, and a line a story in which nothing is new."""
    rows = [line(*story_in_short(told)) for told in known.stories[:SHORT_NAMED]]
    if left := len(known.stories) - len(rows):
        rows.append(line(words(_("and {more}", more=more(left)))))
    return rich(line(words(told_at_once(known), "italic")), *([bullets(rows)] if rows else []))


def fitting(fixed: Sequence[Block], groups: Iterable[list[Block]]) -> list[Block]:
    """Those groups for which there is room in one message beside the blocks that must stand in it."""
    page = Page(list(fixed))
    for blocks in groups:
        if page.has_room(blocks):
            page.blocks += blocks
    return page.blocks[len(fixed) :]


def lay(groups: Iterable[Group], most: int = PAGES, first: int = BLOCKS) -> tuple[list[Page], int]:
    """The groups laid on at most so many pages, the first of so many blocks; how many found no page."""
    pages, left_out = [Page([], first)], 0
    for group in groups:
        if left_out or (not pages[-1].has_room(group.blocks) and len(pages) == most):
            left_out += 1
            continue
        if not pages[-1].has_room(group.blocks):
            pages.append(Page([]))
        pages[-1].add(group)
    return pages, left_out


def _close(pages: list[Page], closing: list[Block], goes_on: str) -> None:
    """What was not heard belongs where everybody sees it: under the first message."""
    pages[0].blocks += closing
    if len(pages) > 1:
        pages[0].blocks.append(note(goes_on))


def _closing(digest: Digest, left_out: int) -> list[Block]:
    rows = []
    if digest.quiet:
        rows.append(_("Nothing new about {names}.", names=_quiet(digest)))
    if left_out:
        rows.append(_n("{n} smaller story not shown.", "{n} smaller stories not shown.", left_out))
    rows += coverage_lines(digest.coverage, digest.zone, digest.until)
    return [note(clipped(row, 2_000)) for row in rows]


def coverage_lines(coverage: Coverage, zone: str, now: datetime) -> list[str]:
    """When the sources were read, and which could not be."""
    rows = [_("No source was read yet.")]
    if coverage.looked_at:
        last = lately(coverage.looked_at, zone, now)
        rows = [
            _n(
                "Last looked at {last}, {n} source well.",
                "Last looked at {last}, {n} sources well.",
                coverage.well,
                last=last,
            )
        ]
    rows += [
        _("Not heard: {name}: {reason}", name=clipped(missing.name, 80), reason=clipped(missing.reason, 300))
        for missing in coverage.unread[:UNREAD_NAMED]
    ]
    if others := coverage.unread[UNREAD_NAMED:]:
        rows.append(_("Not heard either: {more}; /watch status names them.", more=more(len(others))))
    return rows


def _catching_up(digest: Digest) -> list[str]:
    """That digests did not come, and since when this one covers the time."""
    if not digest.catches_up:
        return []
    span, since = lasting(digest.until - digest.since), moment(digest.since, digest.zone)
    return [_("This digest covers {span}, since {since}: none came in between.", span=span, since=since)]


def _quiet(digest: Digest) -> str:
    return shortened([clipped(name, 80) for name in digest.quiet], QUIET_NAMED)


def _nothing(digest: Digest) -> Message:
    names = _quiet(digest) or _("anything watched here")
    if digest.coverage.looked_at:
        opening = _("Nothing new about {names}.", names=names)
    else:
        opening = _("Nothing is known of {names}.", names=names)
    covered = coverage_lines(digest.coverage, digest.zone, digest.until)
    said = " ".join([opening, *_catching_up(digest), *covered])
    return Message(escaped(said), (rich(line(words(said))),))


def _sentences(digest: Digest) -> Iterator[str]:
    yield from _catching_up(digest)
    for section in digest.sections:
        yield escaped(_("{name}: {said}", name=section.watch.name, said=f"{headline(section)}."))
        for i, told in enumerate(section.stories, 1):
            signed = ", ".join(part for part in (told.lead.author, told.lead.place) if part)
            yield escaped(f"{i}. {quotation(told)} {signed}, {age(told.lead, digest.until)}: {told.lead.url}")
        if section.at_once:
            yield told_at_once(section.at_once)
    if digest.quiet:
        yield escaped(_("Nothing new about {names}.", names=_quiet(digest)))
    yield from map(escaped, coverage_lines(digest.coverage, digest.zone, digest.until))
