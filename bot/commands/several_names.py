"""Several names typed as one: a watch each is offered, and the words as they stand."""

from typing import Final

import msgspec
import regex

from bot.query import read_name

_APART: Final = regex.compile(r"\s*;\s*|\s*(?<!\d),\s*|\s*,(?!\d)\s*|\s+(?:et|and|ou|or)\s+")
"""Between two names; what stands in capitals is meant for an operator."""
_LEGAL: Final = regex.compile(
    r"(?:inc|ltd|llc|llp|plc|corp|co|gmbh|ag|kg|sa|sas|sasu|sarl|eurl|snc|srl|spa|bv|nv|oy|ab|as|lp|pty|limited"
    r"|incorporated|corporation)\.?",
    regex.IGNORECASE,
)
"""What follows a comma within one name: Acme, Inc."""
_QUOTES: Final = '"“”„«»'


class SeveralNames(msgspec.Struct, frozen=True):
    """Names that were typed together, and what was typed after them to narrow each."""

    names: tuple[str, ...]
    rest: str
    typed: str

    def apart(self) -> list[str]:
        """What to type for each name alone, after the kind of watch."""
        return [f"{name} {self.rest}".strip() for name in self.names]

    def as_one(self) -> str:
        """What to type for all of it as one name, after the kind of watch."""
        return f'"{self.typed}" {self.rest}'.strip()


def several_names(words: str) -> SeveralNames | None:
    """The names typed with commas, *and*, *et*, *or*, *ou* between; None for one name, or one in quotes.

    A name before ` = ` is meant as it stands. Raises `BadQuery`.
    """
    if words[:1] in _QUOTES or words[:1] == "=":
        return None
    typed, rest = read_name(words)
    if rest.startswith("="):
        return None
    parts = [part for part in _APART.split(typed) if part]
    names: list[str] = []
    for part in parts:
        if names and _LEGAL.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    return SeveralNames(tuple(dict.fromkeys(names)), rest, typed) if len(names) > 1 else None


def read_names(words: str, *, apart: bool) -> list[str]:
    """What was typed for each of several names, or for all of it as one name. Raises `BadQuery`."""
    found = several_names(words)
    if found is None:
        return [words]
    return found.apart() if apart else [found.as_one()]
