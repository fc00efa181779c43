"""Hashtags that an author put beside the words of a post: not all programs write them into these."""

import re
from collections.abc import Iterable
from typing import Final

from bot.html import line
from bot.text import fold

_MOST: Final = 20
_HASHTAG: Final = re.compile(r"#(\w+)")


def with_hashtags(text: str, names: Iterable[str]) -> str:
    """The words, and below them those hashtags that are not in them; nothing where there are no words."""
    beside = list(dict.fromkeys(tag for name in names if (tag := line(name).lstrip("#"))))[:_MOST]
    if not text or not beside:
        return text
    said = set(_HASHTAG.findall(fold(text)))
    missing = " ".join(f"#{tag}" for tag in beside if fold(tag) not in said)
    return f"{text}\n\n{missing}" if missing else text
