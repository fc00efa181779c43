"""Near duplicates: what the press prints of an agency, what people pass on word by word.

1. Articles are copies of each other where one begins as the other does, word for word or nearly: feeds show
   more or less of the same text. Of many only the headline is known: one of several words that another paper
   has too, in the same order but for a word or two, was not written twice.
2. What people post is a copy only where it is long and nearly the same from beginning to end: two people
   may well find the same short words, and who quotes another and goes on has a say of their own.
3. Articles and what people post are never copies of each other: who posts an article speaks.
"""

from collections.abc import Sequence

import msgspec

from bot.analysis.likeness import Groups, alike
from bot.models import Mention, MentionKind
from bot.text import fold, hide_addresses, words

HEADLINE = 5
"""Words from which on the same headline of two papers is one text."""
LONG_HEADLINE = 7
"""Words from which on nearly the same headline is one text."""
HELD = 0.8
"""Share of its words that such a headline has in common with the other."""
IN_ORDER = 0.5
"""Share of its runs of three words that it has in common with the other."""
WHOLE = 12
"""Words from which on the same post of two people is one text."""
LONG = 20
"""Words from which on nearly the same is the same."""
SAME = 0.8
"""Share of all their runs of three words that two texts must have in common."""
RUN = 3


class _Text(msgspec.Struct, frozen=True):
    """What is compared of a mention: its words, of an article its headline, and whether it is one."""

    words: tuple[str, ...]
    headline: tuple[str, ...]
    article: bool

    def beginning(self) -> frozenset[tuple[str, ...]]:
        """What copies of it have something of: a cut text begins as the whole one does."""
        return _runs(self.words[:LONG]) | _runs(self.headline)


def texts(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions by what they print: each text once, with all that print it in their order."""
    read = [_read(mention) for mention in mentions]
    pairs = alike([text.beginning() for text in read], lambda i, j: _same(read[i], read[j]), 2 * LONG)
    return [[mentions[i] for i in members] for members in Groups(len(read), pairs)]


def originals(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those articles that print what an earlier one printed.

    What people pass on word by word stays: each of them spoke.
    """
    articles = [mention for mention in mentions if _is_article(mention)]
    printed = {id(copy) for text in texts(articles) for copy in text[1:]}
    return [mention for mention in mentions if id(mention) not in printed]


def _read(mention: Mention) -> _Text:
    article = _is_article(mention)
    return _Text(_words(mention.text or mention.title), _words(mention.title) if article else (), article)


def _words(text: str) -> tuple[str, ...]:
    return tuple(words(fold(hide_addresses(text))))


def _runs(read: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The runs of three words."""
    return frozenset(read[i : i + RUN] for i in range(len(read) - RUN + 1)) or frozenset({read} - {()})


def _is_article(mention: Mention) -> bool:
    return mention.kind is MentionKind.ARTICLE


def _same(one: _Text, other: _Text) -> bool:
    shorter = min(len(one.words), len(other.words))
    if one.article != other.article:
        return False
    if one.article and _same_headline(one.headline, other.headline):
        return True
    if one.words == other.words:
        return shorter >= (HEADLINE if one.article else WHOLE)
    if shorter < LONG:
        return False
    most = shorter if one.article else None
    first, second = _runs(one.words[:most]), _runs(other.words[:most])
    return len(first & second) >= SAME * len(first | second)


def _same_headline(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < LONG_HEADLINE or len(longer) > 2 * len(shorter):
        return False
    held, runs = set(shorter) & set(longer), _runs(shorter)
    return len(held) >= HELD * len(set(shorter)) and len(runs & _runs(longer)) >= IN_ORDER * len(runs)
