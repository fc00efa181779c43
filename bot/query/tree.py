"""What a query is once read: nodes that can be asked of a subject, and printed again.

And and Or never hold a node of their own kind; Not never holds a Not, an Or with one, or an And of nothing
else.
"""

import dataclasses
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, TypeAlias

import re2
import regex

from bot.models import Mention, MentionKind
from bot.query.literal_match import Literal
from bot.query.subject import PreparedText
from bot.text import fold

Ranks: TypeAlias = list[tuple[int, int]]
"""First and last rank, among the words of a text, of each place something stands."""

FIELDS: Final = ("title", "author", "place", "site", "source", "lang", "kind", "url", "threads")
"""Every scope."""
_BARE: Final = regex.compile(
    r"(?![-–—−=/'‘’`´]|(?:AND|OR|NOT|O?NEAR(?:/\S*)?|(?i:o?near)/\d+|\|\|?|&&?|\+)\Z|[a-zA-Z]{2,}:)[^\s()\"“”„«»*]*[^\s()\"“”„«»*,;:]"
)
_NAME: Final = regex.compile(r"\w+(?:[ \-‐‑–—'’.&®™℠]+\w+){0,3}[ .!?®™℠]*")
"""A name of up to four words with spaces, hyphens, apostrophes, dots or ampersands between, or marked."""
_MEMORY: Final = 1 << 18
"""Bytes that one regular expression may take, compiled: past it RE2 refuses."""


@lru_cache(maxsize=16384)
def _literal(text: str, exact: bool, prefix: bool) -> Literal:
    return Literal(text, exact=exact, prefix=prefix)


def _tag(text: str) -> Literal | None:
    """The hashtag that is all letters and digits of a name, such as #cocacola of Coca-Cola.

    None for a plain word, whose hashtag it finds itself, and for what is no name of words: `C++`, `.NET`.
    """
    if not _NAME.fullmatch(text):
        return None
    folded = fold(text).strip()
    letters = "".join(filter(str.isalnum, folded))
    is_name = len(letters) > 1 and letters != folded and any(map(str.isalpha, letters))
    return _literal(f"#{letters}", False, False) if is_name else None


@dataclass(frozen=True, slots=True)
class Term:
    """A word, phrase, handle, hashtag, ticker, emoji or symbol, as typed. `place` is where."""

    text: str
    exact: bool = False
    prefix: bool = False
    place: int = dataclasses.field(default=0, compare=False, repr=False)
    literal: Literal = dataclasses.field(init=False, compare=False, repr=False)
    tag: Literal | None = dataclasses.field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "literal", _literal(self.text, self.exact, self.prefix))
        object.__setattr__(self, "tag", None if self.exact or self.prefix else _tag(self.text))

    def __str__(self) -> str:
        written = self.text if _BARE.fullmatch(self.text) else f'"{self.text}"'
        return f"{'=' * self.exact}{written}{'*' * self.prefix}"

    def holds(self, subject: PreparedText) -> bool:
        return self.literal.within(subject.read_by(self.literal)) or (
            self.tag is not None and self.tag.within(subject.folded)
        )

    def ranks(self, subject: PreparedText) -> Ranks:
        return [rank for literal in self.literals for rank in subject.ranks(literal)]

    @property
    def literals(self) -> tuple[Literal, ...]:
        """What it finds: the text itself, and the hashtag that people make of it."""
        return (self.literal,) if self.tag is None else (self.literal, self.tag)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of RE2, asked of title and body as written. Raises `re2.error`."""

    source: str
    place: int = dataclasses.field(default=0, compare=False, repr=False)
    compiled: "re2._Regexp[str]" = dataclasses.field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        object.__setattr__(self, "compiled", re2.compile(self.source, options))

    def __str__(self) -> str:
        return f"/{self.source}/"

    def holds(self, subject: PreparedText) -> bool:
        return self.compiled.search(subject.written) is not None


@dataclass(frozen=True, slots=True)
class Scope:
    """A question about something else than the text: true if any value is."""

    field: str
    values: tuple[Term, ...]
    place: int = dataclasses.field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        values = " OR ".join(map(str, self.values))
        return f"{self.field}:({values})" if len(self.values) > 1 else f"{self.field}:{values}"

    def holds(self, subject: PreparedText) -> bool:
        match self.field:
            case "author":
                return any(_named(value.literal, subject.author) for value in self.values)
            case "place":
                return any(_named(value.literal, subject.place) for value in self.values)
            case "site":
                return any(value.text in subject.hosts for value in self.values)
            case "url":
                return any(_in_address(value, subject.folded_addresses) for value in self.values)
            case "threads":
                return True  # of what is asked together with what it answers: `Query.holds_below`
        asked = getattr(subject.mention, self.field)
        return any(value.text == asked for value in self.values)


def _named(literal: Literal, name: str) -> bool:
    return literal.within(literal.read(name))


def _in_address(value: Term, addresses: str) -> bool:
    start = addresses.find(value.text)
    while start >= 0:
        end = start + len(value.text)
        opens = not (value.text[0].isalnum() and addresses[start - 1].isalnum())
        closes = value.prefix or not (value.text[-1].isalnum() and addresses[end].isalnum())
        if opens and closes:
            return True
        start = addresses.find(value.text, start + 1)
    return False


@dataclass(frozen=True, slots=True)
class Title:
    """What is asked of the title alone."""

    node: "Node"
    place: int = dataclasses.field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return f"title:{_tight(self.node)}"

    def holds(self, subject: PreparedText) -> bool:
        return self.node.holds(subject.headline if subject.mention.title else _UNTITLED)


_UNTITLED: Final = PreparedText(
    Mention(id="", source="", kind=MentionKind.POST, url="", created_at=datetime.min.replace(tzinfo=UTC))
)


@dataclass(frozen=True, slots=True)
class Near:
    """Two things at most `distance` words apart (neighbours are 1 apart), the left one first if ordered."""

    left: "Placed"
    right: "Placed"
    distance: int
    ordered: bool = False
    place: int = dataclasses.field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        left = str(self.left) if isinstance(self.left, Near) else _tight(self.left)
        return f"{left} {'O' * self.ordered}NEAR/{self.distance} {_tight(self.right)}"

    def holds(self, subject: PreparedText) -> bool:
        return bool(self.ranks(subject))

    def ranks(self, subject: PreparedText) -> Ranks:
        if not (self.left.holds(subject) and self.right.holds(subject)):
            return []  # most often so, and much cheaper to know than the ranks of words
        left, right = sorted(self.left.ranks(subject)), sorted(self.right.ranks(subject))
        found = _following(left, right, self.distance)
        if not self.ordered:
            found |= _following(right, left, self.distance)
        return sorted(found)


def _following(first: Ranks, then: Ranks, distance: int) -> set[tuple[int, int]]:
    """What spans from one of the first to one of the others that begins soon after its end.

    Each is paired with the nearest only: with all, words repeated often would take forever.
    """
    found: set[tuple[int, int]] = set()
    for start, end in first:
        index = bisect_right(then, (end, _FAR))
        if index < len(then) and then[index][0] <= end + distance:
            found.add((start, then[index][1]))
    ends = sorted((end, start) for start, end in first)
    for start, end in then:
        index = bisect_left(ends, (start, -1)) - 1
        if index >= 0 and start <= ends[index][0] + distance:
            found.add((ends[index][1], end))
    return found


_FAR: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: "Node"
    place: int = dataclasses.field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return f"-{_tight(self.node)}"

    def holds(self, subject: PreparedText) -> bool:
        return not self.node.holds(subject)


@dataclass(frozen=True, slots=True)
class And:
    """What must hold together."""

    nodes: tuple["Node", ...]
    place: int = dataclasses.field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return " ".join(f"({node})" if isinstance(node, Or) else str(node) for node in self.nodes)

    def holds(self, subject: PreparedText) -> bool:
        for node in self.nodes:  # noqa: SIM110 - all() over a generator takes twice as long here
            if not node.holds(subject):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Or:
    """What one of must hold."""

    nodes: tuple["Node", ...]
    place: int = dataclasses.field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return " OR ".join(map(str, self.nodes))

    def holds(self, subject: PreparedText) -> bool:
        for node in self.nodes:  # noqa: SIM110 - any() over a generator takes twice as long here
            if node.holds(subject):
                return True
        return False

    def ranks(self, subject: PreparedText) -> Ranks:
        return [rank for node in self.nodes for rank in _placed(node).ranks(subject)]


Placed: TypeAlias = Term | Or | Near
"""What stands at places in a text, and so can be near something. An Or holds only such nodes then."""
Node: TypeAlias = Term | Pattern | Scope | Title | Near | Not | And | Or


def _placed(node: Node) -> Placed:
    if not isinstance(node, Placed):
        raise TypeError(f"{node} stands nowhere")
    return node


def _tight(node: Node) -> str:
    return str(node) if isinstance(node, Term | Pattern | Scope | Title) else f"({node})"
