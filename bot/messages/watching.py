"""Watches made, listed, paused and told at once: what whoever asked for it is told."""

from collections.abc import Sequence

from bot.commands.verbs import COMMAND, in_language_spoken
from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.reach import reach_notes, reach_sentence
from bot.messages.taught_words import ordinary_remark
from bot.messages.watch_list import list_messages
from bot.messages.wording import listed
from bot.models import Watch
from bot.query import hint
from bot.watches.naming import namesakes, with_query
from bot.watches.results import Added, FeedsElsewhere, Listing


def added_message(added: Added, typed: str) -> Message:
    """The answer to `/watch brand NAME`, `competitor` or `topic`: the name is watched from now on, and what
    is to be known of it and of what was typed.
    """
    promise = "" if added.reach.is_empty else _promise(added.joins_row)
    elsewhere = _elsewhere(added.elsewhere) if added.elsewhere else ""
    ordinary = ordinary_remark(added.watch) if added.is_ordinary else ""
    remarks = (hint(typed), reach_sentence(added.query, added.reach), promise, elsewhere, ordinary)
    said = _("{name} is watched here from now on.", name=added.watch.name)
    return sentence(f"{said} {' '.join(filter(None, remarks))}")


def _promise(joins_row: bool) -> str:
    """Where what the last seven days held is told: of watches added in a row, in the thread of the first."""
    if joins_row:
        return _("Looking back seven days; what they held comes in the thread of the last welcome.")
    return _("Looking back seven days; what they held comes in a moment.")


def _elsewhere(feeds: FeedsElsewhere) -> str:
    return _(
        "No feed is read here; {channel} reads {n}. /watch copy {channel} takes its watches, feeds "
        "and settings over.",
        channel=feeds.channel,
        n=feeds.number,
    )


def listing_messages(listing: Listing) -> list[Message]:
    """What a channel watches, and what is to be known of it."""
    notes = [_one_name(group) for group in namesakes(listing.watches)]
    if unread := [each.watch.name for each in listing.reaching if each.query.matches_nothing]:
        notes.append(
            _(
                "Nothing is heard of {names}: the query cannot be read any more. /watch edit NAME shows it, "
                "/watch edit NAME QUERY changes it.",
                names=listed(unread),
            )
        )
    notes += reach_notes(listing.reaching)
    return list_messages(listing.watches, listing.channel) + [sentence("\n".join(notes))] * bool(notes)


def _one_name(group: Sequence[Watch]) -> str:
    """Which watches have one name between them, and how each is named."""
    return _(
        "{names} are one name, watched {n} times. Each is named with its query: {commands}",
        names=listed([watch.name for watch in group]),
        n=len(group),
        commands=_(" or ").join(dict.fromkeys(_removal(watch) for watch in group)),
    )


def _removal(watch: Watch) -> str:
    return f"{COMMAND} {in_language_spoken('remove')} {with_query(watch)}"


def paused_message(watch: Watch, *, is_changed: bool, paused: bool) -> Message:
    """That a watch is paused or listens again, or that this was so before."""
    if paused and not is_changed:
        return sentence(_("{name} is paused already.", name=watch.name))
    if not is_changed:
        return sentence(_("{name} is not paused.", name=watch.name))
    if paused:
        return sentence(_("{name} is paused. /watch resume {name} listens again.", name=watch.name))
    return sentence(_("{name} is listened for again, from now on.", name=watch.name))


def alerts_message(watch: Watch) -> Message:
    """How a watch is told from now on."""
    if not watch.instant:
        return sentence(_("{name} is told in the digest alone.", name=watch.name))
    said = [_("Each new mention of {name} is told here as it is heard.", name=watch.name)]
    if watch.paused:
        said.append(_("It is paused now; /watch resume {name} listens again.", name=watch.name))
    return sentence(" ".join(said))


def alerts_asked(watch: Watch | None) -> Message:
    """How a watch is told now, and what changes it; how the command is written, where none is named."""
    if watch is None:
        return sentence(_("Write /watch alerts NAME instant, or /watch alerts NAME digest."))
    if watch.instant:
        return sentence(
            _("{name} is told at once. /watch alerts {name} instant, or digest, changes it.", name=watch.name)
        )
    return sentence(
        _(
            "{name} is told in the digest alone. /watch alerts {name} instant, or digest, changes it.",
            name=watch.name,
        )
    )
