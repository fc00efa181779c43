"""How a post of a discussion names what a watch listens for: surely or not, in its course, or taken up.

1. A name that is a word as well is named only where the post tells by itself that ours is meant.
2. Who speaks for the name names it as its staff.
3. Others take it up where the sentence that holds it asks them, or where one of the next posts, by somebody
   else, answers directly: as its source says, by the author's name, or by their words, quoted.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.analysis.allegiance import Brand, allegiance
from bot.analysis.own_words import own_spans
from bot.analysis.people import speaker
from bot.analysis.relevance import KnownName, relevance
from bot.analysis.sentences import sentences
from bot.analysis.unanswered import calls
from bot.listening.talk import NEAR, Naming
from bot.models import Mention, Watch
from bot.query import Query
from bot.watches.readings import is_ordinary

SHORTEST: Final = 12
"""Letters of a line by which words that are quoted are known as somebody's."""


def naming(mention: Mention, behind: Sequence[Mention], watch: Watch, query: Query) -> Naming:
    """How a post in which a query holds names what its watch is after; `behind` was written after it."""
    speaks = allegiance(mention, (Brand(watch.name, (watch.name,)),)).value
    known = KnownName((watch.name,), products=watch.products, is_ordinary=is_ordinary(watch))
    if not relevance(mention, known, speaks.name if speaks else "").value:
        return Naming.NONE
    if speaks:
        return Naming.STAFF
    is_taken_up = _asks(mention, query) or any(_answers(each, mention) for each in behind[:NEAR])
    return Naming.TAKEN_UP if is_taken_up else Naming.NAMED


def _asks(mention: Mention, query: Query) -> bool:
    """Whether a sentence of its author's own that holds the name is a question."""
    own = (mention.text[slice(*span)] for span in own_spans(mention.text))
    said = (text[slice(*span)].rstrip() for text in own for span in sentences(text))
    return any(sentence.endswith("?") and bool(query.spots(sentence)) for sentence in said)


def _answers(one: Mention, other: Mention) -> bool:
    """Whether somebody else answers a post directly."""
    if speaker(one) == speaker(other):
        return False
    return other.id in one.answers or calls(one, other) or _quotes(one, other)


def _quotes(one: Mention, other: Mention) -> bool:
    return any(len(line) >= SHORTEST and line in other.text for line in _quoted(one.text))


def _quoted(text: str) -> Iterable[str]:
    return (line.lstrip("> ").rstrip() for line in text.split("\n") if line.startswith(">"))
