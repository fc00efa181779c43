"""A story of a digest as blocks: its title, who speaks where and since when, what they say, who else."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from bot.analysis.safety import Danger
from bot.digests.digest_story import DigestStory
from bot.locale import N_, _, _n
from bot.messages.ages import story_age, written
from bot.messages.blocks import line, link, quoted, rich, words
from bot.messages.counts import who_spoke
from bot.messages.layout import Group
from bot.messages.message import Block
from bot.messages.stories import ASIDE, OTHERS_NAMED, TITLE, WORDLESS
from bot.messages.wording import clipped, more, shortened
from bot.models import Mention

PLACES_NAMED: Final = 3
SHORT: Final = 100
"""Characters of a story told in one line."""
DANGERS: Final = {
    Danger.BODIES: N_("bodies"),
    Danger.CHILDREN: N_("children"),
    Danger.FIRE: N_("fire"),
    Danger.ROADS: N_("roads"),
    Danger.POISON: N_("poison"),
    Danger.DATA: N_("data"),
    Danger.URGENT: N_("your words"),
    Danger.PEOPLE: N_("people"),
}
"""What is in danger, in words; `URGENT` are those that people of the channel named."""


class Shown(msgspec.Struct, frozen=True):
    """For whom a story is shown: the zone and the instant, and whether its watch is named with it."""

    zone: str
    now: datetime
    names_watch: bool = False


def story_group(told: DigestStory, shown: Shown) -> Group:
    """A story with the mentions that it tells."""
    return Group([rich(*_parts(told, shown))], mentions=told.ids)


def _parts(told: DigestStory, shown: Shown) -> Iterator[Block]:
    heading = list(_heading(told, shown))
    if heading:
        yield line(*heading)
    figures = [part for part in _figures(told, shown) if part["text"]]
    if figures:
        yield line(*figures)
    for quotation in told.quotations:
        if quotation.words or not quotation.mention.text:
            yield quoted(words(quotation.words or _(WORDLESS)))
        yield line(*_signature(quotation.mention, shown))
    if told.others:
        yield line(*_named(_("Also: "), told.others))
    if told.printed:
        yield line(*_named(_("The same text: "), told.printed))
    if told.ours:
        yield line(*_named(_("From the team: "), told.ours))
    if told.theirs:
        yield line(*_named(_("From competitors: "), told.theirs))


def _heading(told: DigestStory, shown: Shown) -> Iterator[Block]:
    """The title as a link to where the story is told, and of which watch it is."""
    if shown.names_watch:
        yield words(clipped(told.watch.name, 60), "bold")
    title = told.heading
    if title and title != told.quotations[0].words:
        yield words(" · " if shown.names_watch else "")
        yield link(_short(told.lead.url), clipped(title, TITLE), "bold")


def _figures(told: DigestStory, shown: Shown) -> Iterator[Block]:
    """What is in danger, who speaks where, and since when; little of one voice alone."""
    said = " · ".join(_counted(told, shown))
    if told.gravity.concerns_safety:
        yield link(told.carried.url if told.carried else "", safety(told), "bold")
        said = f" · {said}" if said else ""
    yield words(said)


def _counted(told: DigestStory, shown: Shown) -> Iterator[str]:
    counts = told.counts
    if counts.people + counts.unsigned + counts.ours + counts.theirs < 2 and told.age.new_voices is None:
        if counts.newcomers:
            yield _("new here")
        return
    parts = (
        who_spoke(counts),
        _staff(told),
        _in_places(told.places),
        story_age(told.age, shown.zone, shown.now),
    )
    yield from filter(None, parts)


def safety(told: DigestStory) -> str:
    """`safety (roads, bodies)`, or `perhaps safety` where what is said leaves it open."""
    dangers = ", ".join(_(DANGERS[danger]) for danger in told.dangers)
    if told.gravity.is_sure:
        return _("safety ({dangers})", dangers=dangers)
    return _("perhaps safety ({dangers})", dangers=dangers)


def _staff(told: DigestStory) -> str:
    ours, theirs = told.counts.ours, told.counts.theirs
    parts = [_n("{n} of the team", "{n} of the team", ours)] if ours else []
    parts += [_n("{n} of a competitor", "{n} of competitors", theirs)] if theirs else []
    return ", ".join(parts)


def _in_places(places: Sequence[str]) -> str:
    """`2 places: r/bikes and Hacker News`; the place alone where it is one."""
    named = shortened([clipped(place, 40) for place in places], PLACES_NAMED)
    if len(places) < 2:
        return named
    return _n("{n} place: {named}", "{n} places: {named}", len(places), named=named)


def _signature(mention: Mention, shown: Shown) -> Iterator[Block]:
    signed = " · ".join(part for part in (clipped(mention.author, 80), clipped(mention.place, 80)) if part)
    yield words(f"{signed} · " if signed else "")
    yield written(mention, shown.zone, shown.now)


def _named(opening: str, others: Sequence[Mention]) -> Iterator[Block]:
    """Others by name, each a link; how many more there are."""
    yield words(opening, "italic")
    for i, mention in enumerate(others[:OTHERS_NAMED]):
        yield words(_("; ") if i else "")
        yield link(_short(mention.url), clipped(mention.author or mention.place or mention.source, 60))
    if len(others) > OTHERS_NAMED:
        yield words(_("; and {more}", more=more(len(others) - OTHERS_NAMED)))


def _short(address: str) -> str:
    """The address; none where it would take the room of what people read."""
    return address if len(address) <= ASIDE else ""


def in_short(told: DigestStory) -> Iterator[Block]:
    """A story in one line: what it is headed or says, as a link, and who speaks."""
    said = clipped(told.heading or told.quotations[0].words or _(WORDLESS), SHORT)
    yield link(_short(told.lead.url), said)
    who = who_spoke(told.counts) if told.counts.people + told.counts.unsigned > 1 else ""
    who = who or ", ".join(
        part for part in (clipped(told.lead.author, 80), clipped(told.lead.place, 80)) if part
    )
    yield words(f" · {who}" if who else "")
