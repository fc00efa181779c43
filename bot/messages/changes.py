"""Watches removed and brought back: what is asked before, and what their channel is told."""

from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.blocks import button, buttons, escaped, filled, line, rich, user, words
from bot.messages.message import Message
from bot.messages.untaught import untaught_message
from bot.messages.wording import clipped, listed
from bot.models import Watch
from bot.storage.changes import ChangeKind, WatchChange
from bot.watches.taught import TakenBack

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


def removal_message(watch: Watch) -> Message:
    """What whoever removed a watch is told."""
    return sentence(
        _(
            "{name} is no longer watched here. /watch undo brings it back within a day, with what it found; "
            "after that all of it is forgotten.",
            name=watch.name,
        )
    )


def kept_message(watch: Watch) -> Message:
    """That a watch is not removed."""
    return sentence(_("{name} stays.", name=watch.name))


def undone_message(change: WatchChange | TakenBack) -> Message:
    """What whoever took a change back is told."""
    if isinstance(change, TakenBack):
        return untaught_message(change)
    if change.kind is ChangeKind.ADDED:
        return removal_message(change.before)
    return sentence(_taken_back(change))


def _taken_back(change: WatchChange) -> str:
    watch = change.before
    match change.kind:
        case ChangeKind.EDITED:
            return _("{name} listens again for: {query}", name=watch.name, query=watch.query)
        case ChangeKind.PAUSED:
            return _("{name} is listened for again, as if it had not been paused.", name=watch.name)
        case ChangeKind.RESUMED:
            return _("{name} is paused again.", name=watch.name)
        case ChangeKind.PRODUCTS if watch.products:
            return _(
                "{name} is known by these words again: {words}.",
                name=watch.name,
                words=listed(watch.products),
            )
        case ChangeKind.PRODUCTS:
            return _("{name} is known by no words of its own again.", name=watch.name)
        case ChangeKind.ALERTS if watch.instant:
            return _("{name} is told at once, as it is heard, as before.", name=watch.name)
        case ChangeKind.ALERTS:
            return _("{name} is told in the digest alone, as before.", name=watch.name)
    return _("{name} is watched here again, with what it had found.", name=watch.name)


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
