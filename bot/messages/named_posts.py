"""A post, named in a sentence: its first words as a link, who wrote it, and where."""

from collections.abc import Iterator

from bot.analysis.quotes import quote
from bot.locale import _
from bot.messages.blocks import escaped, filled, line, link, rich, words
from bot.messages.message import Block, Message
from bot.messages.stories import WORDLESS
from bot.messages.wording import clipped
from bot.models import Mention

WORDS = 80
"""Characters of a post that name it."""


def post_sentence(template: str, mention: Mention, remarks: str = "", **values: str) -> Message:
    """A sentence of the catalogue with a post in the place of `{post}`, and remarks after it."""
    spoken = template.format(post=f"{named_in_words(mention)} {mention.url}".strip(), **values)
    shown = [*filled(template, post=list(named(mention)), **values)]
    shown += [words(f" {remarks}")] if remarks else []
    return Message(escaped(clipped(f"{spoken} {remarks}".strip(), 3_500)), (rich(line(*shown)),))


def named(mention: Mention) -> Iterator[Block]:
    """The post as elements."""
    yield link(mention.url, _first_words(mention))
    if signed := _signed(mention):
        yield words(f" ({signed})")


def named_in_words(mention: Mention) -> str:
    """The post in words alone."""
    signed = _signed(mention)
    return f"{_first_words(mention)} ({signed})" if signed else _first_words(mention)


def _first_words(mention: Mention) -> str:
    said = clipped(mention.title or quote(mention, lambda _: ()), WORDS)
    return _("“{quote}”", quote=said) if said else _(WORDLESS)


def _signed(mention: Mention) -> str:
    parts = dict.fromkeys(clipped(part, 60) for part in (mention.author, mention.place) if part)
    return ", ".join(parts)
