"""Answers to commands: a sentence, a mistake, the help."""

from collections.abc import Iterable

from bot.locale import _
from bot.messages.blocks import bullets, escaped, line, preformatted, rich, words
from bot.messages.message import Message
from bot.messages.wording import clipped

LONGEST = 3_000
"""Characters of a sentence that repeats what somebody typed."""


def sentence(text: str) -> Message:
    """Words of our own, and what somebody typed, as they stand."""
    return Message(escaped(text), (rich(line(words(clipped(text, LONGEST)))),))


def mistake(text: str, drawing: str = "") -> Message:
    """What is wrong, with the place shown where there is one."""
    shown = [preformatted(clipped(drawing, LONGEST))] if drawing else []
    return Message(escaped(f"{text}\n{drawing}".strip()), (rich(line(words(text)), *shown),))


def help_message(rows: Iterable[tuple[str, str]]) -> Message:
    """Each command with what it does."""
    rows = list(rows)
    told = [line(words(typed, "code"), words(f" {meaning}")) for typed, meaning in rows]
    opening = line(words(_("Veille listens to what the public says of the names you care about.")))
    ending = _(
        "Mention me with a name, as in @veille Acme, and I answer in the thread with what is new; "
        "in direct messages the name is enough. Ask as you would ask somebody: why are people angry at Acme? "
        "is it serious? what should I read? what changed since last week? who is vieuxpignon?"
    )
    listed_rows = [_("{name}: {said}", name=typed, said=meaning) for typed, meaning in rows]
    text = "\n".join([_("What Veille understands:"), *listed_rows, ending])
    return Message(escaped(text), (rich(opening), rich(bullets(told)), rich(line(words(ending)))))


def language_message(text: str) -> Message:
    """The language of queries, explained."""
    return Message(escaped(clipped(text, 3_500)), (rich(preformatted(text)),))
