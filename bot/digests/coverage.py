"""Which sources a channel's digest rests on: which were read, and which were not."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.errors import Curtailed
from bot.locale import N_, _, _n, restored
from bot.storage.source_state import SourceState

FRESH = timedelta(minutes=30)
"""How old the last reading may be when a digest is made of it."""

Name = Callable[[SourceState], str]
"""What people call a source, or the feed of it that was asked."""


class UnreadSource(msgspec.Struct, frozen=True):
    """A source, or one of its places, that could not be read, and why."""

    name: str
    reason: str


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: when last, how many sources were well, which were not."""

    looked_at: datetime | None
    well: int
    unread: tuple[UnreadSource, ...] = ()


def coverage_of(states: Sequence[SourceState], name: Name, behind: Iterable[str], now: datetime) -> Coverage:
    """What the states of a channel's requests say together; `behind` names streams that are catching up."""
    unread = [state for state in states if _is_unread(state, now)]
    ill = {state.source for state in unread}
    read = [state.last_success for state in states if state.last_success]
    return Coverage(
        looked_at=max(read, default=None),
        well=len({state.source for state in states if state.last_success} - ill),
        unread=(*_unread(unread, name), *(UnreadSource(title, _(_BEHIND)) for title in behind)),
    )


_BEHIND = N_(
    "still going through what was said while it was not followed. The rest comes with the next digest."
)

_UNANSWERED = N_("no answer yet as this is written. What it says comes with the next digest.")


def unanswered(state: SourceState) -> SourceState:
    """The state of a request that was put for a digest and is not answered yet."""
    return msgspec.structs.replace(state, label="unanswered", reason=_UNANSWERED)


def _is_unread(state: SourceState, now: datetime) -> bool:
    """Whether something may be missing: it failed, had too much, or waited long for its budget."""
    late = state.last_success is None or now - state.last_success > FRESH
    return bool(state.failures) or state.label == Curtailed.label or (bool(state.label) and late)


def _unread(ill: Sequence[SourceState], name: Name) -> tuple[UnreadSource, ...]:
    """What could not be read, a line a source or feed, and how many more reasons it had."""
    reasons: dict[str, list[str]] = {}
    for state in ill:
        reasons.setdefault(name(state), []).append(str(restored(state.reason)))
    return tuple(
        UnreadSource(named, _shortened(list(dict.fromkeys(held)))) for named, held in reasons.items()
    )


def _shortened(reasons: Sequence[str]) -> str:
    first = reasons[0].rstrip(".")
    if len(reasons) == 1:
        return f"{first}."
    others = len(reasons) - 1
    return _n("{reason} (and {n} more like it).", "{reason} (and {n} more like it).", others, reason=first)
