"""Whether a word before a name is somebody's first name, and the name behind it a surname."""

from collections.abc import Iterable, Sequence

from bot.analysis.ordinary_names import entries
from bot.analysis.tokens import Sort, Token


def is_first_name(text: str, read: Sequence[Token], i: int, names: Iterable[str]) -> bool:
    """Whether a word with a capital is a common first name; or no word, before a surname, in a sentence.

    `names` are those that stand behind it.
    """
    token = read[i]
    written = text[token.start : token.end]
    if token.sort is not Sort.WORD or not written[0].isupper() or written[-1] in "'’":
        return False
    if token.form in entries("first_name"):
        return True
    if not i or read[i - 1].sort is Sort.STOP or not written[1:].islower():
        return False
    is_word = {token.form, token.form.removesuffix("s")} & (entries("english") | entries("french"))
    return not is_word and any(name.casefold() in entries("surname") for name in names)
