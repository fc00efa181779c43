"""Why a channel was not told of something, in words."""

from typing import Final

from bot.locale import _, later
from bot.models import DropReason

_SENTENCES: Final = {
    DropReason.NO_MATCH: later("its words did not match"),
    DropReason.THREAD_FULL: later("more answers in one thread in a day than are kept"),
    DropReason.UNSEARCHABLE: later("its author does not let posts be searched"),
}


def why_dropped(reason: str) -> str:
    """The reason in words; one that a source of somebody's own gave stands for itself."""
    if reason in _SENTENCES:
        return _(_SENTENCES[DropReason(reason)])
    return reason
