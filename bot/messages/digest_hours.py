"""When the digests of a channel come."""

from collections.abc import Sequence
from datetime import datetime

from bot.digests.timetable import upcoming
from bot.locale import _, _n
from bot.locale.days import weekday
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.wording import listed, moment
from bot.models import Channel, DigestHours, Watch


def hours_message(channel: Channel, watches: Sequence[Watch], now: datetime) -> Message:
    """When the digests of a channel come, and when the next one does."""
    following = upcoming(channel, now)
    if not following:
        return sentence(digest_sentence(channel))
    if all(watch.paused for watch in watches):
        said = _("It begins once something is watched here.")
    else:
        said = _("Next: {when}.", when=moment(following.instant, channel.zone))
    return sentence(f"{digest_sentence(channel)} {said}")


def digest_sentence(channel: Channel) -> str:
    """When the digests of a channel come."""
    if channel.digest_off or not channel.digests:
        return _("No digest comes here: it is off. /watch digest on brings it back as it was.")
    by_days: dict[tuple[int, ...], list[DigestHours]] = {}
    for hours in channel.digests:
        by_days.setdefault(hours.days, []).append(hours)
    said = listed([f"{_hours_named(held)} {days_named(days)}" for days, held in by_days.items()])
    if any(hours.every for hours in channel.digests):
        comes = _(
            "The digest comes {when} when there is something new ({zone}).", when=said, zone=channel.zone
        )
    else:
        comes = _("The digest comes {when} ({zone}).", when=said, zone=channel.zone)
    if not channel.condensed:
        return comes
    return f"{comes} " + _("It is condensed: three lines, and a thread. /watch digest full makes it whole.")


def _hours_named(held: Sequence[DigestHours]) -> str:
    """`at 08:30 and 17:00`, `every hour`, `every 2 hours from 09:00 to 18:00`."""
    at = [hours.at for hours in held if not hours.every]
    said = [_("at {hours}", hours=listed(at))] if at else []
    return listed([*said, *(_repeated(hours) for hours in held if hours.every)])


def _repeated(hours: DigestHours) -> str:
    every = _n("every hour", "every {n} hours", hours.every)
    if (hours.at, hours.until) == ("00:00", "23:59"):
        return every
    return _("{every} from {first} to {last}", every=every, first=hours.at, last=hours.until)


def days_named(days: Sequence[int]) -> str:
    """`on weekdays`, `every day`, `on Monday and Thursday`."""
    if tuple(days) == (1, 2, 3, 4, 5):
        return _("on weekdays")
    if len(days) == 7:
        return _("every day")
    return _n("on {days}", "on {days}", len(days), days=listed([weekday(day) for day in days]))
