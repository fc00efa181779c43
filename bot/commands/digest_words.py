"""Which digest somebody asks for: of which watch, of which time, and whether all shall see it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.commands.calendar_words import DAY, Clocked
from bot.commands.spans import read_span, within
from bot.commands.tokens import tokens_of
from bot.commands.vocabulary import GRAMMAR
from bot.names import name_key

_UNITS: Final = {
    "h": timedelta(hours=1),
    "d": DAY,
    "w": 7 * DAY,
    "m": 30 * DAY,
    "y": 365 * DAY,
    "j": DAY,
    "sem": 7 * DAY,
}
_SPAN: Final = re.compile(rf"([1-9]\d{{0,2}})({'|'.join(_UNITS)})", re.IGNORECASE)


class DigestAsked(msgspec.Struct, frozen=True):
    """A digest of the watch of that name, of all where it is empty.

    `span` is how long it covers, all that is known for None; `until` its end, now for None.
    """

    name: str
    span: timedelta | None
    until: datetime | None = None
    is_public: bool = False


def read_digest(words: str, watched: Sequence[str], here: Clocked) -> DigestAsked:
    """The digest that is meant, where these names are watched: `Acme yesterday`, `7d public`."""
    kept = [each for each in words.split() if each.lower() != "public"]
    asked = _read(" ".join(kept), watched, here)
    return msgspec.structs.replace(asked, is_public=len(kept) != len(words.split()))


def _read(words: str, watched: Sequence[str], here: Clocked) -> DigestAsked:
    """The words without the time in them; what names a watch as a whole is that name."""
    asked = _spanned(words)
    if asked.name != words or any(name_key(words) == name_key(name) for name in watched):
        return asked
    tokens = tokens_of(words)
    found, places = read_span(" ".join(token.folded for token in tokens), here)
    if not places or (found is None and any(map(str.isdecimal, words))):  # no time: “0d”
        return DigestAsked(words, DAY)
    kept = [token for rank, token in enumerate(tokens) if rank not in within(tokens, places)]
    name = words[kept[0].start : kept[-1].end] if kept else ""
    name = "" if all(token.folded in GRAMMAR for token in kept) else name
    return DigestAsked(name, found.until - found.since, found.until) if found else DigestAsked(name, DAY)


def _spanned(words: str) -> DigestAsked:
    """The words without a span at their end, and the span: 24 hours unless said, None for all."""
    *before, last = words.split() or [""]
    if last.lower() in {"all", "tout"}:
        return DigestAsked(" ".join(before), None)
    if found := _SPAN.fullmatch(last):
        return DigestAsked(" ".join(before), int(found[1]) * _UNITS[found[2].lower()])
    return DigestAsked(words, DAY)
