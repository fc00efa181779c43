"""The status of a channel: its sources, what was dropped, what is amiss, the next digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.digests.timetable import upcoming
from bot.locale import N_, _, _n, restored
from bot.messages.alert_settings import held_lines, settings_sentences
from bot.messages.answers import LONGEST
from bot.messages.blocks import escaped, line, rich, words
from bot.messages.digest_hours import digest_sentence
from bot.messages.drops import why_dropped
from bot.messages.grants import ungranted
from bot.messages.message import Message
from bot.messages.outbox import outbox_lines
from bot.messages.paging import further, listing, paged
from bot.messages.reach import reach_notes
from bot.messages.stops import why_stopped
from bot.messages.wording import clipped, lasting, lately, moment
from bot.models import Channel, Watch
from bot.watches.results import ChannelStatus, SourceLine

ONE_LANGUAGE: Final = N_(
    "A story told in French and in English is two stories here, and so are the alerts: the extra “reading” "
    "is not installed."
)


def status_messages(status: ChannelStatus, now: datetime) -> list[Message]:
    """How the sources are, what was dropped since yesterday and why, and when the next digest comes.

    Below that stands which watches some source cannot hear, and what became of messages that Slack did not
    take as they were.
    """
    channel, watches = status.channel, [each.watch for each in status.reaching]
    rows = [_source_row(each, channel.zone, now) for each in status.lines] or [_unasked(watches)]
    drops = [
        _n(
            "{source}: {n} not kept, {reason}",
            "{source}: {n} not kept, {reason}",
            number,
            source=source,
            reason=why_dropped(reason),
        )
        for (source, reason), number in status.dropped.items()
    ]
    held = held_lines(status.held)
    ends = [_next_digest(channel, watches, now), *settings_sentences(channel)]
    ends += (
        [_("Messages to this channel are stopped: {reason}.", reason=why_stopped(channel.stopped))]
        if channel.stopped
        else []
    )
    ends += [_("Replies to watched names are on.")] if channel.replies else []
    ends += [] if status.crosses_languages else [_(ONE_LANGUAGE)]
    deaf = "\n".join(reach_notes(status.reaching))
    troubles = [*([deaf] if deaf else []), *outbox_lines(status.troubles, status.token_refused)]
    troubles += [ungranted(status.scopes_missing)] if status.scopes_missing else []
    ends += [clipped(trouble, LONGEST) for trouble in troubles]
    pages, left_out = paged(rows)
    blocks = [rich(line(words(_("Sources"), "bold")), listing(pages[0]))]
    if drops:
        blocks.append(rich(line(words(_("Dropped since yesterday"), "bold")), listing(drops)))
    if held:
        blocks.append(rich(line(words(_("Not told at once since yesterday"), "bold")), listing(held)))
    blocks.append(rich(*[line(words(end)) for end in ends]))
    first = Message(escaped(clipped("\n".join([*rows, *drops, *held, *ends]), 3_500)), tuple(blocks))
    return [first, *further(pages[1:], left_out)]


def _unasked(watches: Sequence[Watch]) -> str:
    """Why no source is asked."""
    if not watches:
        return _("No source is asked: nothing is watched.")
    if all(watch.paused for watch in watches):
        return _("No source is asked: everything watched here is paused.")
    return _(
        "No source is asked: none that is on here is of use to what is watched. /watch sources lists them."
    )


def _next_digest(channel: Channel, watches: Sequence[Watch], now: datetime) -> str:
    following = upcoming(channel, now)
    if not following:
        return digest_sentence(channel)
    if all(watch.paused for watch in watches):
        return _("No digest comes while nothing is watched.")
    return _("Next digest: {when}.", when=moment(following.instant, channel.zone))


def _source_row(each: SourceLine, zone: str, now: datetime) -> str:
    last = _("not read yet")
    if each.last_success:
        last = _("last read {when}", when=lately(each.last_success, zone, now))
    if each.lag is not None:
        last = _("{last}, {span} behind", last=last, span=lasting(each.lag))
    told = _("{name}: {said}", name=clipped(_named(each), 120), said=f"{last}{_illness(each)}")
    if each.resting_until and each.resting_until > now:
        return f"{told} " + _("Resting until {until}.", until=moment(each.resting_until, zone))
    return told


def _named(each: SourceLine) -> str:
    return _("{name}: {said}", name=each.title, said=each.feed) if each.feed else each.title


def _illness(each: SourceLine) -> str:
    said = f"{_('; ')}{_some_ill(each)}{restored(each.reason)}" if each.reason else ""
    return f"{said} " + _("{n} times in a row.", n=each.failures) if each.failures > 1 else said


def _some_ill(each: SourceLine) -> str:
    if 0 < each.ill < each.asked:
        return _("{some} of {all} searches: ", some=each.ill, all=each.asked)
    return ""
