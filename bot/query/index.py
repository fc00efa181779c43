"""All queries at once: one pass over a text finds the trees worth asking.

Each tree gives up anchors, the pieces it cannot do without. One automaton finds those of all trees
in the folded text; only trees that were touched are asked. A query that is one plain term needs no
tree: its anchor, standing there as a whole, is the answer.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick

from bot.models import Mention
from bot.query.anchors import Anchor, anchors, rarest
from bot.query.query import Query
from bot.query.subject import Subject
from bot.query.tree import Node, Pattern, Term

Fits: TypeAlias = Callable[[str, int, int], bool]
"""Whether a literal that occurs from one offset to another stands there as a whole."""


class _Touched:
    """Watches and trees that one way of finding one literal touches."""

    __slots__ = ("fits", "trees", "watches")

    def __init__(self, fits: Fits) -> None:
        self.fits = fits
        self.watches: list[str] = []
        self.trees: list[int] = []


class _Finder:
    """The literals of one field of mentions, in one automaton."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._entries: list[dict[object, _Touched]] = []
        self._ready: list[tuple[_Touched, ...]] = []
        self._automaton: AhoCorasick | None = None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def at(self, anchor: Anchor) -> _Touched:
        """Where what the anchor touches is noted."""
        number = self._numbers.setdefault(anchor.text, len(self._entries))
        if number == len(self._entries):
            self._entries.append({})
        key, fits = _way(anchor)
        entry = self._entries[number]
        if key not in entry:
            entry[key] = _Touched(fits)
        return entry[key]

    def build(self) -> None:
        """Makes the automaton, once all is noted."""
        if self._numbers:
            self._automaton = AhoCorasick(list(self._numbers), store_patterns=False)
        self._ready = [tuple(entry.values()) for entry in self._entries]
        self._numbers, self._entries = {}, []

    def find(self, text: str, watches: set[str], trees: set[int]) -> None:
        """Adds what the text touches."""
        if self._automaton is None or not text:
            return
        ready = self._ready
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for touched in ready[number]:
                if touched.fits(text, start, end):
                    watches.update(touched.watches)
                    trees.update(touched.trees)


def _anywhere(_text: str, _start: int, _end: int) -> bool:
    return True


def _way(anchor: Anchor) -> tuple[object, Fits]:
    """How an occurrence of the anchor is judged, and a key that equal ways share."""
    node = anchor.node
    if anchor.field in ("url", "site") or not isinstance(node, Term) or node.exact:
        return None, _anywhere
    return node.prefix, node.literal.fits


class Index:
    """Many queries, by the id of their watch. Holds what it was built from; to change it, build anew."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        self._finders = {field: _Finder() for field in ("text", "author", "place", "url")}
        self._sites: dict[str, list[int]] = {}
        self._patterns: dict[str, tuple[Pattern, list[int]]] = {}
        self._trees: list[tuple[Node, list[str]]] = []
        self._size = len(queries)
        self._add(queries.items())
        for finder in self._finders.values():
            finder.build()

    def __len__(self) -> int:
        return self._size

    def matches(self, asked: Mention | Subject) -> set[str]:
        """The ids of the queries that hold for a mention."""
        subject = asked if isinstance(asked, Subject) else Subject(asked)
        watches: set[str] = set()
        trees: set[int] = set()
        self._finders["text"].find(subject.folded, watches, trees)
        self._find_elsewhere(subject, watches, trees)
        for number in trees:
            tree, ids = self._trees[number]
            if tree.holds(subject):
                watches.update(ids)
        return watches

    def _find_elsewhere(self, subject: Subject, watches: set[str], trees: set[int]) -> None:
        finders = self._finders
        if finders["author"]:
            finders["author"].find(subject.author, watches, trees)
        if finders["place"]:
            finders["place"].find(subject.place, watches, trees)
        if finders["url"]:
            finders["url"].find(subject.folded_addresses, watches, trees)
        if self._sites:
            for host in subject.hosts & self._sites.keys():
                trees.update(self._sites[host])
        for pattern, touched in self._patterns.values():
            if pattern.holds(subject):
                trees.update(touched)

    def _add(self, queries: Iterable[tuple[str, Query]]) -> None:
        numbers: dict[str, int] = {}
        for watch, query in queries:
            if isinstance(query.tree, Term) and not query.tree.exact:
                anchor = Anchor("text", query.tree.literal.text, query.tree)
                self._finders["text"].at(anchor).watches.append(watch)
            elif query.text in numbers:
                self._trees[numbers[query.text]][1].append(watch)
            else:
                number = numbers[query.text] = len(self._trees)
                self._trees.append((query.tree, [watch]))
                self._anchor(query.tree, number)

    def _anchor(self, tree: Node, number: int) -> None:
        for anchor in anchors(tree, rarest) or ():
            if anchor.field == "site":
                self._sites.setdefault(anchor.text, []).append(number)
            elif isinstance(anchor.node, Pattern):
                self._patterns.setdefault(anchor.text, (anchor.node, []))[1].append(number)
            else:
                self._finders[anchor.field].at(anchor).trees.append(number)
