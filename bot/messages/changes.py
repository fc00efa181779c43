"""Watches removed and brought back: what is asked before, and what their channel is told."""

from bot.messages.blocks import button, buttons, escaped, line, rich, user, words
from bot.messages.message import Message
from bot.messages.wording import clipped
from bot.models import Watch

REMOVE = "watch_remove_now"
KEEP = "watch_keep"
LABEL = 40
"""Characters of a name on a button; Slack cuts long labels on narrow screens."""
WITHIN_A_DAY = "/watch undo brings both back within a day."


def removal_question(watch: Watch) -> str:
    """What is asked before a watch is removed, by a command and by a button."""
    return f"Remove {watch.name}? What it found goes with it; {WITHIN_A_DAY}"


def ask_removal(watch: Watch) -> Message:
    """The question whether a watch is to be removed, with its two answers."""
    question = removal_question(watch)
    answers = buttons(
        f"removal:{watch.id}",
        button(f"Remove {clipped(watch.name, LABEL)}", REMOVE, watch.id, style="danger"),
        button("Keep it", KEEP, watch.id),
    )
    return Message(escaped(question), (rich(line(words(question))), answers))


def removed_message(watch: Watch, by: str) -> Message:
    """What a channel is told when somebody removed one of its watches."""
    return _told(watch, by, "removed the watch", f", with what it found. {WITHIN_A_DAY}")


def brought_back_message(watch: Watch, by: str) -> Message:
    """What a channel is told when somebody took a removal back."""
    return _told(watch, by, "brought the watch", " back, with what it had found.")


def _told(watch: Watch, by: str, did: str, end: str) -> Message:
    told = line(user(by), words(f" {did} "), words(watch.name, "bold"), words(end))
    return Message(escaped(f"Somebody {did} {watch.name}{end}"), (rich(told),))
