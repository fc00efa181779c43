"""The sentence to quote: the author's own words, where the name stands."""

from collections.abc import Callable, Sequence

import regex

from bot.analysis.own_words import Span, own_spans
from bot.models import Mention

LONGEST = 280
"""Characters of a quotation; longer ones are cut at a word and say so with an ellipsis."""
SHORTEST_TELLING = 40
LONGEST_TELLING = 220

Spots = Callable[[str], Sequence[Span]]
"""Where the words of a query stand in a text."""

_END = regex.compile(
    r"""(?<=[.!?…])["'»”’)\]]*\s+(?=[\p{Lu}\p{N}\p{So}"'«“‘(\[@#¿¡])|(?<=[。！？])|\s*\n\s*"""
)
_ABBREVIATED = regex.compile(
    r"(?:\b(?:M|MM|Mme|Mlle|Dr|Mr|Mrs|Ms|St|Ste|Pr|etc|ex|cf|vs|env|av|No|n°|e\.g|i\.e|\p{Lu}))\.\s*$"
)


def sentences(text: str) -> list[Span]:
    """Where the sentences of a text begin and end; lines end sentences too."""
    spans: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if not _ABBREVIATED.search(text, start, end.end()):
            spans.append((start, end.end()))
            start = end.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip()]


def quote(mention: Mention, spots: Spots) -> str:
    """The sentence of the body that holds the name and tells most; the title if only it does.

    Never the heading of the discussion it stands in, nor what it quotes: another wrote that.
    """
    found, own = spots(mention.text), own_spans(mention.text)
    held = [span for span in _sentences_in(mention.text, own) if any(_within(spot, span) for spot in found)]
    if held:
        best = max(held, key=lambda span: (_telling(span), -span[0]))
        return _clipped(mention.text, best, next(spot for spot in found if _within(spot, best)))
    said = max((mention.text[slice(*span)].strip() for span in own), key=len, default="")
    whole = mention.title if spots(mention.title) or not said else said
    return _clipped(whole, (0, len(whole)), (0, 0))


def _sentences_in(text: str, parts: Sequence[Span]) -> list[Span]:
    """The sentences of these parts of a text."""
    return [
        (start + first, start + last) for start, end in parts for first, last in sentences(text[start:end])
    ]


def _within(spot: Span, span: Span) -> bool:
    return span[0] <= spot[0] < span[1]


def _telling(span: Span) -> int:
    length = span[1] - span[0]
    if length < SHORTEST_TELLING:
        return 0
    return 2 if length <= LONGEST_TELLING else 1


def _clipped(text: str, span: Span, spot: Span) -> str:
    """The span with its white space folded, at most `LONGEST` characters around the spot."""
    whole = " ".join(text[slice(*span)].split())
    if len(whole) <= LONGEST:
        return whole
    before = len(" ".join(text[span[0] : spot[0]].split()))
    start = max(0, min(before - LONGEST // 3, len(whole) - LONGEST))
    cut = whole[start : start + LONGEST - 2]
    if start:
        cut = "…" + (cut.partition(" ")[2] or cut)
    if start + LONGEST - 2 < len(whole):
        cut = (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
    return cut
