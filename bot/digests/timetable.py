"""The schedule of a channel's digests: when they are due, in the channel's own zone.

1. Hours and days are those of the channel's clocks. An hour that the clocks skip comes as much later, one
   that comes twice comes the first time.
2. Where a digest comes every so many hours, an hour that comes twice is two slots, and one that is skipped
   is none.
3. Two that fall on one instant are one slot.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.models import Channel, DigestHours

GRACE = timedelta(hours=24)
"""How late a digest may still be sent."""

EARLY = timedelta(hours=1)
"""A digest that is due so soon after the one before is no second one: the hour was changed, or came late."""
WEEK = timedelta(days=8)
"""After so long some digest was due, even where they are weekly."""


class Slot(msgspec.Struct, frozen=True):
    """One digest: its local date and what tells it apart on that day, its instant.

    One of those that come every so many hours is sent `with_news_alone`.
    """

    day: date
    at: str
    instant: datetime
    with_news_alone: bool = False

    @property
    def key(self) -> str:
        """Names it among the channel's digests: the same hour of the same day is the same digest."""
        return f"{self.day}:{self.at}"


def due(channel: Channel, now: datetime) -> Slot | None:
    """The newest digest whose hour has come, unless it is too late or from before the hour was set."""
    past = [slot for slot in _slots(channel, now) if slot.instant <= now]
    if not past or now - past[-1].instant > GRACE or past[-1].instant < channel.digest_since:
        return None
    return past[-1]


def upcoming(channel: Channel, now: datetime) -> Slot | None:
    """The next digest; None when it is off."""
    return next((slot for slot in _slots(channel, now) if slot.instant > now), None)


def left_out(channel: Channel, since: datetime, now: datetime) -> bool:
    """Whether a digest that comes with or without news was due between two, the last of which is due now."""
    past = [slot for slot in _slots(channel, now) if since + EARLY < slot.instant <= now]
    return any(not slot.with_news_alone for slot in past[:-1]) or now - since > WEEK


def _slots(channel: Channel, now: datetime) -> list[Slot]:
    """The digests of the week before an instant and the week after, in order."""
    if channel.digest_off:
        return []
    zone = ZoneInfo(channel.zone)
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=offset) for offset in range(-8, 9)]
    return _ordered(slot for hours in channel.digests for day in days for slot in _of_day(hours, day, zone))


def _ordered(slots: Iterable[Slot]) -> list[Slot]:
    """Each instant once; what comes whether or not there is news stands before what does not."""
    by_instant: dict[datetime, Slot] = {}
    for slot in sorted(slots, key=lambda slot: (slot.instant, slot.with_news_alone)):
        by_instant.setdefault(slot.instant, slot)
    return list(by_instant.values())


def _of_day(hours: DigestHours, day: date, zone: ZoneInfo) -> Iterator[Slot]:
    if day.isoweekday() not in hours.days:
        return
    at = time.fromisoformat(hours.at)
    if not hours.every:
        yield Slot(day, f"{at:%H%M}", _instant(day, at, zone))
        return
    for hour in range(at.hour, time.fromisoformat(hours.until).hour + 1, hours.every):
        yield from _comings(day, at.replace(hour=hour), zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first time the clock of the zone shows that hour; for an hour that is skipped, as much later."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def _comings(day: date, at: time, zone: ZoneInfo) -> Iterator[Slot]:
    """Every time the clock of the zone shows that hour: once, twice, or never."""
    found = [_instant(day, at.replace(fold=fold), zone) for fold in (0, 1)]
    for number, instant in enumerate(dict.fromkeys(found)):
        if instant.astimezone(zone).time() == at.replace(fold=0):
            yield Slot(day, f"{at:%H%M}{'b' if number else ''}", instant, with_news_alone=True)
