"""Watches removed and brought back: what is asked before, and what their channel is told."""

from bot.locale import _
from bot.messages.blocks import button, buttons, escaped, filled, line, rich, user, words
from bot.messages.message import Message
from bot.messages.wording import clipped
from bot.models import Watch

REMOVE = "watch_remove_now"
KEEP = "watch_keep"
LABEL = 40
"""Characters of a name on a button; Slack cuts long labels on narrow screens."""


def removal_question(watch: Watch) -> str:
    """What is asked before a watch is removed, by a command and by a button."""
    return _(
        "Remove {name}? What it found goes with it; /watch undo brings both back within a day.",
        name=watch.name,
    )


def ask_removal(watch: Watch) -> Message:
    """The question whether a watch is to be removed, with its two answers."""
    question = removal_question(watch)
    answers = buttons(
        f"removal:{watch.id}",
        button(_("Remove {name}", name=clipped(watch.name, LABEL)), REMOVE, watch.id, style="danger"),
        button(_("Keep it"), KEEP, watch.id),
    )
    return Message(escaped(question), (rich(line(words(question))), answers))


def removed_message(watch: Watch, by: str) -> Message:
    """What a channel is told when somebody removed one of its watches."""
    return _told(
        watch,
        by,
        _("{who} removed the watch {name}, with what it found. /watch undo brings both back within a day."),
    )


def brought_back_message(watch: Watch, by: str) -> Message:
    """What a channel is told when somebody took a removal back."""
    return _told(watch, by, _("{who} brought the watch {name} back, with what it had found."))


def _told(watch: Watch, by: str, sentence: str) -> Message:
    shown = filled(sentence, who=user(by), name=words(watch.name, "bold"))
    spoken = sentence.format(who=_("Somebody"), name=watch.name)
    return Message(escaped(spoken), (rich(line(*shown)),))
