"""Whether what rings is told now: quiet hours, mutes, cool-down, grouping, and so many messages a day. Pure.

The rules, in order:

1. What people muted is not told, and what they called normal rings by a higher bar (`tuning.py`).
2. Safety passes all that follows, unless the channel says `safety quiet`: then quiet hours hold it back.
3. What belongs to an alert of the watch that lasts is told in its thread: another story that rings while the
   last word of it is younger than the cool-down; and a spike or a turn beside a story is told by that. What
   people asked for by name (instant watches, people who always matter) is a message of its own.
4. In quiet hours and on days off it is held back, and told in one summary after them; a backlash passes where
   the channel says so.
   So is a step of what lasts: it stands in the thread alone then (`may_step`).
5. A kind that rang for a watch rings again after its cool-down.
6. After `MOST_A_DAY` messages within a day a channel gets one an hour, and is asked whether that is wanted. A
   broadcast from a thread is a message, too; safety is not counted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.models import AlertSettings
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import (
    ASKED_FOR,
    COUNTING_PEOPLE,
    MOST_A_DAY,
    Alert,
    AlertKind,
    AlertState,
    HeldReason,
)

DAY: Final = timedelta(days=1)
AFTER: Final = timedelta(hours=1)
"""Between two messages once there were so many."""
COOL_DOWN: Final = {
    AlertKind.SAFETY: timedelta(hours=6),
    AlertKind.BACKLASH: timedelta(hours=6),
    AlertKind.HOT_THREAD: timedelta(hours=6),
    AlertKind.SPIKE: timedelta(hours=12),
    AlertKind.VIP: timedelta(),
    AlertKind.TURN: timedelta(days=7),
    AlertKind.SILENCE: timedelta(days=3),
    AlertKind.INSTANT: timedelta(),
}
"""How long a kind does not ring again for a watch: a working day's half; what repeats by itself, longer.

A turn is of one person: nobody turns again within a week."""
TOLD_ANYWAY: Final = (HeldReason.QUIET, HeldReason.DAY_OFF, HeldReason.DAILY_LIMIT)
"""Why something is held back that is told later, whether it lasts or not."""


class Verdict(Enum):
    """What becomes of what rings."""

    RING = "ring"
    JOIN = "join"
    HOLD = "hold"


class Decision(msgspec.Struct, frozen=True):
    """What becomes of it: told by a message of its own, in the thread of `root`, or held for a reason.

    `asks` says that so much was told that people are asked whether it is wanted.
    """

    verdict: Verdict
    reason: str = ""
    root: str = ""
    asks: bool = False


RING: Final = Decision(Verdict.RING)


class Candidate(msgspec.Struct, frozen=True):
    """What rings: a kind, of a watch, in a story; `is_normal` says that it fell under a raised bar.

    `person` is whose it is, where it is of one.
    """

    kind: AlertKind
    watch: str
    story: str = ""
    is_normal: bool = False
    person: str = ""

    @property
    def is_safety(self) -> bool:
        """Whether what rings concerns safety."""
        return self.kind is AlertKind.SAFETY


def decide(
    candidate: Candidate,
    lately: Collection[Alert],
    settings: AlertSettings,
    mutes: Iterable[AlertMute],
    now: datetime,
    zone: str,
) -> Decision:
    """What becomes of what rings; `lately` are the channel's alerts of the last days."""
    if is_muted(candidate, mutes):
        return _held(HeldReason.MUTED)
    if candidate.is_normal:
        return _held(HeldReason.NORMAL)
    quiet = off_hours_reason(settings, now, zone)
    if candidate.is_safety and not (settings.safety_quiet and quiet):
        return _joined(candidate, lately, now) or RING
    if joined := _joined(candidate, lately, now):
        return joined
    if quiet and not _passes(candidate.kind, settings):
        return _held(quiet)
    if _cools_down(candidate, lately, now):
        return _held(HeldReason.COOL_DOWN)
    if not has_room(lately, now):
        last = max(told for alert in lately if (told := _last_told(alert)))
        return Decision(Verdict.RING, asks=True) if now - last >= AFTER else _held(HeldReason.DAILY_LIMIT)
    return RING


def is_muted(candidate: Candidate, mutes: Iterable[AlertMute]) -> bool:
    """Whether people muted what rings; a watch that is muted as a whole still tells of safety."""
    for mute in mutes:
        if mute.is_normal:
            continue
        if mute.story:
            if mute.story == candidate.story:
                return True
        elif mute.kind == candidate.kind or (not mute.kind and not candidate.is_safety):
            return True
    return False


def off_hours_reason(settings: AlertSettings, now: datetime, zone: str) -> HeldReason | None:
    """Why a channel is quiet now, by its own clock; None where it is not."""
    local = now.astimezone(ZoneInfo(zone))
    since, until = (_clock(each) for each in (settings.quiet_from, settings.quiet_until))
    at = local.time()
    is_night = since <= at < until if since <= until else at >= since or at < until
    if local.isoweekday() not in settings.days:
        return HeldReason.DAY_OFF
    return HeldReason.QUIET if is_night else None


def may_step(
    alert: Alert, lately: Iterable[Alert], settings: AlertSettings, now: datetime, zone: str
) -> bool:
    """Whether a step of an alert that lasts is told in the channel, and not in its thread alone."""
    if off_hours_reason(settings, now, zone) and not _passes(alert.kind, settings):
        return False
    return has_room(lately, now)


def has_room(lately: Iterable[Alert], now: datetime) -> bool:
    """Whether fewer messages than are wanted a day were told."""
    roots: dict[str, int] = {}
    for alert in lately:
        told = _last_told(alert)
        if told is None or alert.is_red or now - told >= DAY:
            continue
        began = alert.rung_at is not None and now - alert.rung_at < DAY
        roots[alert.root] = max(roots.get(alert.root, 0), began + alert.step if began else 1)
    return sum(roots.values()) < MOST_A_DAY


def _held(reason: HeldReason) -> Decision:
    return Decision(Verdict.HOLD, reason=reason)


def _joined(candidate: Candidate, lately: Iterable[Alert], now: datetime) -> Decision | None:
    """The decision to tell it by an alert of the watch that lasts; None where none does."""
    if candidate.kind in ASKED_FOR or candidate.kind is AlertKind.SILENCE:
        return None
    for alert in lately:
        if alert.watch != candidate.watch or alert.state is not AlertState.OPEN or not alert.rung_at:
            continue
        if alert.kind not in COUNTING_PEOPLE:
            continue
        if candidate.kind in (AlertKind.SPIKE, AlertKind.TURN):
            return _held(HeldReason.TOLD_BY_ANOTHER)
        if now - max(alert.rung_at, alert.last_at) < COOL_DOWN[candidate.kind]:
            return Decision(Verdict.JOIN, root=alert.root)
    return None


def _passes(kind: AlertKind, settings: AlertSettings) -> bool:
    """Whether quiet hours do not hold back alerts of a kind."""
    return kind is AlertKind.BACKLASH and settings.backlash_always


def _cools_down(candidate: Candidate, lately: Iterable[Alert], now: datetime) -> bool:
    return any(
        alert.watch == candidate.watch
        and alert.kind is candidate.kind
        and alert.person == candidate.person
        and alert.rung_at is not None
        and now - alert.rung_at < COOL_DOWN[candidate.kind]
        for alert in lately
    )


def _last_told(alert: Alert) -> datetime | None:
    """When it was told in its channel last: as it rang, or at its last step."""
    if alert.rung_at is None:
        return None
    return max(alert.rung_at, alert.stepped_at) if alert.step else alert.rung_at


def _clock(written: str) -> time:
    return time.fromisoformat(written)
