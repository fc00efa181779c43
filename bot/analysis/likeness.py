"""Which of many texts are alike: found by their rarest parts, joined into groups."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

KEYS = 6
"""Rarest parts by which candidates are found."""

Part = TypeVar("Part", bound=Hashable)


class Groups:
    """Disjoint sets of positions."""

    def __init__(self, size: int, joined: Iterable[tuple[int, int]] = ()) -> None:
        self._leader = list(range(size))
        for one, other in joined:
            self.join(one, other)

    def find(self, i: int) -> int:
        """The first position of the set that holds this one."""
        while self._leader[i] != i:
            self._leader[i] = self._leader[self._leader[i]]
            i = self._leader[i]
        return i

    def join(self, one: int, other: int) -> None:
        """Make one set of the two that hold these positions."""
        first, second = sorted((self.find(one), self.find(other)))
        self._leader[second] = first

    def __iter__(self) -> Iterator[list[int]]:
        members = defaultdict(list)
        for i in range(len(self._leader)):
            members[self.find(i)].append(i)
        return iter(members.values())


def alike(
    held: Sequence[frozenset[Part]], are_alike: Callable[[int, int], bool], keys: int = KEYS
) -> Iterator[tuple[int, int]]:
    """The pairs of positions that are alike, among those that share one of the rarest parts of the later."""
    common = Counter(part for parts in held for part in parts)
    holders: dict[Part, list[int]] = defaultdict(list)
    for i, parts in enumerate(held):
        rarest = sorted(parts, key=lambda part: (common[part], part))[:keys]
        for j in {j for part in rarest for j in holders[part]}:
            if are_alike(j, i):
                yield j, i
        for part in parts:
            holders[part].append(i)
