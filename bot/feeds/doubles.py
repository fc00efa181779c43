"""Entries of one feed that go by one name: which of them are one, and which only share it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.feeds.feed import Entry

_COMPARED = 400  # characters of two entries
_COMPARISONS = 20  # of entries that share a name: each takes a millisecond
_ALIKE = 0.6
_NUMBER = re.compile(r"\d+")
_VERSIONS = 2  # a feed may hold an entry before and after its title was changed


def shared_names(entries: Iterable[Entry]) -> frozenset[str]:
    """The guids and links that stand for several entries: some feeds give all of theirs the same."""
    titles: defaultdict[str, set[str]] = defaultdict(set)
    links: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name in {entry.guid, entry.link} - {""}:
            titles[name].add(entry.title or entry.html)
            links[name].add(entry.link)
    return frozenset(
        name
        for name, different in titles.items()
        if len(different) > _VERSIONS or (len(different) > 1 and len(links[name]) > 1)
    )


def later_entries(entries: Sequence[Entry]) -> set[int]:
    """Where the entries stand that have the id and address of an older one, and say something else.

    The oldest keeps what it was called when it stood there alone.
    """
    named: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place in sorted(range(len(entries)), key=lambda place: _age(entries[place], place), reverse=True):
        entry = entries[place]
        if entry.guid or entry.link:
            named[entry.guid, entry.link].append(place)
    return {
        place
        for places in named.values()
        for number, place in enumerate(places[1:])
        if number >= _COMPARISONS or not _is_version(entries[place], entries[places[0]])
    }


def _age(entry: Entry, place: int) -> tuple[float, int]:
    """The older, the greater; feeds begin with the newest."""
    return (-entry.written.timestamp() if entry.written else 0.0, place)


def _is_version(entry: Entry, older: Entry) -> bool:
    """Whether two entries of one id and address are one, before and after somebody mended a word of it."""
    if entry.written != older.written:
        return False
    said, before = (f"{each.title}\n{each.html}"[:_COMPARED] for each in (entry, older))
    if _NUMBER.findall(said) != _NUMBER.findall(before):
        return False
    return SequenceMatcher(None, said, before, autojunk=False).ratio() >= _ALIKE
