"""A text cut into what the word lists look for: words, marks that end or part sentences, emoji, emoticons.

1. A word is folded (`bot.text.fold`); French elisions stand alone (`l'`, `qu'`), English contractions are
   one word without their apostrophe (`don't` is `dont`), since many people type none.
2. A letter that is drawn out (`sooo`, `nuuul`) is held once or twice, whichever a list knows; the token
   says that it was.
3. A hashtag is cut where its capitals begin words: `#ZorblaxFail` holds `fail`.
4. Addresses and handles are one token each that no list knows.
5. A mark that stands alone, such as an accent behind a space, is no token: nothing is left of it once folded.
6. An underscore belongs to a word only within it: at its ends it is Markdown's emphasis.
"""

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

import msgspec
import regex

from bot.text import blank_addresses, fold

_ELIDED: Final = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’ʼ`´]"
_EMOTICON: Final = r"[<>]?[:;=][-o^']?(?:[()\[\]/\\|DPpOo3*]|'\()(?!\w)|<3|\^\^|xD+\b|XD+\b|:'\("
_PIECE: Final = regex.compile(
    r"(?P<word>(?![xX]D)[a-zA-Z]++(?![\w\p{M}'’ʼ`´]))"  # as most are: the rules below would say the same
    rf"|(?P<handle>(?<!\w)@[\w.\-]*\w)"
    rf"|(?P<tag>(?<!\w)#\w+)"
    rf"|(?P<face>(?<!\w){_EMOTICON}"
    r"|[\p{Extended_Pictographic}--[\d#*©®™]][\ufe0f\p{Emoji_Modifier}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*)*)"
    rf"|(?P<elided>(?<![\w'’])(?i:{_ELIDED})(?=\w))"
    r"|(?P<word>[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}_]*[\p{L}\p{M}\p{N}])?(?:['’ʼ][\p{L}]+)*|/s\b)"
    r"|(?P<stop>[.!?…。！？]+|\n+|[\ufffc]+)"
    r"|(?P<part>[,;:()«»“”\"„]|--+|[–—])",
    regex.V1,
)
_HUMPS: Final = regex.compile(r"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+")
_KEPT: Final = ("'ll", "'re", "'d")
_DRAWN: Final = regex.compile(r"([^\W\d_])\1{2,}")
_MODIFIED: Final = regex.compile(r"[\ufe0f\p{Emoji_Modifier}]")
REMEMBERED: Final = 24
"""Letters of a word up to which its form is remembered: longer ones seldom come again."""
_INNER_ELISION: Final = regex.compile(rf"(?i:{_ELIDED})(?=\w{{2}})")


class Sort(Enum):
    """What a token is."""

    WORD = "word"
    FACE = "face"
    STOP = "stop"
    PART = "part"
    NAME = "name"  # a handle


class Token(msgspec.Struct, frozen=True, gc=False):
    """A folded piece of a text, where it stands, and how it was written."""

    form: str
    start: int
    end: int
    sort: Sort = Sort.WORD
    drawn: bool = False
    shouted: bool = False
    short: str = ""
    """Of a drawn-out word, the form with each letter once; `form` keeps two."""


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text in their order."""
    return tuple(token_by_token(text))


def token_by_token(text: str) -> Iterator[Token]:
    """The same, each cut when it is asked for: for whoever reads the beginning of a text alone."""
    for piece in _PIECE.finditer(blank_addresses(text)):
        for token in _read(text, piece):
            if token.form:
                yield token


def _read(text: str, piece: "regex.Match[str]") -> list[Token]:
    start, end = piece.span()
    match piece.lastgroup:
        case "word":
            return _word(text[start:end], start)
        case "elided":
            return [Token(fold(piece[0]), start, end)]
        case "tag":
            humps = _HUMPS.finditer(text[start + 1 : end])
            return [_form(hump[0], start + 1 + hump.start()) for hump in humps]
        case "face":
            return [Token(_MODIFIED.sub("", piece[0]), start, end, Sort.FACE)]
        case "handle":
            return [Token("@", start, end, Sort.NAME)]
        case "stop":
            return [Token(_stop(piece[0]), start, end, Sort.STOP)]
        case _:
            return [Token(piece[0], start, end, Sort.PART)]


def _stop(mark: str) -> str:
    return "?" if "?" in mark or "？" in mark else "!" if "!" in mark or "！" in mark else mark[0]


def _word(word: str, start: int) -> list[Token]:
    """A word that stands there; two where a French elision stands inside of it (`aujourd'hui` is one)."""
    return [
        Token(
            part.form, start + part.start, start + part.end, Sort.WORD, part.drawn, part.shouted, part.short
        )
        for part in (_parts(word) if len(word) <= REMEMBERED else _cut(word))
    ]


@lru_cache(maxsize=8_192)
def _parts(word: str) -> tuple[Token, ...]:
    """The same of a word by itself: most words of a text are common ones."""
    return _cut(word)


def _cut(word: str) -> tuple[Token, ...]:
    inner = _INNER_ELISION.match(word)
    if inner and inner.end() < len(word):
        return Token(fold(inner[0]), 0, inner.end()), _form(word[inner.end() :], inner.end())
    return (_form(word, 0),)


def _form(written: str, start: int) -> Token:
    """The word, or the part of one, that stands there, as lists look for it."""
    form, end, shouted = _joined(fold(written)), start + len(written), _is_shouted(written)
    if not _DRAWN.search(form):
        return Token(form, start, end, shouted=shouted)
    short = _DRAWN.sub(r"\1", form)
    return Token(_DRAWN.sub(r"\1\1", form), start, end, drawn=True, shouted=shouted, short=short)


def _joined(form: str) -> str:
    """A contraction without its apostrophe, but where it would be another word (`he'll`, `we're`)."""
    return form if form.endswith(_KEPT) else form.replace("'", "")


def _is_shouted(written: str) -> bool:
    return len(written) > 2 and written.isupper()
