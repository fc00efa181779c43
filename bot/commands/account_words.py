"""An account, as somebody types it: `@lea`, `@lea@mastodon.social`, `"Lars (Acme)" in PLACE`.

Of the team (`/watch team`), or of somebody who always matters (`/watch vip`).
"""

import html
import re
from enum import Enum
from typing import Final

import msgspec

from bot.commands.verbs import BY_NAME, COMMAND, in_language_spoken, is_written_for
from bot.errors import BadCommand
from bot.locale import _

_QUOTES: Final = "\"“”„«»'‘’ "
_QUOTED: Final = re.compile(r'["“”„«]\s*(?P<name>[^"“”„«»]+?)\s*["“”»](?P<rest>.*)')
_WHERE: Final = r"\s*\b(?:in|on|at|of|dans|sur|chez|de)\s+(?P<place>\S.*)"
_IN: Final = re.compile(rf"(?P<name>\S.*?)\s{_WHERE}", re.IGNORECASE)
_PLACE: Final = re.compile(_WHERE, re.IGNORECASE)
_SLACK: Final = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_MAILED: Final = re.compile(r"<mailto:(?P<address>[^|>]+)(?:\|[^>]*)?>")
_HANDLE: Final = re.compile(r"@\S+|\S+@\S+\.\S+|u/\S+")
_ENDS: Final = frozenset({"off", "end", "fin"})
_LONGEST: Final = 200


class AccountVerb(Enum):
    """What is to be done with accounts."""

    LIST = "list"
    NAME = "name"
    FORGET = "forget"


class Account(msgspec.Struct, frozen=True):
    """An account by its name, and the place or network where it has that name; empty for anywhere."""

    name: str
    place: str = ""


def read_account(words: str, verb: str) -> tuple[AccountVerb, Account]:
    """What is to be done with which account, after this verb. Raises `BadCommand`."""
    typed = _MAILED.sub(lambda mail: f"@{mail['address'].removeprefix('@')}", html.unescape(words)).strip()
    first, _space, rest = typed.partition(" ")
    if not typed or is_written_for(first, "list"):
        return AccountVerb.LIST, Account("")
    if is_written_for(first, "remove") or first.lower() in _ENDS:
        return AccountVerb.FORGET, _account(rest, verb)
    return AccountVerb.NAME, _account(rest if is_written_for(first, "brand") and rest else typed, verb)


def _account(typed: str, verb: str) -> Account:
    command = f"{COMMAND} {in_language_spoken(verb)}"
    if _SLACK.search(typed):
        raise BadCommand(
            _(
                "That is somebody of this workspace. What is meant is the name they have where they write in "
                "public: write it without a mention, in quotation marks, as in {command} “lea”.",
                command=command,
            )
        )
    quoted = _QUOTED.fullmatch(typed)
    placed = _PLACE.fullmatch(quoted["rest"]) if quoted else _IN.fullmatch(typed)
    written = quoted["name"] if quoted else placed["name"] if placed else typed
    name = written.strip(_QUOTES).removeprefix("@").strip()
    if not name or len(name) > _LONGEST or not (quoted or placed or _HANDLE.fullmatch(written)):
        raise BadCommand(
            _(
                "Which account? Write {command} @handle, {command} @lea@mastodon.social, or a name with its "
                "place: {command} “Lea (Acme)” in forum.example. To watch a name: {brand}.",
                command=command,
                brand=BY_NAME["brand"].example,
            )
        )
    return Account(name, placed["place"].strip(_QUOTES) if placed else "")
