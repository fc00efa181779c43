"""What text is to a reader who searches: folded, cut into words, its addresses set apart.

Folding undoes what people do not mean when they type: case, accents, width, ligatures, the kind of
apostrophe or hyphen, skin tones. Words are those of Unicode's default rules (UAX #29).
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import regex

FIELD: Final = "\x1e"
"""Stands between title and body: no phrase and no distance reaches across it."""
PARAGRAPH: Final = "\x1d"
"""Stands for the line breaks at the end of a paragraph: no phrase reaches across it."""
BETWEEN_TEXTS: Final = "\n\n\n"
"""Stands between two texts of one entry of a feed, as an article and what describes it: nothing is quoted
across it. A cleaned text has one empty line at most."""
HIDDEN: Final = "\ufffc"
"""Stands where an address was."""
KNIT: Final = "\u2027"
"""Stands for a hyphen inside a handle, where a hyphen is no space."""

_APOSTROPHES: Final = "'`´‘’‛ʹʻʼʽˈ′‵＇ꞌ՚׳᾽᾿"
_HYPHENS: Final = "-‐‑‒–—―−⁃﹘﹣－"
_QUOTES: Final = frozenset(
    char
    for char in map(chr, range(0x80, 0x3100))
    if unicodedata.category(char) in {"Po", "Ps", "Pe", "Pi", "Pf"}
    and unicodedata.normalize("NFKD", char) == char
    and char not in "·‧" + _APOSTROPHES
)
"""Punctuation outside ASCII (« “ ¿ 、 。 …): one kind of quotation mark, for it parts words as one does.

The middle dots belong to words (WALL·E).
"""
_SEPARATORS: Final = frozenset('!"()*,/:;<>?[\\]^{|}~')
"""Punctuation of folded and tidied texts that belongs to no name."""
_BYTES: Final = bytes(ord(" ") if chr(code) in _SEPARATORS else code for code in range(256))
_SPACE: Final = rf"[ {regex.escape(''.join(sorted(_SEPARATORS)))}]"
BETWEEN_WORDS: Final = rf"(?:{_SPACE}|[.'·]+(?={_SPACE})|(?<={_SPACE})['·]+)+"
"""What `loosen` makes one space of, as a regular expression: a test says that both agree."""
_PARAGRAPH_END: Final = regex.compile(
    r"\n(?:(?<=[.!?…:;]['\"”»)\]]?[ \t]*\n)|[ \t]*\n\s*|(?=[ \t]*(?:[-*+•‣◦▪·–—]|\d{1,3}[.)])[ \t]))"
)
"""Begins with the line break, so that only line breaks are looked at, not each character."""
_LEGAL: Final = "®™℠"
"""Marks of lawyers, no part of a name: a space, so that what stands around them stays apart."""
_STROKES: Final = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "œ": "oe", "æ": "ae"}
_ACCENTS: Final = regex.compile(
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff"
    r"\xad\u180e\u200b-\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_JOINER: Final = regex.compile(r"(?<!\p{Extended_Pictographic})\u200d|\u200d(?!\p{Extended_Pictographic})")
RUNNING: Final = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\p{Line_Break=Complex_Context}"
    r"\u30fc\uff70\u3005\u3006]"
)
"""The characters of scripts that are written without spaces between words: a set for regular expressions."""
_RUNNING: Final = regex.compile(RUNNING)
REMEMBERED: Final = 24
"""Characters between two spaces up to which their words are remembered: longer ones seldom come again."""
_QUOTED: Final = r"(?<=(?<!\w)')(?=\w)"
"""Where a word begins behind a single quote: the library takes 'orange for an elision."""
_BREAK: Final = regex.compile(rf"\b|{_QUOTED}", regex.WORD | regex.V1)
_WORD: Final = regex.compile(
    rf"\b(?=[\w\p{{Extended_Pictographic}}\p{{Regional_Indicator}}])|{_QUOTED}", regex.WORD | regex.V1
)
_CLUSTER: Final = regex.compile(
    r"(?s:.)(?:\u200d\p{Extended_Pictographic}"
    r"|[\p{M}\p{Cf}\p{Emoji_Modifier}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\uffa1-\uffdc])*+"
)
"""A character and all that may melt into it when folded."""
_TAIL: Final = r"[!-;=?-~\u00a1-\u0dff\u1e00-\u1fff\u2c00-\u2dff]"
_ADDRESS: Final = regex.compile(
    rf"(?:(?<![a-z0-9+.\-])[a-z][a-z0-9+.\-]*://|(?<![a-z0-9.\-])www\.){_TAIL}+"
    rf"|(?<![a-z0-9_@.+\-])[a-z0-9_.+\-]++@[a-z0-9\-]++(?:\.[a-z0-9\-]++)++"
    rf"|(?-i:(?<![A-Za-z0-9@.\-])(?:[a-z0-9\-]++\.)++[a-z]{{2,}}+/){_TAIL}*",
    regex.IGNORECASE,
)
_KNITTED: Final = regex.compile(r"(?<![\w@])@[\w.]+(?:-[\w.]+)+")


def _folded(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    if char in _QUOTES:
        return '"'
    if char in _HYPHENS or char in _LEGAL:
        return " "
    if char.isspace():
        return char if char in (FIELD, PARAGRAPH) else " "
    if unicodedata.category(char) == "Cs":
        return "\ufffd"
    parts = _ACCENTS.sub("", unicodedata.normalize("NFKD", char)).casefold()
    parts = _ACCENTS.sub("", unicodedata.normalize("NFKD", parts)).casefold()
    plain = "".join(_STROKES.get(part, part) for part in parts)
    return unicodedata.normalize("NFC", plain if plain == char else "".join(map(_folded, plain)))


class _Table(dict[int, str]):
    """What each character folds to, worked out when first met."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__((code, rule(chr(code))) for code in range(0x250))
        self._rule = rule

    def __missing__(self, code: int) -> str:
        folded = self[code] = self._rule(chr(code))
        return folded


def _tidied(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    if char in _QUOTES:
        return '"'
    if char in _HYPHENS:
        return "-"
    if char in _LEGAL:
        return " "
    if char.isspace():
        return char if char in (FIELD, PARAGRAPH) else " "
    return "\ufffd" if unicodedata.category(char) == "Cs" else char


_FOLDS: Final = _Table(_folded)
_TIDIES: Final = _Table(_tidied)


def _normal(text: str) -> str:
    if not text.isascii():
        if "\u200d" in text:
            text = _JOINER.sub("", text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def fold(text: str) -> str:
    """The text as searched, whatever the case, accents, width, ligatures, apostrophes, quotes or hyphens.

    Idempotent. Hyphens, marks such as ™ and runs of white space become one space. Vowel signs that are
    letters in their script (Thai, Devanagari, kana voicing) stay.
    """
    return _normal(text.translate(_FOLDS))


def tidy(text: str) -> str:
    """The text with its case and accents, but one kind of apostrophe, quotation mark, hyphen and space."""
    return _normal(text.translate(_TIDIES))


def mark_paragraphs(text: str) -> str:
    """The text, as long as before, with `PARAGRAPH` where a paragraph ends.

    That is at an empty line, before an item of a list, and at a line break right after what ends a sentence:
    any other single line break may only have been made because the line was full.
    """
    return _PARAGRAPH_END.sub(lambda end: PARAGRAPH * len(end[0]), text) if "\n" in text else text


def loosen(text: str) -> str:
    """A folded or tidied text as phrases are looked for in it: punctuation between words is a space.

    What belongs to a name stays (`@ # $ % & + _`, the dots of `.NET`, `ASP.NET` and `WALL·E`, the apostrophe
    of `l'Acme`), and so does what no phrase reaches across (`FIELD`, `PARAGRAPH`, `HIDDEN`).
    """
    text = text.encode().translate(_BYTES).decode()  # by far the fastest way
    if "." in text or "'" in text or "·" in text:
        before = ""
        while before != text:  # each may stand behind the other: `Acme.'`
            before = text
            text = (
                text.strip("'· ").rstrip("'·. ").replace(". ", "  ").replace("' ", "  ").replace(" '", "  ")
            )
            text = text.replace("· ", "  ").replace(" ·", "  ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


_EVEN: Final = "".join(
    char
    for char in map(chr, (*range(0x250), *range(0x2010, 0x2028), 0xFFFC))
    if all(len(table[ord(char)]) == 1 for table in (_FOLDS, _TIDIES))
)
_UNEVEN: Final = regex.compile(rf"[^{regex.escape(_EVEN)}]")
"""What may be more or less than one character in a form; white space is counted by whoever asks."""


def offsets(text: str, form: Callable[[str], str] = fold) -> tuple[str, list[tuple[int, int]]]:
    """The text in that form, and for each of its characters the span it came from."""
    formed = form(text)
    if len(formed) == len(text) and not _UNEVEN.search(text):
        return formed, [(i, i + 1) for i in range(len(text))]
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        piece = form(cluster[0])
        if piece == " " and pieces and pieces[-1] == " ":
            continue
        if piece:
            pieces.append(piece)
            spans.extend([cluster.span()] * len(piece))
    return "".join(pieces), spans


def knit_handles(text: str) -> str:
    """The text with a mark in place of each hyphen inside a handle, where it is no space."""
    return (
        _KNITTED.sub(lambda handle: handle[0].replace("-", KNIT), text)
        if "@" in text and "-" in text
        else text
    )


def hide_addresses(text: str) -> str:
    """The text with one mark in place of each web or mail address; handles stay, in one piece."""
    if "@" in text:
        text = knit_handles(text)
    elif "/" not in text and "www." not in text:
        return text
    for start, end in reversed(_address_spans(text)):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    return text


def blank_addresses(text: str) -> str:
    """The same, each address replaced by as many marks as it has characters: offsets stay true."""
    text = knit_handles(text)
    for start, end in _address_spans(text):
        text = f"{text[:start]}{HIDDEN * (end - start)}{text[end:]}"
    return text


def addresses(text: str) -> list[str]:
    """The web addresses written in a text, as written."""
    found = [text[start:end].rstrip(".,;:!?)'*") for start, end in _address_spans(text)]
    return [address for address in found if "@" not in address.split("/")[0]]


def _address_spans(text: str) -> list[tuple[int, int]]:
    """Looks closely only at runs of characters that hold what every address holds."""
    spans: list[tuple[int, int]] = []
    end = 0
    while (place := _suspect(text, end)) >= 0:
        start = max(text.rfind(" ", end, place) + 1, text.rfind("\n", end, place) + 1, end)
        end = min(_or_end(text, text.find(" ", place)), _or_end(text, text.find("\n", place)))
        spans.extend(match.span() for match in _ADDRESS.finditer(text, start, end))
    return spans


def _suspect(text: str, start: int) -> int:
    """Where the next slash, `www.`, or at sign inside a word is; -1 when there is none."""
    place, web, at = text.find("/", start), text.find("www.", start), text.find("@", start)
    while at >= 0 and (at == 0 or text[at - 1] in " \n"):
        at = text.find("@", at + 1)
    if place < 0 or 0 <= web < place:
        place = web
    return at if place < 0 or 0 <= at < place else place


def _or_end(text: str, place: int) -> int:
    return place if place >= 0 else len(text)


def breaks_at(text: str, place: int) -> bool:
    """Whether a word may begin or end there by UAX #29."""
    return _BREAK.match(text, place) is not None


@lru_cache(maxsize=8192)
def runs_on(char: str) -> bool:
    """Whether the character's script is written without spaces between words."""
    return _RUNNING.match(char) is not None


def word_starts(text: str) -> list[int]:
    """Where words (and emoji, which count as words) begin."""
    return [match.start() for match in _WORD.finditer(text)]


def word_at(starts: list[int], place: int) -> int:
    """The rank of the word that stands there."""
    return bisect_right(starts, place) - 1


def words(text: str) -> list[str]:
    """The words of a text by UAX #29, as written, without spaces and punctuation.

    A space parts words whatever stands around it, and most of what stands between two comes often.
    """
    first, *others = text.split(" ")
    found = _cut(first)
    for piece in others:
        found += _remembered(piece) if len(piece) <= REMEMBERED else _cut(f" {piece}")
    return found


@lru_cache(maxsize=8192)
def _remembered(piece: str) -> tuple[str, ...]:
    """The words of what stands behind a space, up to the next one."""
    return tuple(_cut(f" {piece}"))


def _cut(text: str) -> list[str]:
    return [piece for piece in _BREAK.split(text) if piece and (piece[0].isalnum() or piece[0] == "_")]
