"""The page of watches over a time that somebody asks about."""

from collections.abc import Sequence

from bot.digests.digest import Digest
from bot.locale import _
from bot.messages.blocks import line, rich, words
from bot.messages.digest import digest_messages
from bot.messages.message import Message
from bot.messages.wording import capital


def page_message(
    digest: Digest, names: Sequence[str], label: str, days: int | None, narrowed: str = ""
) -> Message:
    """The page of a digest, and how one sees what finds no room on it.

    `label` says its time, and `days` how many a page from now on back must hold for it, None where none can;
    `narrowed` is what narrows the one name.
    """
    opening = _("{span}:", span=capital(label))
    if narrowed:
        opening = _("{span}, narrowed by {query}:", span=capital(label), query=narrowed)
    goes_on = _("There is more than has room here: ask about a shorter time.")
    if days is not None:
        name = f" {names[0]}" if len(names) == 1 else ""
        goes_on = _("/watch now{name} {days}d shows the rest.", name=name, days=days)
    [page, *_rest] = digest_messages(digest, 1, goes_on, opening=[rich(line(words(opening)))])
    return page
