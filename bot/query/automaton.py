"""The anchors of one field of mentions, in one automaton."""

from itertools import repeat
from typing import Final

from ahocorasick_rs import AhoCorasick

from bot.query.literal_match import ASCII_WORD, Literal
from bot.query.required_literals import RequiredLiteral
from bot.query.tree import Term

_NONE: Final = -1


class Targets:
    """What each of many numbers leads to: mostly one thing, seldom several.

    Kept flat, so that a hundred thousand of them are no work for the garbage collector.
    """

    def __init__(self) -> None:
        self._first: list[int] = []
        self._more: dict[int, list[int]] = {}

    def add(self, number: int, target: int) -> None:
        """Makes the number lead to the target too."""
        missing = number + 1 - len(self._first)
        if missing > 0:
            self._first.extend(repeat(_NONE, missing))
        if self._first[number] == _NONE:
            self._first[number] = target
        else:
            self._more.setdefault(number, []).append(target)

    def put(self, number: int, into: set[int]) -> None:
        """Adds to a set all that the number leads to."""
        into.add(self._first[number])
        if number in self._more:
            into.update(self._more[number])


class Automaton:
    """Finds anchors in a text, and what they lead to. Anchors are noted first, then it is built."""

    def __init__(self) -> None:
        self._numbers: dict[bool | None, dict[str, int]] = {None: {}, False: {}, True: {}}
        self._texts: list[str] = []
        self._judges: list[Literal | None] = []
        self._begins_word = bytearray()
        self._ends_word = bytearray()
        self._targets = Targets()
        self._automaton: AhoCorasick | None = None

    def __bool__(self) -> bool:
        return bool(self._texts) or self._automaton is not None

    def note(self, anchor: RequiredLiteral, target: int) -> None:
        """Makes the anchor lead to the target."""
        judge = _judge(anchor)
        numbers = self._numbers[judge.prefix if judge else None]
        number = numbers.get(anchor.text)
        if number is None:
            number = numbers[anchor.text] = len(self._texts)
            self._texts.append(anchor.text)
            self._judges.append(judge)
            self._begins_word.append(judge is not None and judge.begins_word)
            self._ends_word.append(judge is not None and judge.ends_word)
        self._targets.add(number, target)

    def build(self) -> None:
        """Makes the automaton, once all is noted."""
        if self._texts:
            self._automaton = AhoCorasick(self._texts, store_patterns=False)
        self._texts = []
        for numbers in self._numbers.values():
            numbers.clear()

    def find(self, text: str, into: set[int]) -> None:
        """Adds the targets of all anchors that stand in the text as a whole."""
        if self._automaton is None:
            return
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if hits:
            self._judge(hits, text, into)

    def _judge(self, hits: list[tuple[int, int, int]], text: str, into: set[int]) -> None:
        begins_word, ends_word = self._begins_word, self._ends_word
        judges, put = self._judges, self._targets.put
        size = len(text)
        for number, start, end in hits:
            if begins_word[number] and start and text[start - 1] in ASCII_WORD:
                continue  # inside a word: by far the most usual, and decided without a call
            if ends_word[number] and end < size and text[end] in ASCII_WORD:
                continue
            judge = judges[number]
            if judge is None or judge.fits(text, start, end):
                put(number, into)


def _judge(anchor: RequiredLiteral) -> Literal | None:
    """What says whether the anchor stands somewhere as a whole; None if only its tree can."""
    node = anchor.node
    if anchor.field == "url" or not isinstance(node, Term) or node.exact:
        return None
    return node.literal
