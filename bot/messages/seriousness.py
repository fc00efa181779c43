"""Whether it is serious, in words: an answer first, then what it stands on."""

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from bot.digests.asked_section import AskedSection
from bot.digests.seriousness import Seriousness, Verdict
from bot.locale import _, _n
from bot.locale.days import weekday
from bot.messages.ages import story_age, written
from bot.messages.asked import TITLE, few, named, nobody_spoke, plainly, saying, set_apart
from bot.messages.blocks import link, words
from bot.messages.digest_stories import Shown, safety
from bot.messages.findings import turned_row
from bot.messages.message import Block, Message
from bot.messages.told import Row, parts_told
from bot.messages.wording import clipped, people_named, shortened

PLACES: Final = 4


Part = tuple[AskedSection, Seriousness]
"""A name, and how serious what is said of it is."""


def seriousness_message(parts: Sequence[Part], shown: Shown) -> Message:
    """How serious what is said of some names is."""
    told = [_part(asked, found, shown) for asked, found in parts]
    every = [asked for asked, _found in parts]
    people = max(asked.people for asked in every)
    remarks, below = (few(people), set_apart(every)) if people else ([], [])
    return parts_told(told, remarks, [mention for asked in every for mention in asked.said], below)


def _part(asked: AskedSection, found: Seriousness, shown: Shown) -> tuple[Row, Sequence[Row]]:
    if asked.is_empty:
        return [words(nobody_spoke(asked))], []
    opening = [named(asked), words(" · "), words(_verdict(asked, found)), *plainly(asked, shown)]
    rows = [
        *_gravest(found, shown),
        *_grows(asked, found, shown),
        *_waiting(asked, shown),
        *_turned(asked, shown),
    ]
    return opening, rows


def _verdict(asked: AskedSection, found: Seriousness) -> str:
    """The answer, with the numbers that make it."""
    against = _against(found)
    match found.verdict:
        case Verdict.SAFETY | Verdict.PERHAPS_SAFETY if found.story:
            return _safety(found)
        case Verdict.MANY:
            return _("yes, by how many they are and where: {against}", against=against)
        case Verdict.SOME:
            return _("not yet: {against}, and nothing concerns safety", against=against)
        case Verdict.FEW:
            return _("hardly: {against}, and nothing concerns safety", against=against)
        case _:
            people = people_named(asked.people)
            return _("no: of {people} {span} nobody is critical", people=people, span=asked.label)


def _safety(found: Seriousness) -> str:
    if found.story is None:
        return ""
    people, concerns = people_named(found.story.counts.people), safety(found.story)
    if found.verdict is Verdict.PERHAPS_SAFETY:
        said = _("{safety}, of which {people} speak", safety=concerns, people=people)
    else:
        said = _("yes: {safety}, of which {people} speak", safety=concerns, people=people)
    if first_hand := found.story.gravity.first_hand:
        said += ", " + _n("{n} of them at first hand", "{n} of them at first hand", first_hand)
    return f"{said}{_('; ')}{_against(found)}"


def _against(found: Seriousness) -> str:
    """`11 people are critical in 4 places`."""
    said = _n("{n} person is critical", "{n} people are critical", found.against)
    if not found.places:
        return said
    return _n("{said} in {n} place", "{said} in {n} places", len(found.places), said=said)


def _gravest(found: Seriousness, shown: Shown) -> Iterator[Row]:
    """The gravest story: its title, since when it goes on, where, and its words."""
    story = found.story
    if story is None:
        return
    row: list[Block] = []
    if title := story.heading:
        row += [link(story.lead.url, clipped(title, TITLE)), words(" · ")]
    row.append(words(story_age(story.age, shown.zone, shown.now)))
    if found.places:
        row.append(words(" · " + shortened([clipped(place, 40) for place in found.places], PLACES)))
    row.append(words(_(": ")))
    for i, said in enumerate(story.quotations):
        row += [words(" · ")] if i else []
        row += saying(said, shown)
    yield row


def _grows(asked: AskedSection, found: Seriousness, shown: Shown) -> Iterator[Row]:
    """How many speak today, beside yesterday and what is usual, with the latest of them."""
    said = _n(
        "{n} person in the last 24 hours, {before} in the 24 before",
        "{n} people in the last 24 hours, {before} in the 24 before",
        found.people_today,
        before=found.people_before,
    )
    if found.expected is not None:
        day = weekday(shown.now.astimezone(ZoneInfo(shown.zone)).isoweekday())
        said = _("{said}, usually {n} on a {day}", said=said, n=found.expected, day=day)
    row = [words(said)]
    if last := found.latest or next(iter(asked.said[-1:]), None):
        row += [words(_("; the latest ")), written(last, shown.zone, shown.now)]
    yield row


def _waiting(asked: AskedSection, shown: Shown) -> Iterator[Row]:
    """Who waits for the team."""
    findings = asked.section.findings if asked.section else None
    if not findings or not findings.unanswered:
        return
    number = len(findings.unanswered)
    if not findings.is_team_known:
        said = _n(
            "{n} asks or complains; whether the team answered is not known (/watch team @handle): ",
            "{n} ask or complain; whether the team answered is not known (/watch team @handle): ",
            number,
        )
    else:
        said = _n(
            "{n} waits for an answer from the team: ", "{n} wait for an answer from the team, first: ", number
        )
    yield [words(said), *saying(findings.unanswered[0], shown)]


def _turned(asked: AskedSection, shown: Shown) -> Iterator[Row]:
    """Who turned last."""
    turns = asked.section.findings.turns if asked.section else ()
    if turns:
        yield list(turned_row(turns[-1], shown))
