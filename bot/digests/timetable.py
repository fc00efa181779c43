"""When a channel's digest is due, in the channel's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.models import Channel

GRACE = timedelta(hours=24)
"""How late a digest may still be sent."""


class Slot(msgspec.Struct, frozen=True):
    """One day's digest: the local date that names it, and its instant."""

    day: date
    instant: datetime


def due(channel: Channel, now: datetime) -> Slot | None:
    """The newest digest whose hour has come, unless it is too late or from before the hour was set."""
    past = [slot for slot in _slots(channel, now) if slot.instant <= now]
    if not past or now - past[-1].instant > GRACE or past[-1].instant < channel.digest_since:
        return None
    return past[-1]


def upcoming(channel: Channel, now: datetime) -> Slot | None:
    """The next digest; None when it is off."""
    return next((slot for slot in _slots(channel, now) if slot.instant > now), None)


def _slots(channel: Channel, now: datetime) -> list[Slot]:
    """The digests of the week around an instant, in order."""
    zone = ZoneInfo(channel.zone)
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=offset) for offset in range(-2, 9)]
    at = time.fromisoformat(channel.digest_at)
    return [Slot(day, _instant(day, at, zone)) for day in days if day.isoweekday() in channel.digest_days]


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first time the clock of the zone shows that hour; for an hour that is skipped, as much later."""
    return datetime.combine(day, at, zone).astimezone(UTC)
