"""Why a channel was not told of something, in words."""

from typing import Final

from bot.locale import N_, _
from bot.models import DropReason

_SENTENCES: Final = {
    DropReason.NO_MATCH: N_("its words did not match"),
    DropReason.THREAD_FULL: N_("more answers in one thread in a day than are kept"),
    DropReason.UNSEARCHABLE: N_("its author does not let posts be searched"),
}


def why_dropped(reason: str) -> str:
    """The reason in words; one that a source of somebody's own gave stands for itself."""
    if reason in _SENTENCES:
        return _(_SENTENCES[DropReason(reason)])
    return reason
