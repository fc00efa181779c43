"""What somebody may have meant for an operator, and is looked for as words."""

from typing import Final

import regex

from bot.locale import _

_OPERATORS: Final = {"ET": "AND", "OU": "OR", "NON": "NOT", "SAUF": "NOT"}
_QUOTED: Final = regex.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')
_APART: Final = regex.compile(r"(?<=\s)[-–−]\s+(?<word>\w+)")


def hint(text: str) -> str:
    """What a query as typed may not say as it was meant, in a sentence; empty where nothing is odd."""
    bare = _QUOTED.sub(" ", text.rpartition(" = ")[2])
    if found := _APART.search(bare):
        word = found["word"]
        return _(
            "The dash before “{word}” counts as a space; -{word}, without one between, leaves it out.",
            word=word,
        )
    words = bare.split()
    foreign = next((word for word in words[1:] if word in _OPERATORS), "")
    if not foreign or bare.isupper():  # a name in capitals throughout
        return ""
    return _(
        "“{foreign}” is looked for as a word; the operator is {operator}.",
        foreign=foreign,
        operator=_OPERATORS[foreign],
    )
