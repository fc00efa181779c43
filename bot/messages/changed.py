"""What changed between two times, in words: how many speak, what began, what goes on, what is over."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.digests.asked_section import AskedSection, Side, causes
from bot.digests.change import Change
from bot.digests.digest_story import DigestStory, Quotation
from bot.locale import _, _n, spoken
from bot.messages.asked import NAME, TITLE, few, latest, named, nobody_spoke, plainly, saying, set_apart
from bot.messages.blocks import link, words
from bot.messages.digest_stories import Shown, safety
from bot.messages.findings import turned_row
from bot.messages.message import Block, Message
from bot.messages.told import Row, parts_told
from bot.messages.wording import clipped, people_named

SHOWN: Final = 3
"""Stories named of each sort."""


def changed_message(changes: Sequence[Change], shown: Shown) -> Message:
    """What changed of some watches."""
    parts = [(_opening(each, shown), list(_rows(each, shown))) for each in changes]
    told = [mention for each in changes for mention in (*each.now.said, *each.before.said)]
    people = max(each.now.people for each in changes)
    below = set_apart([each.now for each in changes]) if people else ()
    return parts_told(parts, few(people) if people else [], told, below)


def _opening(change: Change, shown: Shown) -> Row:
    now, before = change.now, change.before
    if now.is_empty and before.is_empty:
        return [words(nobody_spoke(now))]
    said = _(
        "{people} {span}, {before} {span_before}",
        people=people_named(now.people),
        span=now.label,
        before=before.people,
        span_before=before.label,
    )
    told = plainly(now, shown) if now.said else latest(before, shown)
    return [named(now), words(_(": ")), words(said), *told]


def _rows(change: Change, shown: Shown) -> Iterator[Row]:
    yield from _critics(change, shown)
    yield from _stories(_("Began: "), change.began, shown)
    yield from _stories(_("Goes on: "), change.go_on, shown)
    yield from _stories(_("Nobody speaks of it any more: "), change.over, shown)
    if change.places:
        yield list(_places(change))
    turns = change.now.section.findings.turns if change.now.section else ()
    for turn in turns[-SHOWN:]:
        yield list(turned_row(turn, shown))


def _critics(change: Change, shown: Shown) -> Iterator[Row]:
    """How many are against it, now and before, with words of one of them."""
    now, before = change.critics
    if not now and not before:
        return
    said = _n(
        "{n} critical, {before} before",
        "{n} critical, {before} before",
        now,
        before=before,
    )
    row = [words(said)]
    quoted = _critic(change.now if now else change.before)
    yield [*row, words(_(": ")), *saying(quoted, shown)] if quoted else row


def _stories(opening: str, stories: Sequence[DigestStory], shown: Shown) -> Iterator[Row]:
    """Stories by their titles, each a link, with who speaks."""
    if not stories:
        return
    row: list[Block] = [words(opening)]
    for i, story in enumerate(stories[:SHOWN]):
        row += [words(_("; "))] if i else []
        row += _story(story)
    if len(stories) > SHOWN:
        row.append(words(_("; and {more}", more=_n("{n} more", "{n} more", len(stories) - SHOWN))))
    yield row


def _story(story: DigestStory) -> Iterator[Block]:
    title = story.heading or story.quotations[0].words
    yield link(story.lead.url, clipped(title or story.lead.place, TITLE))
    if story.counts.people > 1:
        yield words(f", {people_named(story.counts.people)}")
    if story.gravity.concerns_safety:
        yield words(f", {safety(story)}")


def _places(change: Change) -> Iterator[Block]:
    yield words(_("New places: "))
    for i, mention in enumerate(change.places[:SHOWN]):
        yield words(", " if i else "")
        yield link(mention.url, clipped(mention.place, NAME))
    if len(change.places) > SHOWN:
        yield words(_("; and {more}", more=_n("{n} more", "{n} more", len(change.places) - SHOWN)))


def _critic(asked: AskedSection) -> Quotation | None:
    """Words of somebody who is against it."""
    found = next(iter(causes(asked, Side.AGAINST, spoken())), None)
    return found.quotations[0] if found else None
