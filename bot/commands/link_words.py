"""What is said of a post by its link: `LINK critical`, `LINK LINK`, `LINK forget`, the name of a watch."""

import html
import re
from typing import Final

import msgspec

from bot.commands.verbs import BY_NAME
from bot.errors import BadCommand
from bot.locale import _
from bot.text import fold

_LINK: Final = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>|(\S+)")
_ADDRESS: Final = re.compile(r"(?:https?|at)://\S+|[\w.-]+\.[a-z]{2,}/\S*", re.IGNORECASE)
_TONES: Final = {
    "critical": "critical critique critiques negative negatif bad mauvais",
    "neutral": "neutral neutre neutres",
    "favourable": "favourable favorable favorables positive positif good bon",
}
_TONE_OF: Final = {word: tone for tone, words in _TONES.items() for word in words.split()}
"""The tones by every word for one, folded."""
_FORGET_WORDS: Final = "forget withdraw undo oublier oublie oubliez retirer annuler"
_FORGET: Final = frozenset(_FORGET_WORDS.split())
"""Words that take a correction back, folded."""

_NOT: Final = frozenset({"not", "pas", "non", "no"})


class LinkAsked(msgspec.Struct, frozen=True):
    """A post by its address, what is said of it, and the name of the watch that is meant, if one is named."""

    address: str
    name: str = ""
    is_forgotten: bool = False


class ToneAsked(msgspec.Struct, frozen=True):
    """A post, the tone it is to count in (empty: as it is read), and the name of a watch."""

    address: str
    tone: str
    name: str = ""


def read_link(words: str, verb: str) -> tuple[str, str]:
    """The address that words begin with, and the words after it. Raises `BadCommand` where there is none."""
    written = html.unescape(words).strip()
    found = _LINK.match(written)
    address = (found[1] or found[2]).strip("<>") if found else ""
    if found is None or not _ADDRESS.fullmatch(address):
        raise BadCommand(_unlinked(written, verb))
    return address if "://" in address else f"https://{address}", written[found.end() :].strip()


def read_tone(words: str) -> ToneAsked:
    """Which tone a post is to count in. Raises `BadCommand`."""
    address, rest = read_link(words, "tone")
    first, _space, name = rest.partition(" ")
    said = fold(first)
    if said in _FORGET:
        return ToneAsked(address, "", name.strip())
    if said not in _TONE_OF:
        raise BadCommand(
            _("In which tone? Write {command}, or forget to take it back.", command=BY_NAME["tone"].example)
        )
    return ToneAsked(address, _TONE_OF[said], name.strip())


def read_named_link(words: str, verb: str) -> LinkAsked:
    """A post, with the name of a watch or a word to take back what was said. Raises `BadCommand`."""
    address, rest = read_link(words, verb)
    first, _space, name = rest.partition(" ")
    if fold(first) in _FORGET:
        return LinkAsked(address, name.strip(), is_forgotten=True)
    return LinkAsked(address, rest)


def read_why(words: str) -> tuple[bool, LinkAsked]:
    """Whether it is asked why a post was not told, and which post. Raises `BadCommand`."""
    first, _space, rest = words.strip().partition(" ")
    is_not = fold(first) in _NOT
    return is_not, read_named_link(rest if is_not else words, "why")


def read_two_links(words: str) -> tuple[str, str, str]:
    """Two posts, and the name of a watch. Raises `BadCommand`."""
    one, rest = read_link(words, "join")
    other, name = read_link(rest, "join")
    return one, other, name


def _unlinked(written: str, verb: str) -> str:
    command = BY_NAME[verb].example
    if not written:
        return _("Which post? Write {command}, with the link of a post that was heard here.", command=command)
    return _(
        "“{written}” is no link. Write {command}, with the link of a post that was heard here. To watch it "
        "as a name, write /watch brand NAME.",
        written=written[:80],
        command=command,
    )
