"""The names in a question that nobody watches: by how they are written, and where they stand."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import regex

from bot.commands.common_words import is_common, is_hour
from bot.commands.tokens import Token, tokens_of
from bot.commands.vocabulary import (
    ASKING,
    BEFORE,
    COMPARED,
    COMPARING,
    COURTESY,
    FRAME,
    GRAMMAR,
    LISTING,
    OBJECT,
    SMALL,
)
from bot.commands.watched_names import Named
from bot.emoji import is_gesture
from bot.text import fold

LONGEST: Final = 4
"""Words of a name that is not watched."""
_GLUE: Final = regex.compile(r"(?: ?[&+] ?| |['’.\-_])")
_OF: Final = frozenset({"de", "du", "des", "d"})
_QUOTED: Final = regex.compile(r"[\"“„«]\s*([^\"“”„«»]{2,80}?)\s*[\"”“»]")


def unwatched_names(
    text: str, tokens: Sequence[Token], timed: frozenset[int], named: Sequence[Named]
) -> list[str]:
    """Names that nobody watches here; beside a watched one only those that are listed with it."""
    if not named and (quoted := _QUOTED.search(text)):
        return [" ".join(quoted[1].split())]
    if not named and not timed and _is_titled_name(text, tokens):
        return [text[tokens[0].start : tokens[-1].end]]
    taken = {place for each in named for place in range(each.first, each.last + 1)}
    reading = _Reading(text, tokens, timed, taken)
    runs = reading.runs()
    found = [run for run in runs if reading.is_listed(run, taken)] if named else reading.asked(runs)
    return [text[tokens[first].start : tokens[last].end] for first, last in sorted(found)]


def _is_titled_name(text: str, tokens: Sequence[Token]) -> bool:
    """Whether common words in capitals are a name together and all that was written: `Red Bike`."""
    words = text.strip("?!. ").split()
    return (
        is_titled(words)
        and 1 < len(tokens) <= LONGEST
        and all(map(is_common, tokens))
        and tokens[0].folded not in ASKING
        and not all(token.folded in COURTESY for token in tokens)
    )


def is_titled(words: Sequence[str]) -> bool:
    """Whether words are written as a name of several is: each but the small ones with a capital."""
    large = [word for word in words if fold(word) not in SMALL]
    return len(large) > 1 and words[0][:1].isupper() and all(_is_title(word) for word in large)


def _is_title(word: str) -> bool:
    return word[:1].isupper() and not (len(word) > 1 and word.isupper())


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
        if self._is_shouted or not all(map(_is_capital, ends)):
            return False
        is_all = place == len(self._tokens) - 1 and place == 2
        return between.text == "of" or (
            between.text in _OF and (is_all or not self._begins_sentence(self._tokens[place - 2]))
        )

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
        return not (token.is_drawn or token.folded.isdecimal() or is_common(token))

    def _may_name(self, place: int) -> bool:
        """Whether a word may be (a part of) a name."""
        token = self._tokens[place]
        if token.is_drawn:
            asked = len(self._tokens) == 1 or self._before((place, place)) in FRAME
            return asked and not self._is_spelt and not is_gesture(token.text)
        if token.sigil:
            return True
        if is_hour(token):
            return False
        if token.folded.isdecimal():
            is_number = _is_capital(self._tokens[place - 1]) or len(token.folded) < 4
            return place > 0 and is_number and self._may_name(place - 1)
        if len(token.folded) == 1:
            return not token.folded.isascii()
        if not is_common(token) or self._is_dotted(place):
            return True
        return (
            _is_capital(token)
            and not self._is_shouted
            and token.folded not in GRAMMAR | COURTESY
            and not self._begins_sentence(token)
        )

    def _is_dotted(self, place: int) -> bool:
        """Whether a dot ties a word to another, as in booking.com, back-market.example."""
        return "." in self._ties(place, -1) + self._ties(place, 1)

    def _ties(self, place: int, step: int) -> str:
        """The dots and hyphens that tie a word to those on one side of it."""
        found = ""
        while 0 < (between := place + max(step, 0)) < len(self._tokens) and self._gap(between) in {".", "-"}:
            found += self._gap(between)
            place += step
        return found

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
        and not all(map(is_common, tokens_of(words)))
    )
