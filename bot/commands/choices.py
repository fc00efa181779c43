"""What people choose among: on or off, at once or in the digest, a language, sources, feeds."""

from enum import Enum
from typing import Final

import msgspec
import regex

from bot.commands.verbs import changing_language, is_written_for
from bot.errors import BadCommand
from bot.locale import Language, _
from bot.text import fold

_ON_WORDS: Final = "on yes oui enable active activer start"
_OFF_WORDS: Final = "off no non disable desactive desactiver stop never jamais"
_ON, _OFF = frozenset(_ON_WORDS.split()), frozenset(_OFF_WORDS.split())
"""How something is turned on and off, folded."""
_AT_ONCE: Final = _ON | {
    *("instant", "instantane", "instantanee", "instantanees", "immediate", "immediat", "immediates")
}
_IN_DIGEST: Final = _OFF | {"digest", "bulletin"}
"""How alerts are turned on and off, folded."""
_LANGUAGES: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("en", "english", "anglais"),
    "fr": ("fr", "french", "francais"),
}
_LANGUAGE_OF: Final = {word: language for language, words in _LANGUAGES.items() for word in words}
_CONDENSED: Final = frozenset(["condensed", "short", "brief", "compact", "condense", "court", "bref"])
_FULL: Final = frozenset(["full", "long", "whole", "complete", "complet", "entier"])
"""How a digest is made shorter, and whole again, folded."""
_SIGN_APART: Final = regex.compile(r"(?<!\S)([-+–−])\s+")


class FeedVerb(Enum):
    """What is to be done with feeds."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"


class FeedAsked(msgspec.Struct, frozen=True):
    """What is to be done with feeds; `words` is the address to add, or what names the one to remove."""

    verb: FeedVerb
    words: str = ""


def read_switch(words: str) -> bool | None:
    """Whether something is to be on; None for words that say neither."""
    word = fold(words)
    return word in _ON if word in _ON | _OFF else None


def read_condensed(words: str) -> bool | None:
    """Whether digests are to be condensed; None for words that do not say."""
    word = fold(words).strip(" .")
    return word in _CONDENSED if word in _CONDENSED | _FULL else None


def read_alerts(words: str) -> tuple[str, bool | None]:
    """The name of a watch, and whether it is to be told at once; None for words that do not say."""
    name, _space, last = words.rpartition(" ")
    word = fold(last)
    if not name or word not in _AT_ONCE | _IN_DIGEST:
        return words, None
    return name, word in _AT_ONCE


def read_language(words: str) -> Language:
    """The language that is meant. Raises `BadCommand` for one that the bot does not speak."""
    named = _LANGUAGE_OF.get(fold(words).strip(" ."))
    if named is None:
        raise BadCommand(_("I speak English and French: {command}.", command=changing_language()))
    return named


def read_sources(words: str) -> dict[str, bool]:
    """Sources by name, and whether each is to be on: `+mastodon -hackernews`. Raises `BadCommand`."""
    signed = _SIGN_APART.sub(r"\1", words.replace(",", " "))
    return dict(_signed(word) for word in signed.split())


def _signed(word: str) -> tuple[str, bool]:
    if word[0] not in "+-–−":
        raise BadCommand(_("Write + or - before a source: /watch sources -hackernews +mastodon"))
    return word[1:].lower(), word[0] == "+"


def read_feed(words: str) -> FeedAsked:
    """What is to be done with which feed. Raises `BadCommand` for a removal that names none."""
    first, _space, rest = words.partition(" ")
    if not words or words.lower() == "list":
        return FeedAsked(FeedVerb.LIST)
    if is_written_for(first, "remove"):
        if not rest:
            raise BadCommand(_("Which feed? /watch feed remove URL; /watch feed lists those that are read."))
        return FeedAsked(FeedVerb.REMOVE, rest)
    return FeedAsked(FeedVerb.ADD, _address(rest if rest and is_written_for(first, "brand") else words))


def _address(words: str) -> str:
    """The address in a link as Slack writes it, https where it says nothing."""
    address = words.strip("<> ").split("|")[0]
    return address if "://" in address else f"https://{address}"
