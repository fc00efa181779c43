"""Whether a text is signed by who speaks for a brand: "Sorry about that. Tomasz, founder of Acme".

1. The title (`signs` in `words/LANGUAGE/allegiance.toml`) ends the text.
2. Before it in its sentence stands nothing; or a name that is the author's, or one common first name, behind
   words of farewell or none. "An interview with Tim Cook, Acme CEO" tells of somebody.
3. Something else was written: a title alone is a headline.

Or its last line, what follows its last sentence, or what stands in brackets at its end is a signature:
the author's own name and the brand's ("M. Ferrand, conseil technique, Acme" of `m-ferrand`), or the brand's
and an office ("(Acme, cloud.)"). Who pastes an answer that they were sent has another name.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from bot.analysis.lexicon import Found, word_lists
from bot.analysis.ordinary_names import entries
from bot.analysis.tokens import Sort, Token
from bot.text import fold

_BREAKS: Final = re.compile(r"[.!?…\n–—]")
_ENDS: Final = re.compile(r"\n|(?<=[.!?…])\s")
_BRACKETS: Final = re.compile(r"\(([^()\n]*)\)[\s.]*$")
_AROUND: Final = " \t.—–-"
TAIL: Final = 200
"""Characters at the end of a text among which its signature is looked for."""
MOST: Final = 8
"""Words of a signature."""
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_signature(hit: Found, text: str, read: Sequence[Token], author: str) -> bool:
    """Whether a title that was found in an author's text signs it."""
    if any(token.sort is Sort.WORD for token in read[hit.last :]):
        return False
    written = text[: read[hit.first].start]
    *others, beside = _BREAKS.split(written)
    return _WORDS.search("".join(others)) is not None and _is_name(_WORDS.findall(beside), author)


def closing(text: str, author: str, names: Iterable[str]) -> str:
    """The signature with a brand of these names that ends an author's text; empty where there is none."""
    before, line = _parted(text.rstrip())
    if not _WORDS.search(before) or len(_WORDS.findall(line)) > MOST:
        return ""
    return line if any(_signs(line, author, name) for name in names if name) else ""


def _parted(text: str) -> tuple[str, str]:
    """A text without its last brackets, line or sentence, and what these hold; empty where it has but one."""
    tail = text[-TAIL:]
    if found := _BRACKETS.search(tail):
        return text[: -len(tail) + found.start()], found[1].strip(_AROUND)
    starts = [found.end() for found in _ENDS.finditer(tail)]
    return (text[: -len(tail) + starts[-1]], tail[starts[-1] :].strip(_AROUND)) if starts else (text, "")


def _signs(line: str, author: str, name: str) -> bool:
    """Whether beside a brand stands its author's name, or an office and nothing else."""
    before, found, behind = line.partition(name)
    if not found or before[-1:].isalnum() or behind[:1].isalnum() or any(map(str.islower, _strange(behind))):
        return False
    who, _, what = before.partition(",")
    if _is_own(_WORDS.findall(who), author):
        return not _WORDS.search(what) or _names_office(what)
    return not _strange(before) and not _strange(behind) and _names_office(line)


def _is_own(words: Sequence[str], author: str) -> bool:
    """Whether words are a name, and one of them a part of the author's."""
    parts = re.split(r"[\W_]+", fold(author))
    return not any(map(str.islower, words)) and any(fold(word) in parts for word in words)


def _names_office(line: str) -> bool:
    return any(fold(word) in _known("offices") for word in _WORDS.findall(line))


def _strange(line: str) -> list[str]:
    """The words that are no office, nothing around one, and no farewell."""
    known = _known("offices", "around_offices", "farewells")
    return [word for word in _WORDS.findall(line) if fold(word) not in known]


@cache
def _known(*lists: str) -> frozenset[str]:
    return frozenset(fold(word) for name in lists for word in word_lists("any", "allegiance")[name])


def _is_name(words: Sequence[str], author: str) -> bool:
    farewells = frozenset(word_lists("any", "allegiance")["farewells"])
    name = [fold(word) for word in words]
    while name and name[0] in farewells:
        name.pop(0)
    own = frozenset(re.split(r"[\W_]+", fold(author)))
    return not name or set(name) <= own or (len(name) == 1 and name[0] in entries("first_name"))
