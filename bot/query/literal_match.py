"""A word, phrase, handle, hashtag, ticker, emoji or symbol, found whole in a text.

Both are in the same form (`fold`, or `tidy` for what must be written exactly so). Edges follow
UAX #29, with what names need: French elisions and English possessives do not hide a word, a `+` or
`#` glued to a word belongs to it, a hashtag is one word, a handle is no mail address.
"""

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import Final

import regex

from bot.text import (
    BETWEEN_WORDS,
    FIELD,
    KNIT,
    PARAGRAPH,
    breaks_at,
    fold,
    knit_handles,
    loosen,
    runs_on,
    tidy,
)

_ELISION: Final = regex.compile(
    r"(?<![\w'])(?:[ld]|(?:jus|lors|puis|quoi|quel|pres)?qu|entr|(?:de|a|ne|su|da|co|que)ll|un)'\Z",
    regex.IGNORECASE,
)
"""What is elided before a name, in French and Italian.

Not `j' n' m' t' s' c'`: what they open is a verb or a pronoun. Of 235 that stand in 1,500 French posts and
sentences, 235 do (j'ai, n'est, m'ont, s'y, c'était), and none is written with a capital; of 581 behind
`l' d' qu'` 80 are, and they are names.
"""
_AVOIR_ETRE: Final = (
    "ai as a avons avez ont avais avait avions aviez avaient aurai auras aura aurons aurez auront aurais"
    " aurait aurions auriez auraient aie aies ait ayons ayez aient eu eue eus es est etes etais etait etions"
    " etiez etaient ete"
)
_VERBS: Final = frozenset(_AVOIR_ETRE.split())
"""Forms of avoir and être that begin with a vowel, folded: names too, as in l'AI Act."""
_OBJECT: Final = regex.compile(
    r"(?<!\w)(?:je|tu|il|elle|on|ca|cela|nous|vous|ils|elles|qui|ne|me|te|se)(?: ne)? l'\Z|(?<!\w)\w*qu'\Z",
    regex.IGNORECASE,
)
"""Before such a form: « je l'ai », « ceux qui l'ont », « ce qu'ont dit »: the verb, not the name."""
_POSSESSIVE: Final = regex.compile(r"'s(?!'?\w)", regex.IGNORECASE)
_PICTURE: Final = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}]")
_MARK: Final = regex.compile(r"\p{M}")
_LONGEST_TAG: Final = 100
"""Characters that are looked at to see where a tag, a row of flags or of underscores begins."""
_HOME: Final = ".bsky.social"
_APART: Final = frozenset("()[]{}<>*~|!?=%^/\\&-:" + FIELD + PARAGRAPH)
"""What no word reaches across; the colon is one of them since Unicode 15.1."""
_STOPS: Final = frozenset(".,;:'\"")
ASCII_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
"""Characters beside which no word begins or ends."""


class Edge(Enum):
    """What stands at one end of a literal, and so what may stand beside it."""

    WORD = auto()
    RUNNING = auto()
    SIGIL = auto()
    GLUED = auto()
    PICTURE = auto()
    SYMBOL = auto()
    ANY = auto()


def _edge(char: str) -> Edge:
    if runs_on(char):
        return Edge.RUNNING
    if char.isalnum() or char == "_" or _MARK.match(char):
        return Edge.WORD
    if _PICTURE.match(char):
        return Edge.PICTURE
    return Edge.SYMBOL


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _joins(char: str) -> bool:
    return _is_word(char) and not runs_on(char)


class Literal:
    """Text to find. With `prefix`, what follows it in the same word does not matter.

    A phrase, that is one of several words, is looked for in a loosened text (`loosen`): punctuation between
    its words counts as a space.
    """

    __slots__ = ("_left", "_right", "_spread", "_tag", "_verb", "exact", "is_phrase", "prefix", "text")

    def __init__(self, text: str, *, exact: bool = False, prefix: bool = False) -> None:
        formed = self.form(exact)(knit_handles(text)).strip()
        loosened = loosen(formed).strip()
        self.is_phrase = " " in loosened
        self.text = loosened if self.is_phrase else formed
        self.exact = exact
        self._spread: regex.Pattern[str] | None = None
        self._verb = self.text.partition(" ")[0] in _VERBS
        self.prefix = prefix
        first, last = (self.text[0], self.text[-1]) if self.text else (" ", " ")
        self._left = Edge.SIGIL if first in "@#$" and len(self.text) > 1 else _edge(first)
        self._right = Edge.ANY if prefix else Edge.GLUED if last in "+#" else _edge(last)
        self._tag = first in "@#" and len(self.text) > 1

    @staticmethod
    def form(exact: bool) -> Callable[[str], str]:
        """What is done to a text before this is looked for in it."""
        return tidy if exact else fold

    def read(self, formed: str) -> str:
        """A text of its form, loosened if this is a phrase: what `within` and `fits` look at."""
        return loosen(formed) if self.is_phrase else formed

    def spans(self, formed: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text of its form, which is not loosened, so that places stay true."""
        return self._spread_spans(formed) if self.is_phrase else self._whole_spans(formed)

    def _spread_spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self._spread is None:
            words = map(regex.escape, self.text.split())
            self._spread = regex.compile(BETWEEN_WORDS.join(words))
        for match in self._spread.finditer(text, overlapped=True):
            if self.fits(text, *match.span()):
                yield match.span()

    def _whole_spans(self, text: str) -> Iterator[tuple[int, int]]:
        wanted, size = self.text, len(self.text)
        start = text.find(wanted) if wanted else -1
        while start >= 0:
            if self.fits(text, start, start + size):
                yield start, start + size
            start = text.find(wanted, start + 1)

    def within(self, text: str) -> bool:
        """Whether it stands somewhere in a text that was `read`."""
        wanted = self.text
        start = text.find(wanted)
        while start >= 0:
            if self.fits(text, start, start + len(wanted)):
                return True
            start = text.find(wanted, start + 1)
        return False

    @property
    def begins_word(self) -> bool:
        """Whether it cannot stand right after a letter or digit of ASCII."""
        return self._left is Edge.WORD

    @property
    def ends_word(self) -> bool:
        """Whether it cannot stand right before a letter or digit of ASCII."""
        return self._right is Edge.WORD

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether the text has it there as a whole, given that its characters stand there."""
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if self._left is Edge.WORD and before in ASCII_WORD:
            return False
        if self._right is Edge.WORD and after in ASCII_WORD:
            return False
        if before in "@#" and self._left in (Edge.WORD, Edge.RUNNING):
            return self._fits_tag(text, start - 1, end)
        if self._tag:
            return self._fits_tag(text, start, end)
        return (before == " " or self._opens(text, start, before)) and (
            after == " " or self._closes(text, end, after)
        )

    def _fits_tag(self, text: str, sigil: int, end: int) -> bool:
        """Whether a handle or hashtag that begins at the sigil ends where the literal does."""
        handle = text[sigil] == "@"
        before = text[sigil - 1] if sigil else " "
        if _joins(before) or (handle and before == "@"):
            return False
        if self._right is Edge.ANY:
            return True
        after = text[end] if end < len(text) else " "
        if handle:
            return self._ends_handle(text, end, after)
        return not (_is_word(after) or after == "+" or _MARK.match(after))

    def _ends_handle(self, text: str, end: int, after: str) -> bool:
        if text.startswith(_HOME, end) and "." not in self.text and "@" not in self.text[1:]:
            end += len(_HOME)
            after = text[end] if end < len(text) else " "
        following = text[end + 1] if end + 1 < len(text) else " "
        if after == "@":
            return "@" not in self.text[1:]
        return not (_joins(after) or after == KNIT or (after == "." and _joins(following)))

    def _opens(self, text: str, start: int, before: str) -> bool:
        match self._left:
            case Edge.WORD:
                if before == "'" and self._verb and _OBJECT.search(text, max(0, start - 20), start):
                    return False
                return before in _APART or _opens_word(text, start, before)
            case Edge.RUNNING:
                return not _in_tag(text, start)
            case Edge.SIGIL:
                return not _joins(before) and before != "$"
            case Edge.PICTURE:
                return before != "\u200d" and _whole_flags(text, start)
            case _:
                return not _joins(before)

    def _closes(self, text: str, end: int, after: str) -> bool:
        match self._right:
            case Edge.ANY:
                return True
            case Edge.WORD:
                return after in _APART or _closes_word(text, end, after)
            case Edge.RUNNING:
                return not _MARK.match(after)
            case Edge.PICTURE:
                return after != "\u200d" and not "\U000e0020" <= after <= "\U000e007f"
            case Edge.GLUED:
                return not _joins(after) and after not in "+#"
            case _:
                return not _joins(after)


def _opens_word(text: str, start: int, before: str) -> bool:
    if before == "'" and (_is_quote(text, start - 1) or _ELISION.search(text, max(0, start - 10), start)):
        return True
    if before == "_":
        outside = text[max(0, start - _LONGEST_TAG) : start].rstrip("_")[-1:]
        return not outside or not (_is_word(outside) or outside in "@#")
    return breaks_at(text, start)


def _is_quote(text: str, place: int) -> bool:
    """Whether the apostrophe there opens something: no word is before it."""
    return place == 0 or not _joins(text[place - 1])


def _closes_word(text: str, end: int, after: str) -> bool:
    if after in "+#":
        return False
    if after in _STOPS and text[end + 1 : end + 2] in ("", " "):
        return True
    if after == "'" and _POSSESSIVE.match(text, end):
        return True
    if after == "_":
        outside = text[end : end + _LONGEST_TAG].lstrip("_")[:1]
        return not outside or not _is_word(outside)
    return breaks_at(text, end)


def _in_tag(text: str, start: int) -> bool:
    """Whether the place is inside a hashtag or handle, past its beginning."""
    far = max(0, start - _LONGEST_TAG)
    sigil = max(text.rfind("#", far, start), text.rfind("@", far, start))
    return sigil >= 0 and all(map(_is_word, text[sigil + 1 : start]))


def _whole_flags(text: str, start: int) -> bool:
    """Whether no flag, written as a pair of letters, is cut in two there."""
    halves = 0
    while halves < min(start, _LONGEST_TAG) and "\U0001f1e6" <= text[start - 1 - halves] <= "\U0001f1ff":
        halves += 1
    return halves % 2 == 0
