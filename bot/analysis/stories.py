"""Mentions that are about the same thing: one link, one thread, or nearly the same words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from bot.addresses import discussion, is_front_page
from bot.analysis.copies import originals, texts
from bot.analysis.likeness import Groups, alike
from bot.analysis.people import speakers
from bot.models import Mention, MentionKind, Person
from bot.text import fold, hide_addresses, words

ALIKE = 0.7
"""Share of the shorter text's word pairs that the other must hold (measured: recall and precision
0.95 on 24,000 posts with made-up near duplicates)."""
MOST_SUBJECTS = 2
"""Links with which a post is still about what it links to."""
TOO_SHORT = 5
"""Word pairs under which texts must be the same to be alike."""
ANSWER = re.compile(r"^(?:(?:re|aw|rép|sv)\s?:\s*)+", re.IGNORECASE)
"""How the title of an answer begins: what follows is another's title."""


class Story(msgspec.Struct, frozen=True):
    """Mentions about the same thing, oldest first."""

    mentions: tuple[Mention, ...]

    @property
    def title(self) -> str:
        """What most of them are headed, answers counted under what they answer; empty if nothing is."""
        titles = Counter(ANSWER.sub("", _heading(mention)) for mention in self.mentions if _heading(mention))
        return titles.most_common(1)[0][0] if titles else ""

    def heading(self, lead: Mention) -> str:
        """What the discussion is headed in which one of them stands: by itself, or by most who stand in it.

        Empty if nothing is: the headline of one source says nothing of what another one writes.
        """
        if own := _heading(lead):
            return ANSWER.sub("", own)
        keys = _discussions(lead)
        return Story(tuple(each for each in self.mentions if keys & _discussions(each))).title

    @property
    def speakers(self) -> set[Person]:
        """Who speaks in it, places standing in for what nobody signed; a text printed again is one voice."""
        return speakers(originals(self.mentions))

    @property
    def copies(self) -> list[list[Mention]]:
        """The texts that several print in it, each with all who do."""
        return [text for text in texts(self.mentions) if len(text) > 1]


def _heading(mention: Mention) -> str:
    return mention.title or mention.topic or mention.card.partition("\n")[0]


def stories(mentions: Iterable[Mention], placed: Mapping[str, str] | None = None) -> list[Story]:
    """The mentions as stories: most people first, then the newest.

    `placed` says of those that were placed, by id, which story they are in; the others are tied to these, and
    to each other, by what is certain.
    """
    ordered = sorted(mentions, key=lambda mention: (mention.created_at, mention.id))
    groups = _by_rows(ordered, placed or {})
    for one, other in _tied(ordered) if len(placed or {}) < len(ordered) else ():
        groups.join(one, other)
    told = [Story(tuple(ordered[i] for i in members)) for members in groups]
    return sorted(told, key=lambda story: (-len(story.speakers), -story.mentions[-1].created_at.timestamp()))


class _Rows(Groups):
    """Groups of which two that hold different stories are not joined."""

    def __init__(self, stories: Sequence[str | None]) -> None:
        super().__init__(len(stories))
        self._stories = dict(enumerate(stories))

    def join(self, one: int, other: int) -> None:
        """Make one set of the two, unless rows say that they are two."""
        first, second = sorted((self.find(one), self.find(other)))
        told = {self._stories[first], self._stories[second]} - {None}
        if len(told) < 2:
            super().join(first, second)
            self._stories[first] = next(iter(told), None)


def _by_rows(mentions: Sequence[Mention], placed: Mapping[str, str]) -> Groups:
    """The mentions that rows say are one story, grouped."""
    stories = [placed.get(mention.id) for mention in mentions]
    groups, first = _Rows(stories), dict[str, int]()
    for i, story in enumerate(stories):
        if story:
            groups.join(first.setdefault(story, i), i)
    return groups


def _tied(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    yield from _same_thing(mentions)
    yield from _same_words(mentions)


def _same_thing(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Pairs that share a page, a thread, or what they point to."""
    first: dict[str, int] = {}
    for i, mention in enumerate(mentions):
        for key in _discussions(mention):
            yield first.setdefault(key, i), i


def _discussions(mention: Mention) -> set[str]:
    """The page and the thread in which a mention stands, and what it points to."""
    thread = discussion(mention.thread) or mention.thread
    return {mention.id, discussion(mention.url), thread, *_subjects(mention)} - {""}


def _subjects(mention: Mention) -> Iterator[str]:
    """The pages a mention is about: what an article or an answer cites on its way is not its subject."""
    if mention.kind is MentionKind.ARTICLE or mention.thread or len(mention.links) > MOST_SUBJECTS:
        return
    for link in mention.links:
        if not is_front_page(link):  # two who link to one need not speak of the same thing
            yield discussion(link)


def _same_words(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Pairs of which the shorter shares most of its word pairs with the other."""
    pairs = [word_pairs(mention) for mention in mentions]
    return alike(pairs, lambda i, j: are_alike(pairs[i], pairs[j]))


def word_pairs(mention: Mention) -> frozenset[tuple[str, str]]:
    """What a mention says (or is headed, when it says nothing) as pairs of neighbouring words, folded."""
    said = words(fold(hide_addresses(mention.text or mention.title)))
    return frozenset(pairwise(said))


def are_alike(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    """Whether two texts say nearly the same, the shorter one mostly standing in the other."""
    shorter = min(len(one), len(other))
    if shorter < TOO_SHORT:
        return one == other and bool(one)
    return len(one & other) / shorter >= ALIKE
