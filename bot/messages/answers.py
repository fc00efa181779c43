"""Answers to commands: a sentence, the list, the status, the help."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.digests.timetable import upcoming
from bot.messages.blocks import bullets, button, buttons, escaped, line, preformatted, rich, words
from bot.messages.changes import removal_question
from bot.messages.limits import characters
from bot.messages.message import Block, Message
from bot.messages.paging import ROOM, further, listing, paged
from bot.messages.wording import clipped, count, lasting, lately, listed, moment
from bot.models import Channel, DigestHours, Feed, Watch

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST = 3_000
"""Characters of a sentence that repeats what somebody typed."""
LISTED = 20
"""Watches shown with buttons; a message holds 50 blocks."""
FEED_TITLE = 120
"""Characters of a feed's name in the list."""
BUTTONLESS = "For the others: /watch pause NAME, /watch resume NAME, /watch remove NAME."


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
    opening = line(words("Veille listens to what the public says of the names you care about."))
    ending = (
        "Mention me with a name, as in @veille Acme, and I answer in the thread with what is new; "
        "in direct messages the name is enough."
    )
    text = "\n".join(
        ["What Veille understands:", *(f"{typed}: {meaning}" for typed, meaning in rows), ending]
    )
    return Message(escaped(text), (rich(opening), rich(bullets(told)), rich(line(words(ending)))))


def language_message(text: str) -> Message:
    """The language of queries, explained."""
    return Message(escaped(clipped(text, 3_500)), (rich(preformatted(text)),))


def list_messages(watches: Sequence[Watch], channel: Channel) -> list[Message]:
    """The watches of a channel: the first message has buttons to pause and remove, the others the rest."""
    if not watches:
        return [sentence("Nothing is watched in this channel. Begin with: /watch brand NAME")]
    blocks: list[Block] = []
    for watch in watches[:LISTED]:
        blocks += [rich(line(*_described(watch))), buttons(f"watch:{watch.id}", *_choices(watch))]
    pages, left_out = paged([_row(watch) for watch in watches[LISTED:]], ROOM - characters(blocks))
    blocks += [rich(listing(pages[0]))] if pages[0] else []
    ends = [f"The first {LISTED} have buttons. {BUTTONLESS}"] if len(watches) > LISTED else []
    blocks.append(rich(*[line(words(end, "italic")) for end in [*ends, digest_sentence(channel)]]))
    text = "\n".join([f"{count(len(watches), 'watch', 'watches')} here:", *map(_plainly, watches)])
    return [Message(escaped(clipped(text, 3_500)), tuple(blocks)), *further(pages[1:], left_out)]


def feed_messages(channel: Channel) -> list[Message]:
    """The feeds that people added to a channel."""
    if not channel.feeds:
        return [
            sentence("No feed is read here. Add one by its address, or its page's: /watch feed https://…")
        ]
    rows = [feed_row(known) for known in channel.feeds]
    pages, left_out = paged(rows)
    opening = f"{count(len(rows), 'feed')} read here:"
    text = escaped(clipped("\n".join([opening, *rows]), 3_500))
    return [Message(text, (rich(line(words(opening)), listing(pages[0])),)), *further(pages[1:], left_out)]


def feed_row(known: Feed) -> str:
    """A feed as the list shows it."""
    return f"{clipped(known.title, FEED_TITLE)}: {clipped(known.url, 300)}"


def digest_sentence(channel: Channel) -> str:
    """When the digests of a channel come."""
    if channel.digest_off or not channel.digests:
        return "No digest comes here: it is off. /watch digest on brings it back as it was."
    by_days: dict[tuple[int, ...], list[DigestHours]] = {}
    for hours in channel.digests:
        by_days.setdefault(hours.days, []).append(hours)
    said = [f"{_hours_named(held)} {days_named(days)}" for days, held in by_days.items()]
    alone = " when there is something new" if any(hours.every for hours in channel.digests) else ""
    return f"The digest comes {listed(said)}{alone} ({channel.zone})."


def _hours_named(held: Sequence[DigestHours]) -> str:
    """`at 08:30 and 17:00`, `every hour`, `every 2 hours from 09:00 to 18:00`."""
    at = [hours.at for hours in held if not hours.every]
    said = [f"at {listed(at)}"] if at else []
    for hours in held:
        if hours.every:
            span = (
                f" from {hours.at} to {hours.until}" if (hours.at, hours.until) != ("00:00", "23:59") else ""
            )
            said.append(f"every {hours.every} hours{span}" if hours.every > 1 else f"every hour{span}")
    return listed(said)


def days_named(days: Sequence[int]) -> str:
    """`on weekdays`, `every day`, `on Monday and Thursday`."""
    if tuple(days) == (1, 2, 3, 4, 5):
        return "on weekdays"
    if len(days) == 7:
        return "every day"
    return f"on {listed([DAYS[day - 1] for day in days])}"


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
    drops = [f"{source}: {number:,} not kept, {reason}" for (source, reason), number in dropped.items()]
    ends = [_next_digest(channel, watches, now)]
    ends += [f"Messages to this channel are stopped: {channel.stopped}."] if channel.stopped else []
    ends += ["Replies to watched names are on."] if channel.replies else []
    ends += [clipped(trouble, LONGEST) for trouble in troubles]
    pages, left_out = paged(rows)
    blocks = [rich(line(words("Sources", "bold")), listing(pages[0]))]
    if drops:
        blocks.append(rich(line(words("Dropped since yesterday", "bold")), listing(drops)))
    blocks.append(rich(*[line(words(end)) for end in ends]))
    first = Message(escaped(clipped("\n".join([*rows, *drops, *ends]), 3_500)), tuple(blocks))
    return [first, *further(pages[1:], left_out)]


def _unasked(watches: Sequence[Watch]) -> str:
    """Why no source is asked."""
    if not watches:
        return "No source is asked: nothing is watched."
    if all(watch.paused for watch in watches):
        return "No source is asked: everything watched here is paused."
    return "No source is asked: none that is on here is of use to what is watched. /watch sources lists them."


def _next_digest(channel: Channel, watches: Sequence[Watch], now: datetime) -> str:
    following = upcoming(channel, now)
    if not following:
        return digest_sentence(channel)
    if all(watch.paused for watch in watches):
        return "No digest comes while nothing is watched."
    return f"Next digest: {moment(following.instant, channel.zone)}."


def _source_row(each: SourceLine, zone: str, now: datetime) -> str:
    last = f"last read {lately(each.last_well, zone, now)}" if each.last_well else "not read yet"
    if each.lag is not None:
        last += f", {lasting(each.lag)} behind"
    some = f"{each.ill} of {each.asked} searches: " if 0 < each.ill < each.asked else ""
    ill = f"; {some}{each.reason}" if each.reason else ""
    ill += f" {each.failures} times in a row." if each.failures > 1 else ""
    rests = each.resting_until and each.resting_until > now
    rest = f" Resting until {moment(each.resting_until, zone)}." if rests and each.resting_until else ""
    return f"{clipped(each.name, 120)}: {last}{ill}{rest}"


def _described(watch: Watch) -> Iterable[Block]:
    yield words(watch.name, "bold")
    yield words(f" — {watch.kind}{_manner(watch)}")
    if _is_narrowed(watch):
        yield words("  ")
        yield words(clipped(watch.query, 300), "code")


def _row(watch: Watch) -> str:
    query = f": {clipped(watch.query, 120)}" if _is_narrowed(watch) else ""
    return f"{watch.name} — {watch.kind}{_manner(watch)}{query}"


def _is_narrowed(watch: Watch) -> bool:
    return watch.query.strip('"') != watch.name


def _plainly(watch: Watch) -> str:
    return f"{watch.name} ({watch.kind}{_manner(watch)}): {clipped(watch.query, 120)}"


def _manner(watch: Watch) -> str:
    return (", paused" if watch.paused else "") + (", told at once" if watch.instant else "")


def _choices(watch: Watch) -> Iterable[Block]:
    if watch.paused:
        yield button("Resume", "watch_resume", watch.id)
    else:
        yield button("Pause", "watch_pause", watch.id)
    yield button("Remove", "watch_remove", watch.id, style="danger", confirm=removal_question(watch))
