"""The watches of a channel, with buttons to pause and remove them."""

from collections.abc import Iterable, Sequence

from bot.locale import N_, _, _n
from bot.messages.answers import sentence
from bot.messages.blocks import button, buttons, characters, escaped, line, rich, words
from bot.messages.changes import removal_question
from bot.messages.digest_hours import digest_sentence
from bot.messages.message import Block, Message
from bot.messages.paging import ROOM, further, listing, paged
from bot.messages.wording import clipped
from bot.models import Channel, Watch, WatchKind

PAUSE = "watch_pause"
RESUME = "watch_resume"
REMOVE_LISTED = "watch_remove"
LISTED = 20
"""Watches shown with buttons; a message holds 50 blocks."""
KINDS = {
    WatchKind.BRAND: N_("brand"),
    WatchKind.COMPETITOR: N_("competitor"),
    WatchKind.TOPIC: N_("topic"),
}


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
        yield button(_("Resume"), RESUME, watch.id)
    else:
        yield button(_("Pause"), PAUSE, watch.id)
    yield button(_("Remove"), REMOVE_LISTED, watch.id, style="danger", confirm=removal_question(watch))
