"""Answers to commands: a sentence, the list, the status, the help."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.digests.timetable import upcoming
from bot.locale import _, _n, later
from bot.messages.blocks import bullets, button, buttons, escaped, line, preformatted, rich, words
from bot.messages.changes import removal_question
from bot.messages.drops import why_dropped
from bot.messages.limits import characters
from bot.messages.message import Block, Message
from bot.messages.paging import ROOM, further, listing, paged
from bot.messages.stops import why_stopped
from bot.messages.wording import clipped, lasting, lately, listed, moment, weekday
from bot.models import Channel, DigestHours, Feed, Watch, WatchKind

LONGEST = 3_000
"""Characters of a sentence that repeats what somebody typed."""
LISTED = 20
"""Watches shown with buttons; a message holds 50 blocks."""
KINDS = {
    WatchKind.BRAND: later("brand"),
    WatchKind.COMPETITOR: later("competitor"),
    WatchKind.TOPIC: later("topic"),
}
FEED_TITLE = 120
"""Characters of a feed's name in the list."""


class SourceLine(msgspec.Struct, frozen=True):
    """How one source, or one feed, is: when it was last read, until when it rests, what ails it.

    `failures` counts those in a row, of the worst of the `ill` ones among all that are `asked`.
    `lag` is how far a stream is behind; None for what is no stream.
    """

    name: str
    lag: timedelta | None = None
    last_well: datetime | None = None
    resting_until: datetime | None = None
    reason: str = ""
    failures: int = 0
    ill: int = 0
    asked: int = 0


def sentence(text: str) -> Message:
    """Words of our own, and what somebody typed, as they stand."""
    return Message(escaped(text), (rich(line(words(clipped(text, LONGEST)))),))


def mistake(text: str, drawing: str = "") -> Message:
    """What is wrong, with the place shown where there is one."""
    shown = [preformatted(clipped(drawing, LONGEST))] if drawing else []
    return Message(escaped(f"{text}\n{drawing}".strip()), (rich(line(words(text)), *shown),))


def help_message(rows: Iterable[tuple[str, str]]) -> Message:
    """Each command with what it does."""
    rows = list(rows)
    told = [line(words(typed, "code"), words(f" {meaning}")) for typed, meaning in rows]
    opening = line(words(_("Veille listens to what the public says of the names you care about.")))
    ending = _(
        "Mention me with a name, as in @veille Acme, and I answer in the thread with what is new; "
        "in direct messages the name is enough."
    )
    listed_rows = [_("{name}: {said}", name=typed, said=meaning) for typed, meaning in rows]
    text = "\n".join([_("What Veille understands:"), *listed_rows, ending])
    return Message(escaped(text), (rich(opening), rich(bullets(told)), rich(line(words(ending)))))


def language_message(text: str) -> Message:
    """The language of queries, explained."""
    return Message(escaped(clipped(text, 3_500)), (rich(preformatted(text)),))


def list_messages(watches: Sequence[Watch], channel: Channel) -> list[Message]:
    """The watches of a channel: the first message has buttons to pause and remove, the others the rest."""
    if not watches:
        return [sentence(_("Nothing is watched in this channel. Begin with: /watch brand NAME"))]
    blocks: list[Block] = []
    for watch in watches[:LISTED]:
        blocks += [rich(line(*_described(watch))), buttons(f"watch:{watch.id}", *_choices(watch))]
    pages, left_out = paged([_row(watch) for watch in watches[LISTED:]], ROOM - characters(blocks))
    blocks += [rich(listing(pages[0]))] if pages[0] else []
    ends = [_buttonless()] if len(watches) > LISTED else []
    blocks.append(rich(*[line(words(end, "italic")) for end in [*ends, digest_sentence(channel)]]))
    text = "\n".join([_n("{n} watch here:", "{n} watches here:", len(watches)), *map(_plainly, watches)])
    return [Message(escaped(clipped(text, 3_500)), tuple(blocks)), *further(pages[1:], left_out)]


def _buttonless() -> str:
    return _(
        "The first {n} have buttons. For the others: /watch pause NAME, /watch resume NAME, "
        "/watch remove NAME.",
        n=LISTED,
    )


def feed_messages(channel: Channel) -> list[Message]:
    """The feeds that people added to a channel."""
    if not channel.feeds:
        return [
            sentence(_("No feed is read here. Add one by its address, or its page's: /watch feed https://…"))
        ]
    rows = [feed_row(known) for known in channel.feeds]
    pages, left_out = paged(rows)
    opening = _n("{n} feed read here:", "{n} feeds read here:", len(rows))
    text = escaped(clipped("\n".join([opening, *rows]), 3_500))
    return [Message(text, (rich(line(words(opening)), listing(pages[0])),)), *further(pages[1:], left_out)]


def feed_row(known: Feed) -> str:
    """A feed as the list shows it."""
    return _("{name}: {said}", name=clipped(known.title, FEED_TITLE), said=clipped(known.url, 300))


def digest_sentence(channel: Channel) -> str:
    """When the digests of a channel come."""
    if channel.digest_off or not channel.digests:
        return _("No digest comes here: it is off. /watch digest on brings it back as it was.")
    by_days: dict[tuple[int, ...], list[DigestHours]] = {}
    for hours in channel.digests:
        by_days.setdefault(hours.days, []).append(hours)
    said = listed([f"{_hours_named(held)} {days_named(days)}" for days, held in by_days.items()])
    if any(hours.every for hours in channel.digests):
        return _(
            "The digest comes {when} when there is something new ({zone}).", when=said, zone=channel.zone
        )
    return _("The digest comes {when} ({zone}).", when=said, zone=channel.zone)


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
    return _("on {days}", days=listed([weekday(day) for day in days]))


def status_messages(
    channel: Channel,
    watches: Sequence[Watch],
    lines: Sequence[SourceLine],
    dropped: Mapping[tuple[str, str], int],
    now: datetime,
    troubles: Sequence[str] = (),
) -> list[Message]:
    """How the sources are, what was dropped since yesterday and why, and when the next digest comes.

    `troubles` say which watches some source cannot hear, and what became of messages that Slack did not take
    as they were.
    """
    rows = [_source_row(each, channel.zone, now) for each in lines] or [_unasked(watches)]
    drops = [
        _n(
            "{source}: {n} not kept, {reason}",
            "{source}: {n} not kept, {reason}",
            number,
            source=source,
            reason=why_dropped(reason),
        )
        for (source, reason), number in dropped.items()
    ]
    ends = [_next_digest(channel, watches, now)]
    ends += (
        [_("Messages to this channel are stopped: {reason}.", reason=why_stopped(channel.stopped))]
        if channel.stopped
        else []
    )
    ends += [_("Replies to watched names are on.")] if channel.replies else []
    ends += [clipped(trouble, LONGEST) for trouble in troubles]
    pages, left_out = paged(rows)
    blocks = [rich(line(words(_("Sources"), "bold")), listing(pages[0]))]
    if drops:
        blocks.append(rich(line(words(_("Dropped since yesterday"), "bold")), listing(drops)))
    blocks.append(rich(*[line(words(end)) for end in ends]))
    first = Message(escaped(clipped("\n".join([*rows, *drops, *ends]), 3_500)), tuple(blocks))
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
    if each.last_well:
        last = _("last read {when}", when=lately(each.last_well, zone, now))
    if each.lag is not None:
        last = _("{last}, {span} behind", last=last, span=lasting(each.lag))
    told = _("{name}: {said}", name=clipped(each.name, 120), said=f"{last}{_illness(each)}")
    if each.resting_until and each.resting_until > now:
        return f"{told} " + _("Resting until {until}.", until=moment(each.resting_until, zone))
    return told


def _illness(each: SourceLine) -> str:
    said = f"{_('; ')}{_some_ill(each)}{each.reason}" if each.reason else ""
    return f"{said} " + _("{n} times in a row.", n=each.failures) if each.failures > 1 else said


def _some_ill(each: SourceLine) -> str:
    if 0 < each.ill < each.asked:
        return _("{some} of {all} searches: ", some=each.ill, all=each.asked)
    return ""


def _described(watch: Watch) -> Iterable[Block]:
    yield words(watch.name, "bold")
    yield words(f" — {_(KINDS[watch.kind])}{_manner(watch)}")
    if _is_narrowed(watch):
        yield words("  ")
        yield words(clipped(watch.query, 300), "code")


def _row(watch: Watch) -> str:
    told = f"{watch.name} — {_(KINDS[watch.kind])}{_manner(watch)}"
    if not _is_narrowed(watch):
        return told
    return _("{name}: {said}", name=told, said=clipped(watch.query, 120))


def _is_narrowed(watch: Watch) -> bool:
    return watch.query.strip('"') != watch.name


def _plainly(watch: Watch) -> str:
    told = f"{watch.name} ({_(KINDS[watch.kind])}{_manner(watch)})"
    return _("{name}: {said}", name=told, said=clipped(watch.query, 120))


def _manner(watch: Watch) -> str:
    return (_(", paused") if watch.paused else "") + (_(", told at once") if watch.instant else "")


def _choices(watch: Watch) -> Iterable[Block]:
    if watch.paused:
        yield button(_("Resume"), "watch_resume", watch.id)
    else:
        yield button(_("Pause"), "watch_pause", watch.id)
    yield button(_("Remove"), "watch_remove", watch.id, style="danger", confirm=removal_question(watch))
