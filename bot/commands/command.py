"""A command as it is typed: its verb, and the words after it."""

import html

import msgspec

from bot.commands.arguments import begins_with_link
from bot.commands.short_form import asked_back
from bot.commands.verbs import COMMAND, added_kind, verb_of
from bot.emoji import with_emoji


class Typed(msgspec.Struct, frozen=True):
    """The name of a verb, and the words after it."""

    verb: str
    words: str


def read_command(text: str) -> Typed:
    """What was meant by what follows `/watch`.

    Raises `BadCommand` for a word that is nearly a verb, and for what may be no name.
    """
    words = " ".join(with_emoji(html.unescape(text)).split())  # Slack escapes &, < and > in what people type
    first, _space, rest = words.partition(" ")
    if not words:
        return Typed("help", "")
    if (verb := verb_of(first)) and not (verb.name == "why" and rest and not begins_with_link(rest)):
        return Typed(verb.name, rest.strip())
    if added := added_kind(words):
        return Typed(*added)
    if asked := asked_back(words):
        raise asked
    return Typed("brand", words)


def named_for_the_log(text: str) -> str:
    """What was typed, as far as it may stand in a log: the address of a feed may hold a secret."""
    verb = text.split()[0].lower() if text.split() else ""
    return f"{COMMAND} {verb} …" if verb_of(verb) else f"{COMMAND} …"
