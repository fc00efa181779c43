"""A question cut into words: each as it was written, folded, and where it stands."""

from typing import Final

import msgspec
import regex

from bot.text import fold

_TOKEN: Final = regex.compile(
    r"\w{1,3}&\w{1,3}(?!\w)|[@#$]?[\w][\w\u0300-\u036f]*(?:[+#]+(?!\w))?|\p{Extended_Pictographic}(?:[\ufe0f\u200d\p{Emoji_Modifier}]|(?<=\u200d)\p{Extended_Pictographic})*"
    r"|\p{Regional_Indicator}{2}"
)


class Token(msgspec.Struct, frozen=True):
    """A word or an emoji; `sigil` is its `#`, `@` or `$`, `folded` is without it."""

    text: str
    folded: str
    start: int
    end: int
    sigil: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether it is an emoji."""
        return not self.folded[0].isalnum() and self.folded[0] != "_"


def tokens_of(text: str) -> list[Token]:
    """The words of a text; apostrophes, hyphens and all other punctuation end one."""
    return [_token(match) for match in _TOKEN.finditer(text) if _bare(match[0])]


def _token(match: regex.Match[str]) -> Token:
    sigil = match[0][0] if match[0][0] in "@#$" else ""
    return Token(match[0], _bare(match[0]), match.start(), match.end(), sigil)


def _bare(written: str) -> str:
    return fold(written.lstrip("@#$")).strip()
