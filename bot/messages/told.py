"""An answer in sentences: the first says it, the others are a list under it, remarks stand in small print."""

from collections.abc import Iterable, Sequence

from bot.messages.blocks import bullets, line, note, rich
from bot.messages.message import LONGEST_TEXT, Block, Message, cut
from bot.messages.readable import readable
from bot.models import Mention

Row = Sequence[Block]
"""The elements of one sentence."""


def told_message(
    opening: Row, rows: Iterable[Row], remarks: Sequence[str], told: Iterable[Mention]
) -> Message:
    """An answer that tells these mentions."""
    return parts_told([(opening, list(rows))], remarks, told)


def parts_told(
    parts: Iterable[tuple[Row, Sequence[Row]]],
    remarks: Sequence[str],
    told: Iterable[Mention],
    below: Sequence[Block] = (),
) -> Message:
    """An answer of several such parts, one after the other, with lines below them."""
    blocks = [_part(opening, rows) for opening, rows in parts]
    blocks += [rich(*below)] if below else []
    blocks += [note(" ".join(remarks))] if remarks else []
    return Message(
        cut(readable(blocks), LONGEST_TEXT), tuple(blocks), frozenset(mention.id for mention in told)
    )


def _part(opening: Row, rows: Sequence[Row]) -> Block:
    first = [line(*opening)] if opening else []
    return rich(*first, *([bullets(line(*row) for row in rows)] if rows else []))


def with_remarks(message: Message, remarks: Sequence[str]) -> Message:
    """The message with remarks in small print under it."""
    if not remarks:
        return message
    blocks = [*message.blocks, note(" ".join(remarks))]
    return Message(cut(readable(blocks), LONGEST_TEXT), tuple(blocks), message.mentions)
