"""Search as Algolia does it: forgiving of typing errors, and finding words by their beginning.

What it finds are candidates; whoever asks must look again.
"""

import re
import unicodedata
from functools import lru_cache

import msgspec

WORD = re.compile(r"[^\W_]+")
ASKED = re.compile(r'(?P<out>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
ONE_TYPO = 4
"""Letters from which a word may hold one typing error (Algolia's `minWordSizefor1Typo`)."""
TWO_TYPOS = 8
"""Letters from which it may hold two (`minWordSizefor2Typos`)."""


class Term(msgspec.Struct, frozen=True):
    """A word, or several that must stand side by side, and how freely they are taken."""

    words: tuple[str, ...]
    prefix: bool = False
    typos: bool = False

    def found(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in the text: the bounds of what matched."""
        tokens = _tokens(text)
        bounds = []
        for i in range(len(tokens) - len(self.words) + 1):
            here = tokens[i : i + len(self.words)]
            lengths = [self._length(want, have) for want, (_, have) in zip(self.words, here, strict=True)]
            if all(lengths):
                bounds.append((here[0][0], here[-1][0] + lengths[-1]))
        return bounds

    def _length(self, want: str, have: str) -> int:
        """How many letters of a word are matched; 0 when it is another word."""
        if have == want:
            return len(have)
        if self.prefix and have.startswith(want):
            return len(want)
        return self._nearly(want, have) if self.typos else 0

    def _nearly(self, want: str, have: str) -> int:
        allowed = (len(want) >= ONE_TYPO) + (len(want) >= TWO_TYPOS)
        if len(set(want) - set(have)) > allowed:
            return 0
        shortest, longest = len(want) - allowed, len(want) + allowed
        lengths = range(shortest, min(len(have), longest) + 1) if self.prefix else [len(have)]
        fitting = (n for n in lengths if shortest <= n <= longest and errors(want, have[:n]) <= allowed)
        return max(fitting, default=0) if allowed else 0


class Query(msgspec.Struct, frozen=True):
    """A search: what must be found, and what must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def parse(text: str, *, typos: bool = True) -> Query:
    """A query with `"phrases"` and `-exclusions`; its last word may be the beginning of one."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for match in ASKED.finditer(text):
        words = tuple(fold(word) for word in WORD.findall(match["phrase"] or match["word"] or ""))
        if words and match["out"]:
            unwanted.append(Term(words))
        elif words and match["word"] and match.end() == len(text):
            wanted.append(Term(words, prefix=True, typos=typos))
        elif words:
            wanted.append(Term(words, typos=typos and not match["phrase"]))
    return Query(tuple(wanted), tuple(unwanted))


def fold(word: str) -> str:
    """A word without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[tuple[int, str], ...]:
    """Each word of a text: where it begins, and its folded letters."""
    return tuple((token.start(), fold(token.group())) for token in WORD.finditer(text))


@lru_cache(maxsize=65536)
def errors(want: str, have: str) -> int:
    """Typing errors between two words: letters added, left out, replaced, or swapped with the next.

    An error in the first letter counts twice, as Algolia counts it.
    """
    rows = [list(range(len(have) + 1))]
    for i, letter in enumerate(want, 1):
        row = [i]
        for j, other in enumerate(have, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == have[j - 2] and other == want[i - 2]:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1] + (want[:1] != have[:1])
