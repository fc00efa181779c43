"""What the answers to inquiries share: who says what, that people are few, that nothing was said."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.analysis.plain_words import Plain
from bot.digests.asked_section import AskedSection
from bot.digests.digest_story import Quotation
from bot.locale import _
from bot.messages.ages import written
from bot.messages.asides import aside_lines
from bot.messages.blocks import link, words
from bot.messages.digest_stories import Shown
from bot.messages.message import Block
from bot.messages.wording import clipped, in_marks, people_named, shortened

NAME: Final = 80
QUOTE: Final = 180
TITLE: Final = 100
FEW: Final = 100
"""People from which on one may begin to generalise."""
NAMED: Final = 12


def saying(said: Quotation, shown: Shown) -> Iterator[Block]:
    """Words as they are written, who wrote them where, and how long ago, as a link."""
    mention = said.mention
    yield words(in_marks(clipped(said.words, QUOTE), mention.lang))
    signed = ", ".join(part for part in (clipped(mention.author, 60), clipped(mention.place, 60)) if part)
    yield words(f" ({signed}, " if signed else " (")
    yield written(mention, shown.zone, shown.now)
    yield words(")")


def named(asked: AskedSection) -> Block:
    """The name that is spoken of."""
    return words(clipped(asked.watch.name, NAME), "bold")


def plainly(asked: AskedSection, shown: Shown) -> Iterator[Block]:
    """The plainest words of the gravest story as a link, or else when somebody spoke last."""
    yield from in_plain_words(asked.section.findings.plain if asked.section else None, asked, shown)


def in_plain_words(plain: Plain | None, asked: AskedSection, shown: Shown) -> Iterator[Block]:
    """Plain words as a link, or else when somebody spoke last."""
    if plain:
        yield words(_(": "))
        yield link(plain.mention.url, in_marks(plain.words, plain.mention.lang))
    else:
        yield from latest(asked, shown)


def latest(asked: AskedSection, shown: Shown) -> Iterator[Block]:
    """When somebody spoke last, as a link."""
    if asked.said:
        yield words(_("; the latest "))
        yield written(asked.said[-1], shown.zone, shown.now)


def nobody_spoke(asked: AskedSection) -> str:
    """That nobody says anything of a name."""
    return _("Nobody has spoken of {name} {span}.", name=clipped(asked.watch.name, NAME), span=asked.label)


def few(people: int) -> list[str]:
    """That so few people are no public."""
    return [_("{people}: do not generalise.", people=people_named(people))] if people < FEW else []


def set_apart(asked: Sequence[AskedSection]) -> list[Block]:
    """What counts for nothing in an answer, a line each with links."""
    return list(aside_lines([each.section for each in asked if each.section]))


def everywhere(place: str) -> str:
    """That a place that was asked about is not told apart."""
    return _("This is of all places, not of {place} alone.", place=clipped(place, NAME))


def which_one(names: Sequence[str]) -> str:
    """That a question needs a name."""
    listed = shortened([clipped(name, NAME) for name in names], NAMED, "or")
    return _("Of which name? Ask again with {names}.", names=listed)
