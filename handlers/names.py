"""The names in a question: those that are watched, and others by how they are written and where."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import msgspec
import regex

from bot.emoji import is_gesture
from handlers.commands import one_letter_away
from handlers.tokens import Token, tokens_of
from handlers.vocabulary import (
    BEFORE,
    COMMON,
    COMPARED,
    COMPARING,
    COURTESY,
    FRAME,
    GRAMMAR,
    LISTING,
    OBJECT,
)

SHORTEST: Final = 4
"""Letters of a name that may be misspelt: of three, another letter makes another name."""
LONGEST: Final = 4
"""Words of a name that is not watched."""
_GLUE: Final = regex.compile(r"(?: ?[&+] ?| |['’.\-_])")
_QUOTED: Final = regex.compile(r"[\"“„«]\s*([^\"“”„«»]{2,80}?)\s*[\"”“»]")


class Named(msgspec.Struct, frozen=True):
    """A watched name in a question: which watch, from which token to which, and how it was written."""

    watch: int
    first: int
    last: int
    written: str
    is_near: bool = False


def watched_names(tokens: Sequence[Token], watched: Sequence[str]) -> list[Named]:
    """The watched names in their order; those a letter away only where none is written as it is."""
    squeezed = ["".join(token.folded for token in tokens_of(name)) for name in watched]
    exact = list(_exact(tokens, watched, squeezed))
    return exact or list(_near(tokens, squeezed))


def _exact(tokens: Sequence[Token], watched: Sequence[str], squeezed: Sequence[str]) -> Iterator[Named]:
    place = 0
    while place < len(tokens):
        ends = [
            (end, watch)
            for end, written in _windows(tokens, place)
            for watch, name in enumerate(squeezed)
            if name and name == written and _as_apart(tokens[place : end + 1], watched[watch])
        ]
        if ends:
            end, watch = max(ends, key=lambda each: (each[0], -each[1]))
            yield Named(watch, place, end, _written(tokens, place, end))
            place = end
        place += 1


def _as_apart(tokens: Sequence[Token], name: str) -> bool:
    """Whether a name was not pieced together of more words than it has: `it is` is no ITIS."""
    return len(tokens) <= len(tokens_of(name)) or not all(token.folded in COMMON for token in tokens)


def _near(tokens: Sequence[Token], squeezed: Sequence[str]) -> Iterator[Named]:
    place = 0
    while place < len(tokens):
        found = _nearest(tokens, place, squeezed)
        if found:
            watch, end = found
            yield Named(watch, place, end, _written(tokens, place, end), is_near=True)
            place = end
        place += 1


def _nearest(tokens: Sequence[Token], place: int, squeezed: Sequence[str]) -> tuple[int, int] | None:
    for end, written in sorted(_windows(tokens, place), reverse=True):
        if all(token.folded in COMMON for token in tokens[place : end + 1]):
            continue
        if tokens[place].folded in GRAMMAR or tokens[end].folded in GRAMMAR:
            continue
        for watch, name in enumerate(squeezed):
            begins_alike = len(name) > SHORTEST or name[0] == written[0]
            if len(name) >= SHORTEST and begins_alike and one_letter_away(name, written):
                return watch, end
    return None


def _windows(tokens: Sequence[Token], place: int) -> Iterator[tuple[int, str]]:
    """Each run of words that begins there, as its last place and all of its letters together."""
    written = ""
    for end in range(place, min(place + LONGEST + 2, len(tokens))):
        written += tokens[end].folded
        yield end, written


def _written(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first : last + 1])


def unwatched_names(
    text: str, tokens: Sequence[Token], timed: frozenset[int], named: Sequence[Named]
) -> list[str]:
    """Names that nobody watches here; beside a watched one only those that are listed with it."""
    if not named and (quoted := _QUOTED.search(text)):
        return [" ".join(quoted[1].split())]
    taken = {place for each in named for place in range(each.first, each.last + 1)}
    reading = _Reading(text, tokens, timed, taken)
    runs = reading.runs()
    found = [run for run in runs if reading.is_listed(run, taken)] if named else reading.asked(runs)
    return [text[tokens[first].start : tokens[last].end] for first, last in sorted(found)]


Run = tuple[int, int]
"""The first and the last place of words that may be a name together."""


class _Reading:
    """The words of one question, of which some are taken for watched names and some tell a time."""

    def __init__(
        self, text: str, tokens: Sequence[Token], timed: frozenset[int], taken: Collection[int]
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._timed = timed
        self._apart = timed | frozenset(taken)
        words = [token.text for token in tokens if len(token.folded) > 3]
        self._is_shouted = text.isupper() or (len(words) > 2 and all(word[0].isupper() for word in words))
        is_compared = any(token.folded in COMPARED for token in tokens)
        self._linking = LISTING | (COMPARING | COMPARED if is_compared else frozenset())
        self._is_spelt = any(self._is_uncommon(token) for token in tokens)

    def runs(self) -> list[Run]:
        """Runs of words that may be a name together, of four at most."""
        found: list[Run] = []
        for place in range(len(self._tokens)):
            if place in self._apart or not self._may_name(place):
                continue
            before = found[-1][1] if found else -9
            if (before == place - 1 and self._is_joined(place)) or (
                before == place - 2 and self._is_of(place)
            ):
                found[-1] = (found[-1][0], place)
            else:
                found.append((place, place))
        return [run for run in map(self._trimmed, found) if run[1] - run[0] < LONGEST]

    def _is_of(self, place: int) -> bool:
        """Whether a word and the one before the last are a name together: `Bank of England`."""
        between = self._tokens[place - 1]
        ends = self._tokens[place - 2], self._tokens[place]
        return between.text == "of" and all(map(_is_capital, ends)) and not self._is_shouted

    def _trimmed(self, run: Run) -> Run:
        """A run with capitals ends where they end: `Brimeo doing` is Brimeo."""
        capitals = [place for place in range(run[0], run[1] + 1) if _is_capital(self._tokens[place])]
        if not capitals or self._is_shouted:
            return run
        last = capitals[-1]
        while last < run[1] and self._tokens[last + 1].folded.isdecimal():
            last += 1
        return capitals[0], last

    def asked(self, runs: Sequence[Run]) -> list[Run]:
        """The names that are asked about where none is watched, with what is listed beside them."""
        strong = [run for run in runs if self._is_strong(run)]
        strong = [run for run in strong if self._before(run) in FRAME - {"on"}] or strong
        found = strong[:1] or [run for run in runs if self._is_weak(run, runs)][:1]
        while more := [run for run in runs if run not in found and self.is_listed(run, _places(found))]:
            found += more
        return found

    def is_listed(self, run: Run, names: Collection[int]) -> bool:
        """Whether it is asked about beside a name: `Acme and Brimeo`, `Acme, Brimeo`."""
        first, last = run
        if first - 1 in names:
            return "," in self._gap(first) or "/" in self._gap(first)
        return self._leads(last + 1, 1, names) or self._leads(first - 1, -1, names)

    def _leads(self, place: int, step: int, names: Collection[int]) -> bool:
        """Whether words that list stand from there on, up to a name."""
        between: set[str] = set()
        while 0 <= place < len(self._tokens) and place not in names:
            if (word := self._tokens[place].folded) not in self._linking:
                return False
            between.add(word)
            place += step
        return place in names and not between <= COMPARED

    def _is_uncommon(self, token: Token) -> bool:
        return not token.is_drawn and not token.folded.isdecimal() and token.folded not in COMMON

    def _may_name(self, place: int) -> bool:
        """Whether a word may be (a part of) a name."""
        token = self._tokens[place]
        if token.is_drawn:
            asked = len(self._tokens) == 1 or self._before((place, place)) in FRAME
            return asked and not self._is_spelt and not is_gesture(token.text)
        if token.sigil:
            return True
        if token.folded.isdecimal():
            return place > 0 and _is_capital(self._tokens[place - 1]) and self._may_name(place - 1)
        if len(token.folded) == 1:
            return not token.folded.isascii()
        if token.folded not in COMMON or self._is_dotted(place):
            return True
        return (
            _is_capital(token)
            and not self._is_shouted
            and token.folded not in GRAMMAR | COURTESY
            and not self._begins_sentence(token)
        )

    def _is_dotted(self, place: int) -> bool:
        """Whether a dot ties a word to its neighbour, as in booking.com."""
        return any(0 < each < len(self._tokens) and self._gap(each) == "." for each in (place, place + 1))

    def _begins_sentence(self, token: Token) -> bool:
        before = self._text[: token.start].rstrip(" \"“«'’(¿¡*_")
        return not before or before[-1] in ".?!:;…\n" or not any(map(str.isalnum, before))

    def _is_joined(self, place: int) -> bool:
        drawn = self._tokens[place].is_drawn or self._tokens[place - 1].is_drawn
        return not drawn and _GLUE.fullmatch(self._gap(place)) is not None

    def _gap(self, place: int) -> str:
        """What stands between a word and the one before it."""
        return self._text[self._tokens[place - 1].end : self._tokens[place].start]

    def _before(self, run: Run) -> str:
        return self._tokens[run[0] - 1].folded if run[0] and run[0] - 1 not in self._timed else ""

    def _is_strong(self, run: Run) -> bool:
        """Whether it looks like a name wherever it stands: capitals, digits, a sigil, a dot inside."""
        own = self._tokens[run[0] : run[1] + 1]
        if any(token.sigil or token.is_drawn for token in own):
            return True
        written = self._text[own[0].start : own[-1].end]
        cased = not self._text.isupper() and any(map(_is_capital, own))
        return cased or regex.search(r"\w[.&+]\w", written) is not None

    def _is_weak(self, run: Run, runs: Sequence[Run]) -> bool:
        """Whether a name written small stands where names stand, or is all that was written."""
        first, last = run
        if last - first >= LONGEST - 1:
            return False
        others = [
            token.folded
            for place, token in enumerate(self._tokens)
            if not first <= place <= last and place not in self._timed and not token.is_drawn
        ]
        if all(word in COURTESY for word in others) or (len(others) < 3 and not GRAMMAR.intersection(others)):
            return True
        if any(each != run and not self.is_listed(each, _places([run])) for each in runs):
            return False
        after = self._tokens[last + 1].folded if last + 1 < len(self._tokens) else ""
        alone = all(self._tokens[place].folded in COURTESY for place in range(first))
        return self._before(run) in OBJECT or after in BEFORE or (alone and last + 1 in self._timed)


def _places(runs: Iterable[Run]) -> set[int]:
    return {place for first, last in runs for place in range(first, last + 1)}


def _is_capital(token: Token) -> bool:
    return any(map(str.isupper, token.text)) or (
        any(map(str.isdecimal, token.text)) and any(map(str.isalpha, token.text))
    )


def looks_like_name(words: str) -> bool:
    """Whether one to three words may be a name: none of them asks, and one of them is no common word."""
    folded = [token.folded for token in tokens_of(words)]
    return (
        0 < len(folded) <= 3
        and not any(word in GRAMMAR | COURTESY for word in folded)
        and not all(word in COMMON for word in folded)
    )
