"""For which version of `bot.sources.api` a stranger's source was written, and what to change in an older one.

1. What it imports from the bot and is not there is named, with where it is now.
2. What it does not say it was written for, or says another version for, is refused, with the new names of
   what it still calls by the old ones.
"""

import re
from collections.abc import Callable
from typing import Final

from bot.sources.api import API
from bot.sources.source import Source

NEW_NAMES: Final = {
    "Question": "SourceRequest",
    "questions": "requests",
    "ask": "fetch_page",
    "take": "read_answer",
    "salvage": "read_error_body",
    "curtailed": "more_available",
    "paid": "billed_ids",
    "numbers": "author_ids",
    "named": "with_author_names",
    "own_places": "channel_scoped",
    "latest_alone": "is_rolling_list",
    "many_places": "has_communities",
}
"""What version 1 called otherwise."""

_NOT_THERE: Final = re.compile(r"cannot import name '(\w+)'")
_ADVICE: Final = f"Import from bot.sources.api, say `api = {API}` in the class; CONTRIBUTING.md shows one"


class OutdatedSource(Exception):
    """What a source imports is no longer there; what to change in it is the message."""


def load_guest(load: Callable[[], object]) -> object:
    """What a package announces. Raises `OutdatedSource` for one that imports what the bot no longer has."""
    try:
        return load()
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "bot":
            raise
        missing = _NOT_THERE.search(str(error))
        name = missing[1] if missing else ""
        renamed = f"`{name}` is now `{NEW_NAMES[name]}`. " if name in NEW_NAMES else ""
        raise OutdatedSource(
            f"it was written for an earlier version of the interface, of which this is {API}: "
            f"{error.name} has no {name or 'such module'}. {renamed}{_ADVICE}."
        ) from error


def outdated(kind: type[Source]) -> str:
    """Why a source of another version is refused, and what to change in it; empty for one of this version."""
    if kind.api == API:
        return ""
    if kind.api > API:
        return (
            f"it was written for version {kind.api} of the interface, and this Veille has version {API}: "
            "install a newer Veille."
        )
    old = [name for name in NEW_NAMES if any(name in vars(each) for each in kind.__mro__)]
    renamed = "".join(f"`{name}` is now `{NEW_NAMES[name]}`. " for name in old)
    return f"it does not say that it was written for version {API} of the interface. {renamed}{_ADVICE}."
