"""Several names typed as one: a watch each is offered."""

from collections.abc import Sequence

from bot.locale import _
from bot.messages.blocks import bullets, button, buttons, escaped, line, rich, words
from bot.messages.message import Block, Message

EACH = "watch_each"
AS_ONE = "watch_as_one"
LONGEST_VALUE = 2_000
"""Characters that a button carries, Slack's limit."""
NAMED = 30
"""Names listed, each with what to type."""


def several_message(commands: Sequence[str], as_one: str, value: str) -> Message:
    """The names that were found, with what to type for each; `value` is what the buttons carry."""
    opening = _("Are these {n} names? Nothing was changed. A watch each:", n=len(commands))
    listed = list(commands[:NAMED])
    ending = _("As one name: {command}", command=as_one)
    shown: list[Block] = [
        rich(
            line(words(opening)), bullets(line(words(typed, "code")) for typed in listed), line(words(ending))
        )
    ]
    if len(value) <= LONGEST_VALUE:
        each = button(_("Watch {n} names", n=len(commands)), EACH, value, style="primary")
        shown.append(buttons("several", each, button(_("As one name"), AS_ONE, value)))
    return Message(escaped("\n".join([opening, *listed, ending])), tuple(shown))
