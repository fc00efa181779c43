"""One text in several places: what the press prints of an agency, what people pass on word by word.

1. Articles are copies of each other where one begins as the other does, word for word or nearly: feeds show
   more or less of the same text. The same few words are one text only as a whole headline.
2. What people post is a copy only where it is long and nearly the same from beginning to end: two people
   may well find the same short words, and who quotes another and goes on has a say of their own.
3. Articles and what people post are never copies of each other: who posts an article speaks.
"""

from collections.abc import Sequence

import msgspec

from bot.models import Mention, MentionKind
from bot.reading.likeness import Groups, alike
from bot.text import fold, hide_addresses, words

HEADLINE = 5
"""Words from which on a headline that two papers share is one text."""
WHOLE = 12
"""Words from which on the same post of two people is one text."""
LONG = 20
"""Words from which on nearly the same is the same."""
SAME = 0.8
"""Share of all their runs of three words that two texts must have in common."""
RUN = 3


class _Text(msgspec.Struct, frozen=True):
    """What is compared of a mention: its words, and whether it is an article."""

    words: tuple[str, ...]
    article: bool

    def runs(self, most: int | None = None) -> frozenset[tuple[str, ...]]:
        """The runs of three words in it, or in as many words of its beginning."""
        read = self.words[:most]
        return frozenset(read[i : i + RUN] for i in range(max(1, len(read) - RUN + 1)))


def texts(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions by what they print: each text once, with all that print it in their order."""
    read = [_read(mention) for mention in mentions]
    beginnings = [text.runs(LONG) for text in read]  # which a cut text has in common with the whole one
    pairs = alike(beginnings, lambda i, j: _same(read[i], read[j]), LONG)
    return [[mentions[i] for i in members] for members in Groups(len(read), pairs)]


def originals(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those articles that print what an earlier one printed.

    What people pass on word by word stays: each of them spoke.
    """
    articles = [mention for mention in mentions if _is_article(mention)]
    printed = {id(copy) for text in texts(articles) for copy in text[1:]}
    return [mention for mention in mentions if id(mention) not in printed]


def _read(mention: Mention) -> _Text:
    said = words(fold(hide_addresses(mention.text or mention.title)))
    return _Text(tuple(said), _is_article(mention))


def _is_article(mention: Mention) -> bool:
    return mention.kind is MentionKind.ARTICLE


def _same(one: _Text, other: _Text) -> bool:
    shorter = min(len(one.words), len(other.words))
    if one.article != other.article:
        return False
    if one.words == other.words:
        return shorter >= (HEADLINE if one.article else WHOLE)
    if shorter < LONG:
        return False
    most = shorter if one.article else None
    first, second = one.runs(most), other.runs(most)
    return len(first & second) >= SAME * len(first | second)
