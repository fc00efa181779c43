"""A query: its text, its tree, and what can be asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from bot.models import Mention
from bot.query.highlights import spots
from bot.query.parser import read
from bot.query.required_literals import IN_TEXT, RequiredLiteral, anchors, fewest, lone_letter, rarest
from bot.query.subject import PreparedText, below
from bot.query.switches import threads_switches
from bot.query.tree import And, Node, Not, Or, Scope, Term, Title
from bot.query.wording import explained, is_thing, worded

_FORMS = {"@": "handle", "#": "hashtag", "$": "words"}


class Needle(msgspec.Struct, frozen=True, gc=False):
    """Text without which a query cannot be true of a mention.

    `form` is `words` (one word or a phrase), `handle`, `hashtag` or `prefix`; `text` carries no sigil.
    """

    text: str
    form: str = "words"


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the parts of a query that must all hold; `label` says it in words."""

    label: str
    node: Node

    def keeps(self, asked: Mention | PreparedText) -> bool:
        """Whether this part holds for it."""
        return self.node.holds(_subject(asked))

    @property
    def needs_source(self) -> bool:
        """Whether it asks what only a source can say: who wrote something, in which place, of which kind."""
        node = self.node.node if isinstance(self.node, Not) else self.node
        return isinstance(node, Scope) and node.field in ("author", "place", "source", "kind", "threads")

    def spots(self, text: str) -> list[tuple[int, int]]:
        """Where its words occur in a text as written, those that it denies as well."""
        return spots(self.node.node if isinstance(self.node, Not) else self.node, text)


@dataclass(frozen=True, slots=True)
class Query:
    """A query that makes sense: made by `parse`. `anchors` are what it cannot do without."""

    text: str
    tree: Node
    anchors: tuple[RequiredLiteral, ...]

    def matches(self, asked: Mention | PreparedText) -> bool:
        """Whether it holds for a mention."""
        return self.tree.holds(_subject(asked))

    @property
    def threads(self) -> bool:
        """Whether it wants what answers a mention, too."""
        return all(switch.values[0].text == "yes" for switch in threads_switches(self._parts()))

    def holds_below(self, mention: Mention, above: Mention | None = None) -> bool:
        """Whether it holds for an answer read together with what it answers, and wants such answers.

        That is the mention that names what is watched, where it is at hand, else the heading of its thread.
        Who wrote it, where, in which language, and what it may not say, is asked of the answer itself.
        """
        return self.threads and self.matches(below(mention, above))

    @property
    def matches_nothing(self) -> bool:
        """Whether it can hold for nothing at all."""
        return self.tree == Or(())

    def needles(self) -> tuple[Needle, ...]:
        """What sources can be asked for: every mention it holds for contains one of these.

        None when that cannot be said in words (an author, a place, a regular expression alone).
        """
        found = anchors(self.tree, fewest) or ()
        asked = (anchor.node for anchor in found if anchor.field != "tag")
        needles = tuple(dict.fromkeys(_needle(node) for node in asked if isinstance(node, Term)))
        return needles if all(anchor.field in IN_TEXT for anchor in found) else ()

    def languages(self) -> tuple[str, ...]:
        """The languages it asks for; none means any."""
        asked = [node for node in self._parts() if isinstance(node, Scope) and node.field == "lang"]
        return tuple(value.text for value in asked[0].values) if asked else ()

    def sources(self) -> tuple[Term, ...]:
        """The names of sources it speaks of, wanted or not, with their places."""
        return tuple(_sources(self.tree))

    def lone_letter(self) -> Term | None:
        """The single letter that is all it asks for, or a branch of it: it matches nearly everything."""
        return lone_letter(self.tree)

    def without_exclusions(self) -> "Query":
        """The query with all it leaves out: what to ask of sources so that what it drops is seen."""
        kept = tuple(node for node in self._parts() if not isinstance(node, Not))
        if len(kept) == len(self._parts()):
            return self
        return Query(self.text, kept[0] if len(kept) == 1 else And(kept), self.anchors)

    def excluded(self) -> tuple[str, ...]:
        """Words and phrases that nothing it holds for contains, whatever their case.

        Plain ones alone: of `C++` or of one letter a search may leave out far more than is meant.
        """
        out = [node.node for node in self._parts() if isinstance(node, Not)]
        terms = [term for node in out for term in (node.nodes if isinstance(node, Or) else (node,))]
        return tuple(
            term.text
            for term in terms
            if isinstance(term, Term) and not (term.exact or term.prefix) and _is_plain(term.text)
        )

    def authors(self) -> tuple[str, ...]:
        """The whole names of authors that it asks about, wanted or not."""
        return tuple(dict.fromkeys(_authors(self.tree)))

    def explain(self) -> str:
        """The query read back in words, terms between asterisks."""
        return explained(self.tree)

    def clauses(self) -> tuple[Clause, ...]:
        """The parts that must all hold, those about words first."""
        parts = sorted(self._parts(), key=lambda node: not is_thing(node))
        return tuple(Clause(worded(node), node) for node in parts)

    def first_failed_clause(self, asked: Mention | PreparedText) -> Clause | None:
        """The first part that does not hold for a mention; None when it matches."""
        subject = _subject(asked)
        return next((clause for clause in self.clauses() if not clause.keeps(subject)), None)

    def spots(self, text: str) -> list[tuple[int, int]]:
        """Where its words occur in a text as written: spans in order, none overlapping another."""
        return spots(self.tree, text)

    def _parts(self) -> tuple[Node, ...]:
        return self.tree.nodes if isinstance(self.tree, And) else (self.tree,)


def parse(text: str) -> Query:
    """The query in that text. Raises `BadQuery`."""
    tree = read(text)
    return Query(text, tree, anchors(tree, rarest) or ())


def nothing(text: str) -> Query:
    """A query that holds for nothing: what stands for one that cannot be read."""
    return Query(text, Or(()), ())


def _subject(asked: Mention | PreparedText) -> PreparedText:
    return asked if isinstance(asked, PreparedText) else PreparedText(asked)


def _is_plain(text: str) -> bool:
    return len(text) > 1 and all(map(str.isalnum, text.split()))


def _needle(term: Term) -> Needle:
    if term.prefix:
        return Needle(term.text.lstrip("@#$"), "prefix")
    form = _FORMS.get(term.text[:1], "")
    if form and term.text[1:] and " " not in term.text:
        return Needle(term.text[1:], form)
    return Needle(term.text)


def _authors(node: Node) -> Iterator[str]:
    match node:
        case Scope() if node.field == "author":
            yield from (value.text for value in node.values if not value.prefix)
        case And() | Or():
            for each in node.nodes:
                yield from _authors(each)
        case Not() | Title():
            yield from _authors(node.node)


def _sources(node: Node) -> Iterator[Term]:
    match node:
        case Scope(field="source"):
            yield from node.values
        case And() | Or():
            for each in node.nodes:
                yield from _sources(each)
        case Not():
            yield from _sources(node.node)
