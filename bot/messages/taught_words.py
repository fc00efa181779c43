"""A channel's own words: what is urgent here, and by what a name is known."""

from collections.abc import Sequence

from bot.commands.verbs import COMMAND, in_language_spoken
from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.wording import clipped, listed
from bot.models import Watch


def urgent_message(urgent: Sequence[str]) -> Message:
    """Which words concern safety in a channel from now on."""
    how = _(
        "/watch urgent WORDS adds some, with commas between; /watch urgent remove WORDS takes them out; "
        "/watch undo takes the last change back."
    )
    return sentence(f"{urgent_sentence(urgent)} {how}")


def urgent_sentence(urgent: Sequence[str]) -> str:
    """Which words concern safety in a channel."""
    if not urgent:
        return _("No words of your own are urgent here; those of people’s safety are.")
    said = listed([_("“{quote}”", quote=word) for word in urgent])
    return _("Urgent here, beside the words of people’s safety: {words}.", words=clipped(said, 2_000))


def products_message(watch: Watch) -> Message:
    """By which words a name is known from now on."""
    undo = _("/watch undo takes this back.")
    return sentence(f"{products_sentence(watch)} {undo}")


def products_asked(watch: Watch) -> Message:
    """By which words a name is known, and how that is changed."""
    return sentence(f"{products_sentence(watch)} {_how(watch)}")


def products_sentence(watch: Watch) -> str:
    """By which words a name is known."""
    if not watch.products:
        return _("{name} is known by no words of its own.", name=watch.name)
    said = listed([_("“{quote}”", quote=word) for word in watch.products])
    return _("{name} is known to be meant by: {words}.", name=watch.name, words=said)


def ordinary_remark(watch: Watch) -> str:
    """That a name is an ordinary word, too, and what is asked for."""
    said = _(
        "{name} is an ordinary word or name, too: what shows no sign that it is meant counts nowhere.",
        name=watch.name,
    )
    return f"{said} {_how(watch)}"


def _how(watch: Watch) -> str:
    command = f"{COMMAND} {in_language_spoken('products')} {watch.name}"
    if watch.products:
        return _("{command} WORD, WORD names others; {command} none takes them out.", command=command)
    return _("Give me three words of its products or people: {command} WORD, WORD, WORD", command=command)
