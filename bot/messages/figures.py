"""Where people spoke of each watch, and what only answers: figures for whoever looks closer."""

from collections.abc import Iterator
from typing import Final

from bot.digests.digest import Digest, Section
from bot.locale import _, _n
from bot.messages.blocks import line, rich, words
from bot.messages.layout import Group
from bot.messages.message import Block
from bot.messages.wording import clipped, listed, more
from bot.models import WatchKind

PLACES_NAMED: Final = 8
WATCHES: Final = 12


def figures_group(digest: Digest) -> Group:
    """The places of each watch with their people, and how many mentions name it."""
    spoken = [section for section in digest.sections if not section.is_empty]
    return Group([rich(*(line(*_figures(section)) for section in spoken[:WATCHES]))], is_story=False)


def _figures(section: Section) -> Iterator[Block]:
    yield words(clipped(section.watch.name, 80), "bold")
    shown = section.places[:PLACES_NAMED]
    where = [f"{clipped(place, 60)} {voices}" for place, voices in shown]
    if len(section.places) > len(shown):
        where.append(more(len(section.places) - len(shown)))
    yield words(_(": ") + listed(where))
    if section.answers:
        yield words(_("; ") + named_and_answering(section))


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
