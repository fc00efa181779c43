"""Word lists that people can read and add to: `bot/analysis/words/LANGUAGE/CAPABILITY.toml`.

A list is an array of entries. An entry is one or more words, as anybody would write them; the case, accents
and apostrophes do not matter. `disappoint*` is every word that begins so, `is/was` either word, `…` up to
three words of the same sentence, or none. Where several entries fit at one word, the longest speaks.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import msgspec

from bot.analysis.tokens import Sort, Token, tokens

WORDS: Final = Path(__file__).parent / "words"
GAP: Final = 3
"""Words that `…` stands for at most."""
_GAP: Final = "…"
_STEM: Final = "*"

Pattern = tuple[str, ...]


class Found(msgspec.Struct, frozen=True, gc=False):
    """An entry that stands in a text: of which list, and from which token to before which."""

    list: str
    first: int
    last: int

    def written(self, text: str, read: Sequence[Token]) -> str:
        """Its words as written."""
        return text[read[self.first].start : read[self.last - 1].end]

    def is_asked(self, read: Sequence[Token]) -> bool:
        """Whether its sentence ends in a question mark."""
        mark = next((token for token in read[self.last :] if token.sort is Sort.STOP), None)
        return mark is not None and mark.form == "?"


class Lexicon:
    """Several lists, looked for together."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, list[tuple[Pattern, str]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[Pattern, str]]] = defaultdict(list)
        self.reach = 0
        """Tokens that the longest entry takes at most."""
        for name, entries in lists.items():
            for entry in entries:
                for pattern in patterns(entry):
                    self._add(pattern, name)

    def _add(self, pattern: Pattern, name: str) -> None:
        first = pattern[0]
        self.reach = max(self.reach, sum(GAP if part == _GAP else 1 for part in pattern))
        if first.endswith(_STEM):
            self._stems[first[:3].rstrip(_STEM)].append((pattern, name))
        else:
            self._exact[first].append((pattern, name))

    def find(self, read: Sequence[Token]) -> list[Found]:
        """The entries that stand there, in their order, none over another."""
        found: list[Found] = []
        end = 0
        for i in self._beginnings(read):
            if i >= end and (best := max(self._at(read, i), key=lambda hit: hit.last, default=None)):
                found.append(best)
                end = best.last
        return found

    def all(self, read: Sequence[Token]) -> list[Found]:
        """The same, those that stand over others too: for lists that do not exclude each other."""
        return [hit for i in self._beginnings(read) for hit in self._at(read, i)]

    def first(self, read: Sequence[Token]) -> Found | None:
        """The entry with which they begin, the longest; None where none does."""
        return max(self._at(read, 0), key=lambda hit: hit.last, default=None) if read else None

    def _beginnings(self, read: Sequence[Token]) -> Iterator[int]:
        """The tokens at which an entry may begin: few do, and the others are passed over fast."""
        exact, stems = self._exact, self._stems
        for i, token in enumerate(read):
            form = token.form
            if form in exact or form[:3] in stems or form[:2] in stems or form[:1] in stems or token.short:
                yield i

    def _at(self, read: Sequence[Token], i: int) -> Iterator[Found]:
        for form in _forms(read[i]):
            for pattern, name in self._exact.get(form, ()):
                if (last := _end(pattern, read, i, form)) > i:
                    yield Found(name, i, last)
            if read[i].sort is not Sort.WORD:
                continue
            for size in range(1, 4):
                for pattern, name in self._stems.get(form[:size], ()) if len(form) >= size else ():
                    if (last := _end(pattern, read, i, form)) > i:
                        yield Found(name, i, last)


def _forms(token: Token) -> tuple[str, ...]:
    return (token.form, token.short) if token.short else (token.form,)


def _fits(part: str, form: str) -> bool:
    return form.startswith(part[:-1]) if part.endswith(_STEM) else form == part


def _end(pattern: Pattern, read: Sequence[Token], i: int, first: str) -> int:
    """Before which token the pattern that begins at one ends; 0 where it does not stand there."""
    return _rest(pattern, 1, read, i + 1) if _fits(pattern[0], first) else 0


def _rest(pattern: Pattern, k: int, read: Sequence[Token], i: int) -> int:
    if k == len(pattern):
        return i
    if pattern[k] == _GAP:
        return _over_gap(pattern, k + 1, read, i)
    if i < len(read) and any(_fits(pattern[k], form) for form in _forms(read[i])):
        return _rest(pattern, k + 1, read, i + 1)
    return 0


def _over_gap(pattern: Pattern, k: int, read: Sequence[Token], i: int) -> int:
    for j in range(i, min(i + GAP, len(read) - 1) + 1):
        if end := _rest(pattern, k, read, j):
            return end
        if read[j].sort is Sort.STOP:
            return 0
    return 0


@cache
def _parts(written: str) -> tuple[str, ...]:
    """The tokens of an entry's word, without its `*`."""
    return tuple(token.form for token in tokens(written))


def patterns(entry: str) -> Iterator[Pattern]:
    """What an entry looks for: one pattern for each choice of its `a/b`."""
    choices = [
        piece.split("/") if piece.strip("/") and len(piece) > 3 else [piece] for piece in entry.split()
    ]
    for chosen in product(*choices):
        yield tuple(part for piece in chosen for part in _pattern(piece))


def _pattern(piece: str) -> tuple[str, ...]:
    if piece == _GAP:
        return (_GAP,)
    if not piece.endswith(_STEM):
        return _parts(piece)
    parts = _parts(piece[:-1])
    return (*parts[:-1], parts[-1] + _STEM)


@cache
def word_lists(language: str, capability: str) -> Mapping[str, Any]:
    """What a file of words holds; empty where the language has none."""
    path = WORDS / language / f"{capability}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def lexicon(language: str, capability: str) -> Lexicon | None:
    """The lists of one capability in one language, looked for together; None where there are none."""
    lists = word_lists(language, capability)
    return Lexicon(lists) if lists else None
