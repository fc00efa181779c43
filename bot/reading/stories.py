"""Mentions that are about the same thing: one link, one thread, or nearly the same words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

import msgspec

from bot.models import Mention
from bot.reading.people import Person, speakers
from bot.text import fold, hide_addresses, words

ALIKE = 0.7
"""Share of the shorter text's word pairs that the other must hold (measured: recall and precision
0.95 on 24,000 posts with made-up near duplicates)."""
KEYS = 6
"""Rarest word pairs by which candidates are found."""
TOO_SHORT = 5
"""Word pairs under which texts must be the same to be alike."""


class Story(msgspec.Struct, frozen=True):
    """Mentions about the same thing, oldest first."""

    mentions: tuple[Mention, ...]

    @property
    def speakers(self) -> set[Person]:
        """Who speaks in it, places standing in for what nobody signed."""
        return speakers(self.mentions)


def stories(mentions: Iterable[Mention]) -> list[Story]:
    """The mentions as stories: most people first, then the newest."""
    ordered = sorted(mentions, key=lambda mention: (mention.created_at, mention.id))
    groups = _Groups(len(ordered))
    for one, other in _tied(ordered):
        groups.join(one, other)
    told = [Story(tuple(ordered[i] for i in members)) for members in groups]
    return sorted(told, key=lambda story: (-len(story.speakers), -story.mentions[-1].created_at.timestamp()))


class _Groups:
    """Disjoint sets of positions."""

    def __init__(self, size: int) -> None:
        self._leader = list(range(size))

    def find(self, i: int) -> int:
        while self._leader[i] != i:
            self._leader[i] = self._leader[self._leader[i]]
            i = self._leader[i]
        return i

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._leader[second] = first

    def __iter__(self) -> Iterator[list[int]]:
        members = defaultdict(list)
        for i in range(len(self._leader)):
            members[self.find(i)].append(i)
        return iter(members.values())


def _tied(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    yield from _same_thing(mentions)
    yield from _same_words(mentions)


def _same_thing(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Pairs that share an address, a thread, or a link to something more than a front page."""
    first: dict[str, int] = {}
    for i, mention in enumerate(mentions):
        links = [link for link in mention.links if not _is_front_page(link)]
        for key in {mention.id, mention.url, mention.thread or mention.id, *links}:
            yield first.setdefault(key, i), i


def _is_front_page(address: str) -> bool:
    """Two who link to a front page need not speak of the same thing."""
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def _same_words(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Pairs of which the shorter shares most of its word pairs with the other."""
    pairs = [_word_pairs(mention) for mention in mentions]
    common = Counter(pair for held in pairs for pair in held)
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, held in enumerate(pairs):
        rarest = sorted(held, key=lambda pair: (common[pair], pair))[:KEYS]
        candidates = {j for pair in rarest for j in holders[pair]}
        for j in candidates:
            if _alike(held, pairs[j]):
                yield j, i
        for pair in held:
            holders[pair].append(i)


def _word_pairs(mention: Mention) -> frozenset[tuple[str, str]]:
    said = words(fold(hide_addresses(mention.text or mention.title)))
    return frozenset(pairwise(said))


def _alike(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    shorter = min(len(one), len(other))
    if shorter < TOO_SHORT:
        return one == other and bool(one)
    return len(one & other) / shorter >= ALIKE
