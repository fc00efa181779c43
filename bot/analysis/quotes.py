"""What is quoted of a mention: the passage of its author's own words that tells most.

1. The longest run of whole sentences up to 220 characters (`passages`), which need not hold the name.
2. Of a long text, which speaks of many things, the longest of those runs that hold the name, if one does.
3. Where every sentence is longer: the one with the name, or the first, cut at words around the name.
4. The title, where the author wrote no words beside it, or where only the title of an article has the name.

Where it is to be seen that a query holds of a mention, an excerpt shows the sentence with its words instead.
Never the heading of the discussion a mention stands in, nor what it quotes: another wrote that.
"""

from collections.abc import Callable, Sequence
from typing import Final

from bot.analysis.own_words import Span, own_spans
from bot.analysis.passages import passage, sentences_in, shown
from bot.models import Mention, MentionKind

LONGEST: Final = 280
"""Characters of a quotation that is cut out of a long sentence; an ellipsis says where."""
LONG_TEXT: Final = 1_500
"""Characters from which on a text speaks of more than what is watched."""

Spots = Callable[[str], Sequence[Span]]
"""Where the words of a query stand in a text."""


def quote(mention: Mention, spots: Spots) -> str:
    """The words to quote, their white space folded; empty where nothing of it is its author's."""
    text, own, found = mention.text, own_spans(mention.text), _found(mention, spots)
    if _is_by_title(mention, spots):
        return _clipped(mention.title, (0, len(mention.title)), (0, 0))
    if best := _passage(mention, own, found):
        return shown(text[slice(*best)])
    held = sentences_in(text, own)
    return _sentence(text, held, found[0] if found else (held[0][0], held[0][0]))


def quoted_span(mention: Mention, spots: Spots) -> Span | None:
    """Where what is quoted stands in a mention's text; None where that is its title, or was cut."""
    if _is_by_title(mention, spots):
        return None
    return _passage(mention, own_spans(mention.text), _found(mention, spots))


def excerpt(mention: Mention, spots: Spots) -> str:
    """The sentence of the author's own in which the words of a query stand first; else what is quoted."""
    held = sentences_in(mention.text, own_spans(mention.text))
    for spot in spots(mention.text):
        if any(_holds(span, spot) for span in held):
            return _sentence(mention.text, held, spot)
    return shown(mention.title) if spots(mention.title) else quote(mention, spots)


def _found(mention: Mention, spots: Spots) -> list[Span]:
    """Where the words of a query stand in what the author wrote themselves."""
    own = own_spans(mention.text)
    return [spot for spot in spots(mention.text) if any(_holds(part, spot) for part in own)]


def _is_by_title(mention: Mention, spots: Spots) -> bool:
    """Whether the title is quoted: the author wrote nothing beside it, or only an article's has the name."""
    if not own_spans(mention.text):
        return True
    is_article = mention.kind is MentionKind.ARTICLE
    return is_article and not _found(mention, spots) and bool(spots(mention.title))


def _sentence(text: str, held: Sequence[Span], spot: Span) -> str:
    return _clipped(text, next(span for span in held if _holds(span, spot)), spot)


def _passage(mention: Mention, own: Sequence[Span], found: Sequence[Span]) -> Span | None:
    text = mention.text
    is_long = len(text) > LONG_TEXT
    near = passage(text, own, lambda run: any(_holds(run, it) for it in found)) if is_long else None
    return near or passage(text, own)


def _holds(span: Span, spot: Span) -> bool:
    return span[0] <= spot[0] < span[1]


def _clipped(text: str, span: Span, spot: Span) -> str:
    """The span with its white space folded, at most `LONGEST` characters around the spot."""
    whole = shown(text[slice(*span)])
    if len(whole) <= LONGEST:
        return whole
    before = len(shown(text[span[0] : spot[0]]))
    start = max(0, min(before - LONGEST // 3, len(whole) - LONGEST))
    cut = whole[start : start + LONGEST - 2]
    if start:
        cut = "…" + (cut.partition(" ")[2] or cut)
    if start + LONGEST - 2 < len(whole):
        cut = (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
    return cut
