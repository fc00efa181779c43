"""What became of a list since its last reading: what is gone, what was reworded, whether it has overrun."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from bot.models import Mention
from bot.storage.listings import Entry, Listing

LONGEST = 500
"""Entries of a list that are remembered, from its head."""

_FEWEST = 2


class Change(msgspec.Struct, frozen=True):
    """How a list differs from its last reading; `listing` is what to remember of it."""

    listing: Listing = Listing()
    reworded: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def wording(mention: Mention) -> tuple[str, str]:
    """What a mention says, to be compared: its title and text, whichever lines are parted by an empty one."""
    return mention.title, mention.text.replace("\n\n", "\n")


def entries_of(mentions: Iterable[Mention]) -> tuple[Entry, ...]:
    """The head of a list, newest first, as it is remembered."""
    found = [
        Entry(each.id, _digest(*wording(each)), each.created_at.timestamp() if each.dated else 0.0)
        for each in mentions
    ]
    steps = [
        (one.at < next_.at) - (one.at > next_.at) for one, next_ in pairwise(found) if one.at and next_.at
    ]
    if sum(steps) > 0:  # some lists begin with the oldest
        found.reverse()
    return tuple(found[:LONGEST])


def has_overrun(before: Listing, now: Sequence[Entry]) -> bool:
    """Whether nothing of the last reading is there any more: then more came and went in between.

    An entry may have a new id, and is known by its words then. A list of one entry always changes wholly,
    and one that goes back to before its last reading was made anew.
    """
    if not before.entries or len(now) < _FEWEST:
        return False
    known = {each for entry in before.entries for each in (entry.id, entry.words)}
    if not known.isdisjoint({each for entry in now for each in (entry.id, entry.words)}):
        return False
    oldest = min((entry.at for entry in now if entry.at), default=0.0)
    return not oldest or oldest >= max(entry.at for entry in before.entries)


def changed(before: Listing, now: tuple[Entry, ...]) -> Change:
    """What became of the entries of the last reading.

    One is gone where a newer and an older one of them still stand, in the order in which they stood. Where no
    newer one does, the answer may be an old copy: it is looked for once more.
    """
    words = {entry.id: entry.words for entry in before.entries}
    reworded = frozenset(entry.id for entry in now if words.get(entry.id, entry.words) != entry.words)
    absent = _absent(before.entries, now)
    gone = {one for one, is_sure in absent.items() if is_sure or one in before.missing}
    remembered = tuple(each for each in before.entries if each.id in absent and each.id not in gone)
    return Change(Listing(remembered + now, tuple(each.id for each in remembered)), reworded, frozenset(gone))


def _absent(before: Sequence[Entry], now: Sequence[Entry]) -> dict[str, bool]:
    """Those that stand there no more though older ones do, and whether newer ones do, too.

    None where less than half of the list is left: then it is another list.
    """
    places = {entry.id: place for place, entry in enumerate(now)}
    left = [entry for entry in before if entry.id in places]
    if 2 * len(left) < len(before):
        return {}
    absent: dict[str, bool] = {}
    for place, entry in enumerate(before):
        newer = [places[each.id] for each in before[:place] if each.id in places]
        if entry.id not in places and _older_stands(
            entry, before[place + 1 :], places, max(newer, default=-1)
        ):
            absent[entry.id] = bool(newer)
    return absent


def _older_stands(entry: Entry, after: Sequence[Entry], places: dict[str, int], below: int) -> bool:
    return any(places.get(each.id, -1) > below and each.at <= entry.at for each in after)


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\x1f{text}".encode("utf-8", "replace")).hexdigest()[:16]
