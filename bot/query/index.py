"""All queries at once: one pass over a text finds the queries worth asking.

Each tree gives up anchors, the pieces it cannot do without. One automaton finds those of all trees
in the folded text; only trees that were touched are asked. A query that is one plain term needs not
even that: its anchor, standing there as a whole, is the answer.
"""

from collections.abc import Container, Iterable, Mapping

from bot.models import Mention
from bot.query.automaton import Automaton, Targets
from bot.query.query import Query
from bot.query.required_literals import RequiredLiteral, asks_author
from bot.query.subject import PreparedText
from bot.query.tree import Node, Pattern, Term
from bot.text import loosen


class Index:
    """Many queries, by the id of their watch. To change it, build anew."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        self._trees: list[Node | None] = []
        self._watches: list[str] = []
        self._ask_author: set[int] = set()
        self._same: dict[int, list[str]] = {}
        self._text, self._phrases = Automaton(), Automaton()
        self._address, self._author, self._place = Automaton(), Automaton(), Automaton()
        self._fields = {
            "text": self._text,
            "tag": self._text,
            "phrase": self._phrases,
            "url": self._address,
            "author": self._author,
            "place": self._place,
        }
        self._sites: dict[str, int] = {}
        self._at_site = Targets()
        self._patterns: dict[str, int] = {}
        self._like: list[Pattern] = []
        self._of_pattern = Targets()
        self._size = len(queries)
        self._add(queries.items())
        for finder in (self._text, self._phrases, self._address, self._author, self._place):
            finder.build()
        self._text_alone = not (self._sites or self._patterns or self._address)
        self._by_name = bool(self._author or self._place)

    def __len__(self) -> int:
        return self._size

    @property
    def heeds_addresses(self) -> bool:
        """Whether some query is looked for by where mentions point to."""
        return bool(self._address or self._sites)

    def matches(self, asked: Mention | PreparedText) -> set[str]:
        """The ids of the queries that hold for a mention."""
        subject = asked if isinstance(asked, PreparedText) else PreparedText(asked)
        touched = self._touched(subject)
        if self._by_name:
            _find_name(self._author, subject.author, touched)
            _find_name(self._place, subject.place, touched)
        return self._held(subject, touched) if touched else set()

    def possible(self, subject: PreparedText) -> set[str]:
        """The ids of the queries that hold, or may hold once the author's name is known.

        Queries that are looked for under an author or place alone are left out.
        """
        return self._held(subject, self._touched(subject), self._ask_author)

    def touches(self, subject: PreparedText) -> bool:
        """Whether it holds what some query cannot do without; an author or place is not looked at."""
        return bool(self._touched(subject))

    def _touched(self, subject: PreparedText) -> set[int]:
        touched: set[int] = set()
        self._text.find(subject.folded, touched)
        if self._phrases:
            self._phrases.find(subject.loosened, touched)
        if not self._text_alone:
            self._find_elsewhere(subject, touched)
        return touched

    def _held(self, subject: PreparedText, touched: set[int], given: Container[int] = ()) -> set[str]:
        found: set[str] = set()
        for number in touched:
            tree = self._trees[number]
            if tree is None or number in given or tree.holds(subject):
                found.add(self._watches[number])
                if number in self._same:
                    found.update(self._same[number])
        return found

    def _find_elsewhere(self, subject: PreparedText, touched: set[int]) -> None:
        if self._address:
            self._address.find(subject.folded_addresses, touched)
        if self._sites:
            for host in subject.hosts & self._sites.keys():
                self._at_site.put(self._sites[host], touched)
        for number, pattern in enumerate(self._like):
            if pattern.holds(subject):
                self._of_pattern.put(number, touched)

    def _add(self, queries: Iterable[tuple[str, Query]]) -> None:
        numbers: dict[str, int] = {}
        for watch, query in queries:
            number = numbers.setdefault(query.text, len(self._watches))
            if number < len(self._watches):
                self._same.setdefault(number, []).append(watch)
                continue
            tree = query.tree
            self._watches.append(watch)
            self._trees.append(None if isinstance(tree, Term) and not tree.exact else tree)
            if self._trees[number] is not None and asks_author(tree):
                self._ask_author.add(number)
            for anchor in query.anchors:
                self._note(anchor, number)

    def _note(self, anchor: RequiredLiteral, number: int) -> None:
        if anchor.field == "site":
            self._at_site.add(self._sites.setdefault(anchor.text, len(self._sites)), number)
        elif isinstance(anchor.node, Pattern):
            pattern = self._patterns.setdefault(anchor.text, len(self._like))
            if pattern == len(self._like):
                self._like.append(anchor.node)
            self._of_pattern.add(pattern, number)
        else:
            self._fields[anchor.field].note(anchor, number)


def _find_name(finder: Automaton, name: str, touched: set[int]) -> None:
    """Looks for words in a name, and for phrases in its loosened form where that is another."""
    if name and finder:
        finder.find(name, touched)
        if not name.isalnum() and (loosened := loosen(name)) != name:
            finder.find(loosened, touched)
