"""What a search found: mentions with their words, the newest first, a page at a time."""

from collections.abc import Iterator
from typing import Final

from bot.analysis.quotes import excerpt
from bot.locale import _
from bot.messages.blocks import button, buttons, escaped, line, link, note, quoted, rich, words
from bot.messages.message import Block, Message
from bot.messages.stories import WORDLESS
from bot.messages.wording import clipped, listed, moment
from bot.watches.found import SearchHit, SearchPage

OLDER: Final = "search_older"
NEWEST: Final = "search_newest"
LONGEST_VALUE: Final = 2_000
"""Characters that a button carries."""
SAID: Final = 300
"""Characters of a query that are repeated."""


def search_message(page: SearchPage, *, is_first: bool) -> Message:
    """A page of a search, with buttons to the next one and back to the newest."""
    opening = _opening(page, is_first)
    notes = [*_notes(page)]
    blocks: list[Block] = [rich(line(words(opening)))]
    blocks += [_shown(hit, page) for hit in page.hits]
    if notes:
        blocks.append(note(" ".join(notes)))
    if row := [*_buttons(page, is_first)]:
        blocks.append(buttons("search", *row))
    quotes = [f"{_quote(hit, page)} {hit.mention.url}" for hit in page.hits]
    return Message(escaped(clipped("\n".join([opening, *quotes, *notes]), 3_500)), tuple(blocks))


def _opening(page: SearchPage, is_first: bool) -> str:
    asked = clipped(page.query.text, SAID)
    if page.hits and is_first:
        return _("What was kept here that holds {query}, the newest first:", query=asked)
    if page.hits:
        return _("Older, that holds {query}:", query=asked)
    if page.older is not None:
        return _("So far nothing was found that holds {query}.", query=asked)
    if is_first:
        return _("Nothing that the watches here kept holds {query}.", query=asked)
    return _("Nothing older holds {query}.", query=asked)


def _notes(page: SearchPage) -> Iterator[str]:
    if page.looked_back_to:
        until = moment(page.looked_back_to, page.zone)
        yield _("I looked back to {until}, which is as far as one look goes.", until=until)
    if not page.is_whole:
        yield _("What was kept before the last update is still being indexed: some of it may be missing.")


def _shown(hit: SearchHit, page: SearchPage) -> Block:
    """A mention: who, where, when and for which watch, over the words that were looked for."""
    mention = hit.mention
    signed = " · ".join(part for part in (clipped(mention.author, 80), clipped(mention.place, 80)) if part)
    return rich(
        quoted(words(_quote(hit, page))),
        line(
            words(f"{signed} · " if signed else ""),
            link(mention.url, moment(hit.written_at, page.zone)),
            words(f" · {listed(hit.watches)}"),
        ),
    )


def _quote(hit: SearchHit, page: SearchPage) -> str:
    return excerpt(hit.mention, page.query.spots) or _(WORDLESS)


def _buttons(page: SearchPage, is_first: bool) -> Iterator[Block]:
    value = f"{page.older} {page.query.text}"
    if page.older is not None and len(value) <= LONGEST_VALUE:
        label = _("Look further back") if page.looked_back_to else _("Older")
        yield button(label, OLDER, value)
    if not is_first and len(page.query.text) <= LONGEST_VALUE:
        yield button(_("Newest"), NEWEST, page.query.text)
