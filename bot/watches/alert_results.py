"""What comes of asking about alerts, as data: messages are made of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from bot.models import Channel, Sensitivity
from bot.storage.alerts import AlertKind


class Rang(msgspec.Struct, frozen=True):
    """What would have rung: of which watch, as what, and when."""

    watch: str
    kind: AlertKind
    at: datetime


class SettingsShown(msgspec.Struct, frozen=True):
    """A channel, and what would have rung there at each setting; `is_young` where it listens for less."""

    channel: Channel
    rang: Mapping[Sensitivity, Sequence[Rang]]
    is_young: bool
