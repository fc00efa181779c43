"""The answer to a new watch: what its look-back found."""

from collections.abc import Sequence

import msgspec

from bot.digests.coverage import Coverage
from bot.digests.digest import Digest, Section
from bot.locale import N_, _, _n
from bot.messages.blocks import escaped, filled, line, note, rich, user, words
from bot.messages.counts import who_spoke
from bot.messages.coverage import coverage_lines
from bot.messages.digest import digest_messages
from bot.messages.message import Block, Message
from bot.messages.paging import TEXT, listing, paged
from bot.messages.wording import clipped
from bot.models import Watch


class Welcomed(msgspec.Struct, frozen=True):
    """A new watch, what the last seven days held of it, if anything, and whether any source can hear it."""

    watch: Watch
    section: Section | None
    is_heard: bool = True


def welcome_message(found: Sequence[Welcomed], digest: Digest) -> Message:
    """What the last seven days held of new watches: the page of one, a line each of several."""
    if len(found) > 1:
        return _welcomes(found, digest)
    return _page(found[0], digest) if found[0].section else _nothing(found[0], digest)


def _page(new: Welcomed, digest: Digest) -> Message:
    said = _("In the last seven days:")
    [message, *_rest] = digest_messages(
        digest, 1, N_("/watch now 1w shows the rest."), opening=[rich(_opening(new, said))]
    )
    named = _("{name} is watched here now. {found}", name=new.watch.name, found=said)
    below = message.text.partition("\n")[2]
    return Message(f"{escaped(named)}\n{below}", message.blocks, message.mentions)


def _nothing(new: Welcomed, digest: Digest) -> Message:
    """That nothing is known of a new watch, and why."""
    said = _unfound(digest.coverage) if new.is_heard else _("No source that is on here can hear it.")
    covered = note(" ".join(coverage_lines(digest.coverage, digest.zone, digest.until)))
    text = _("{name} is watched here now. {found}", name=new.watch.name, found=said)
    return Message(escaped(text), (rich(_opening(new, said)), covered))


def _opening(new: Welcomed, said: str) -> Block:
    watch = new.watch
    sentence = _("{who} watches {name} here now. {found}")
    return line(*filled(sentence, who=user(watch.created_by), name=words(watch.name, "bold"), found=said))


def _welcomes(found: Sequence[Welcomed], digest: Digest) -> Message:
    """Several watches that were made together: a line each, and no stories."""
    people = [user(by) for by in dict.fromkeys(each.watch.created_by for each in found)]
    who = [part for person in people for part in (person, words(", "))][:-1]
    sentence = _("{who} watches {n} names here now. In the last seven days:")
    opening = line(*filled(sentence, who=who, n=str(len(found))))
    rows = [_("{name}: {said}", name=each.watch.name, said=_held(each)) for each in found]
    pages, left_out = paged(rows)
    more = left_out + sum(map(len, pages[1:]))
    last = [_("{n} more are not shown; /watch now all tells of them.", n=more)] if more else []
    closing = note(" ".join([*last, *coverage_lines(digest.coverage, digest.zone, digest.until)]))
    text = "\n".join([_("{n} names are watched here now.", n=len(found)), *rows])
    return Message(escaped(clipped(text, TEXT)), (rich(opening, listing(pages[0])), closing))


def _held(each: Welcomed) -> str:
    section = each.section
    if section is None or section.is_empty:
        return _("nothing found") if each.is_heard else _("no source that is on here can hear it")
    return _figures(section)


def _figures(section: Section) -> str:
    return _n("{who} in {n} place", "{who} in {n} places", len(section.places), who=who_spoke(section.counts))


def _unfound(coverage: Coverage) -> str:
    if not coverage.well and not coverage.unread:
        return _("No source can be searched for it; you will hear when something is said.")
    if not coverage.well:
        return _("No source could be read, so nothing is known of the last seven days.")
    return _("Nothing was said of it in the last seven days; you will hear when something is.")
