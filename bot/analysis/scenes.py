"""Scenes of harm: words of two kinds that tell of it only together, in one sentence.

"My face" and "swollen" are harmless apart. Words of each kind, and which two kinds make a scene of which
danger (`scenes`), stand in `words/LANGUAGE/scenes.toml`.

1. Two words make a scene where at most `APART` others stand between them in a sentence, in either order.
2. An entry of `harmless` takes out the words that it shares ("red wine"), be it shorter or longer.
3. Who tells of a scene may mean something else by it: it is for who reads it to call it unsure.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Final

from bot.analysis.lexicon import Found, Lexicon, word_lists
from bot.analysis.tokens import Sort, Token

APART: Final = 9
"""Words that stand between the two words of a scene at most: more, and they seldom tell of one thing."""
_HARMLESS: Final = "harmless"
_SCENES: Final = "scenes"

Kinds = frozenset[str]


def scenes(read: Sequence[Token], lang: str) -> list[Found]:
    """The scenes that a text in a language holds: the danger of each, and where its words stand."""
    known = _known(lang)
    if not known:
        return []
    words, dangers = known
    return [
        Found(danger, one.first, other.last)
        for one, other in _near_pairs(sorted(_harmful(words.all(read)), key=lambda hit: hit.first), read)
        if (danger := dangers.get(frozenset((one.list, other.list))))
    ]


def _near_pairs(hits: Sequence[Found], read: Sequence[Token]) -> Iterator[tuple[Found, Found]]:
    """The words that stand near each other, the first first; `hits` are in their order."""
    for i, one in enumerate(hits):
        for other in islice(hits, i + 1, None):
            if other.first - one.last > 2 * APART:  # with every mark between them that may part words
                break
            if _are_near(one, other, read):
                yield one, other


def _harmful(hits: Sequence[Found]) -> Iterator[Found]:
    """The words that no harmless entry holds, or shares."""
    harmless = [hit for hit in hits if hit.list == _HARMLESS]
    for hit in hits:
        if hit.list != _HARMLESS and not any(_share(hit, other) for other in harmless):
            yield hit


def _share(one: Found, other: Found) -> bool:
    return one.first < other.last and other.first < one.last


def _are_near(one: Found, other: Found, read: Sequence[Token]) -> bool:
    """Whether two words, the first first, stand in one sentence, apart and near."""
    between = read[one.last : other.first]
    words = sum(token.sort is Sort.WORD for token in between)
    ends = any(token.sort is Sort.STOP for token in between)
    return one.last <= other.first and words <= APART and not ends


@cache
def _known(lang: str) -> tuple[Lexicon, Mapping[Kinds, str]] | None:
    """The words of a language by their kind, and the danger of which two tell; None where it has none."""
    lists = dict(word_lists(lang, "scenes"))
    if not lists:
        return None
    dangers = dict(map(_scene, lists.pop(_SCENES)))
    return Lexicon(lists), dangers


def _scene(entry: str) -> tuple[Kinds, str]:
    """The two kinds of words, and the danger, of an entry: `bodies: part + symptom`."""
    danger, kinds = entry.split(": ")
    return frozenset(kinds.split(" + ")), danger
