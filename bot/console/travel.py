"""Travelling in a demo: from one thing that is due to the next, so that what would have happened happens.

1. Time goes forward alone, in strides of `STRIDE` at most, and of as much as leads to the next digest's hour.
2. At each stop all that is due is done and waited for, before time goes on: nothing is skipped, and
   what is heard is heard when it could have been.
3. Where to is written as the hour of a digest is: `wed 17:40`, `mer 17h40`, `9:00`.
"""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.commands.digest_hours import read_digest_hours
from bot.console.records import NotPossible
from bot.console.travel_clock import TravelClock
from bot.digests.timetable import upcoming
from bot.errors import BadCommand
from bot.locale import _
from bot.locale.days import day_and_hour
from bot.models import Channel, DigestHours

STRIDE = timedelta(minutes=15)
"""Longest step: what is heard is heard a quarter of an hour later at most, and a day is done in seconds."""
WEEK = timedelta(days=7)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


class Traveller(Protocol):
    """The bot, as far as it lives by a clock that somebody else sets."""

    async def catch_up(self) -> None:
        """Do all that is due by now, and wait until it is done."""

    def next_digest(self, channel: str = "") -> datetime | None:
        """When the next digest comes to a channel, or to any; None when none does."""


class Travel:
    """A demo's way through time: `clock` is that of everything in it."""

    def __init__(self, clock: TravelClock, traveller: Traveller) -> None:
        self._clock = clock
        self._traveller = traveller

    def now(self) -> datetime:
        """The instant it is in the demo."""
        return self._clock.now()

    async def stride(self, goal: datetime) -> bool:
        """Go on towards an instant, and do all that is due there; False once it has come."""
        now = self._clock.now()
        if now >= goal:
            return False
        with self._clock.hurried():
            hour = self._traveller.next_digest() or goal
            self._clock.set_forward(min(goal, hour, now + STRIDE))
            await self._traveller.catch_up()
        return True

    def next_digest(self, channel: str, name: str) -> datetime:
        """When the next digest of a channel comes. Raises `NotPossible` where none does."""
        hour = self._traveller.next_digest(channel)
        if hour is None:
            raise NotPossible(
                _("No digest comes in {channel}: nothing is watched there, or it is off.", channel=name)
            )
        return hour


def destination(words: str, now: datetime, zone: str) -> datetime:
    """The next instant that somebody means by a day and an hour of a zone. Raises `NotPossible`."""
    hours = DigestHours(days=EVERY_DAY)
    daily = Channel(id="", workspace="", zone=zone, set_up_by="", digests=(hours,), digest_since=now)
    try:
        channel = read_digest_hours(words).of(daily)
    except BadCommand:
        raise _nowhere(words) from None
    slot = upcoming(channel, now)
    if slot is None or len(channel.digests) > 1 or channel.digests[0].every:
        raise _nowhere(words)
    if (
        slot.day - now.astimezone(ZoneInfo(channel.zone)).date() == WEEK
    ):  # today was meant, and its hour is gone
        hour = day_and_hour(now, zone)
        raise NotPossible(_("It is {hour} already, and time only goes forward here.", hour=hour))
    return slot.instant


def _nowhere(words: str) -> NotPossible:
    return NotPossible(
        _("“{words}” is no day and hour. Write, for instance, :at wed 17:40 or :at 17:40.", words=words)
        if words
        else _("To which day and hour? Write, for instance, :at wed 17:40.")
    )
