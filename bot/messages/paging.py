"""Long lists on several messages, and a count of what found no room."""

from collections.abc import Sequence

from bot.locale import _n
from bot.messages.blocks import bullets, escaped, line, note, rich, words
from bot.messages.message import Block, Message
from bot.messages.wording import clipped

MESSAGES = 4
"""Messages of one answer; a command's answer takes five in all."""
ROOM = 9_000
"""Characters of rows in one message; it says other things too, and Slack takes about 13,200."""
TEXT = 3_500
"""Characters of the text for phones and screen readers."""


def paged(rows: Sequence[str], first: int = ROOM) -> tuple[list[list[str]], int]:
    """The rows on as many pages as there may be, and how many found no room.

    `first` is the room on the first page, in characters; it may be none.
    """
    pages: list[list[str]] = [[]]
    left = first
    for i, row in enumerate(rows):
        if len(row) > left:
            if len(pages) == MESSAGES:
                return pages, len(rows) - i
            pages.append([])
            left = ROOM
        pages[-1].append(row)
        left -= len(row)
    return pages, 0


def listing(rows: Sequence[str]) -> Block:
    """Rows as a list with bullets."""
    return bullets(line(words(row)) for row in rows)


def further(pages: Sequence[Sequence[str]], left_out: int) -> list[Message]:
    """The pages after the first as messages of their own; the last counts what found no room."""
    messages = [Message(escaped(clipped("\n".join(page), TEXT)), (rich(listing(page)),)) for page in pages]
    if left_out and messages:
        last = messages.pop()
        uncounted = note(_n("{n} more is not shown.", "{n} more are not shown.", left_out))
        messages.append(Message(last.text, (*last.blocks, uncounted)))
    return messages
