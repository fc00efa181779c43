"""How readily the detectors ring for a watch, by what its channel chose and by what people called normal."""

from collections.abc import Iterable
from typing import Final

import msgspec

from bot.alerts.detectors.backlash import Bounds
from bot.alerts.detectors.silence import Bound
from bot.alerts.detectors.spike import TUNED, Tuning
from bot.alerts.detectors.spike import Sensitivity as Deviations
from bot.models import AlertSettings, Sensitivity, WatchKind
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import AlertKind

PEOPLE: Final = {Sensitivity.FEWER: 9, Sensitivity.BALANCED: 6, Sensitivity.MORE: 4}
"""People of a backlash: six is where a careful person rings; three more and two fewer are a step each."""
HOT: Final = {Sensitivity.FEWER: 15, Sensitivity.BALANCED: 10, Sensitivity.MORE: 7}
"""New people of a hot thread within an hour."""
NORMAL: Final = 2
"""By how much the bar is raised where people call it normal: twice the people."""
NORMAL_DEVIATIONS: Final = 1.5
"""The same of a spike, in usual deviations: as from `more` to well above `fewer`."""


OF_OTHERS: Final = frozenset({AlertKind.VIP})
"""What rings of a watch that is no brand of ours."""


class Tuned(msgspec.Struct, frozen=True):
    """The bounds of each detector, and the `kinds` that ring at all.

    `needs_red` lets safety ring only where two people surely tell of harm.
    """

    bounds: Bounds = Bounds()
    hot: int = HOT[Sensitivity.BALANCED]
    deviations: float = Deviations.BALANCED.value
    needs_red: bool = False
    silence: float = Bound.BALANCED.value
    kinds: frozenset[AlertKind] = frozenset(AlertKind)
    spike: Tuning = TUNED


def tuned(
    settings: AlertSettings, mutes: Iterable[AlertMute] = (), watch: WatchKind = WatchKind.BRAND
) -> Tuned:
    """The bounds for one watch of a channel, of this kind.

    What a competitor's people say, or what is said of a subject, is for the digest, and wakes nobody; but who
    always matters does, whatever name they speak of.
    """
    normal = {mute.kind for mute in mutes if mute.is_normal}
    chosen = settings.sensitivity
    people = settings.people or PEOPLE[chosen]
    deviations = Deviations[chosen.name].value
    return Tuned(
        bounds=Bounds(
            people=people * NORMAL if AlertKind.BACKLASH in normal else people, places=settings.places
        ),
        hot=HOT[chosen] * NORMAL if AlertKind.HOT_THREAD in normal else HOT[chosen],
        deviations=deviations + NORMAL_DEVIATIONS if AlertKind.SPIKE in normal else deviations,
        silence=Bound[chosen.name].value,
        needs_red=AlertKind.SAFETY in normal,
        kinds=(frozenset(AlertKind) if watch is WatchKind.BRAND else OF_OTHERS) - set(settings.off),
    )
