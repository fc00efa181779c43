"""The kin of mentions that are to be placed: placed ones of a day that tell of the same event in other words.

1. Each text is encoded once: its vector is kept, and looked up before it is made.
2. Of the mentions written within a day, the nearest by the cosine of their vectors are compared closely.
3. Where there is no encoder, or it fails, words alone make kin (`overlap`), and no story crosses a language.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.analysis import overlap
from bot.analysis.content import Content, content, meaning
from bot.analysis.encoder import Encoder, Vector
from bot.analysis.kinship import NEAR, kinship
from bot.analysis.placement import Join, Link, Tie
from bot.clock import Clock
from bot.errors import EncoderFailed
from bot.models import Mention
from bot.storage.hits import Hit, written_at
from bot.storage.mentions import MentionRows
from bot.storage.stories import StoryRows, Window
from bot.storage.vectors import VectorRows

log = logging.getLogger(__name__)

COMPARED: Final = 12
"""Mentions, the nearest by cosine, that are compared closely."""
IN_WINDOW: Final = 1_000
"""Mentions among which kin are looked for: the latest, where a day has more."""
BY_WORDS: Final = 200
"""Mentions that are compared by words alone: each is read anew for it."""
LEAST: Final = 0.3
"""Cosine under which nothing is compared closely: no alignment makes up for it."""


class KinFinder:
    """Looks for kin in what is kept of a workspace."""

    def __init__(
        self,
        mentions: MentionRows,
        rows: StoryRows,
        vectors: VectorRows,
        encoder: Encoder | None,
        clock: Clock,
    ) -> None:
        self._mentions = mentions
        self._rows = rows
        self._vectors = vectors
        self._encoder = encoder
        self._clock = clock

    async def circle(
        self, watch: str, names: Sequence[str], hits: Sequence[Hit], coverage: float
    ) -> "Circle":
        """What these hits, which are to be placed, may be kin to; `names` are what the watch is for."""
        new = {hit.mention.id: hit.mention for hit in hits}
        vectors = await self.vectors_of(list(new.values()))
        times = [written_at(hit) for hit in hits]
        span = min(times) - NEAR, max(times) + NEAR
        window = await asyncio.to_thread(self._rows.window, watch, *span, self._vectors.version, IN_WINDOW)
        circle = Circle(names, new, window, coverage, self._encoder if vectors else None)
        await circle.compare(vectors)
        missing = circle.near - circle.known
        circle.read(await asyncio.to_thread(self._mentions.stored, missing))
        return circle

    async def vectors_of(self, mentions: Sequence[Mention]) -> dict[str, Vector]:
        """The vectors of these mentions, made where there are none; none at all where that cannot be."""
        if self._encoder is None:
            return {}
        kept = await asyncio.to_thread(self._vectors.kept, [mention.id for mention in mentions])
        new = [mention for mention in mentions if mention.id not in kept]
        try:
            read = await self._encoder.encode([meaning(mention) for mention in new])
        except EncoderFailed:
            return {}
        made = {mention.id: vector for mention, vector in zip(new, read, strict=True)}
        await asyncio.to_thread(self._vectors.keep, made, self._clock.now())
        return kept | made


class Circle:
    """Mentions of a watch that are placed, or about to be, and how near those to be placed come to them."""

    def __init__(
        self,
        names: Sequence[str],
        new: dict[str, Mention],
        window: Sequence[Window],
        coverage: float,
        encoder: Encoder | None,
    ) -> None:
        self._names = names
        self._coverage = coverage
        self._encoder = encoder
        self._window = {each.mention: each for each in window if each.mention not in new}
        self._order = [*self._window, *new]
        self._story = {each.mention: each.story for each in window}
        self._written = {each.mention: each.written_at for each in window}
        self._mentions = dict(new)
        self._contents: dict[str, Content] = {}
        self._cosines: dict[str, tuple[float, ...]] = {}

    @property
    def known(self) -> set[str]:
        """The mentions whose words are here."""
        return set(self._mentions)

    @property
    def near(self) -> set[str]:
        """The mentions whose words are looked at."""
        if self._encoder is None:
            return set(list(self._window)[:BY_WORDS])
        return {self._order[i] for cosines in self._cosines.values() for i in _nearest(cosines, COMPARED)}

    async def compare(self, vectors: dict[str, Vector]) -> None:
        """Take the cosines of those to be placed with all others; without vectors, nothing."""
        if self._encoder is None:
            return
        rows = [
            vectors.get(id_) or (self._window[id_].vector if id_ in self._window else None) or _NOTHING
            for id_ in self._order
        ]
        new = [id_ for id_ in self._mentions if id_ in vectors]
        try:
            found = await self._encoder.compare([vectors[id_] for id_ in new], rows)
        except EncoderFailed:
            self._encoder = None
            return
        self._cosines = dict(zip(new, found, strict=True))

    def read(self, mentions: dict[str, Mention]) -> None:
        """Take the words of mentions."""
        self._mentions |= mentions

    def put(self, mention: str, story: str, at: datetime, joins: Sequence[Join]) -> None:
        """Take note that a mention has its place, and that stories joined by it."""
        self._story[mention], self._written[mention] = story, at
        into = {join.story: join.into for join in joins}
        for each, told in self._story.items():
            self._story[each] = into.get(told, told)

    async def kin(self, mention: str, at: datetime) -> list[Link]:
        """The placed mentions that a new one, written at that instant, is kin to, and how near they come."""
        ours = self._content(mention)
        if self._encoder is None:
            return self._by_words(ours, mention, at)
        cosines = self._cosines.get(mention, ())
        near = [i for i in _nearest(cosines, 4 * COMPARED) if self._is_candidate(self._order[i], mention, at)]
        near = near[:COMPARED]
        others = [self._content(self._order[i]) for i in near]
        try:
            alignments = await self._encoder.align(ours.words, [other.words for other in others])
        except EncoderFailed:
            return self._by_words(ours, mention, at)
        links = []
        for i, other, alignment in zip(near, others, alignments, strict=True):
            found = kinship(ours, other, cosines[i], alignment, self._coverage)
            links.append(self._link(self._order[i], Tie.MEANING, found.score, found.margin))
        return links

    def _by_words(self, ours: Content, mention: str, at: datetime) -> list[Link]:
        known = [id_ for id_ in self._order if id_ in self._mentions and self._is_candidate(id_, mention, at)]
        scores = overlap.overlaps(ours.words, [self._content(id_).words for id_ in known])
        return [
            self._link(id_, Tie.WORDS, score, score - overlap.CUT)
            for id_, score in zip(known, scores, strict=True)
        ]

    def _is_candidate(self, other: str, mention: str, at: datetime) -> bool:
        return (
            other != mention
            and other in self._mentions
            and other in self._story
            and abs(self._written[other] - at) <= NEAR
        )

    def _link(self, mention: str, tie: Tie, score: float, margin: float) -> Link:
        return Link(mention, self._story[mention], tie, round(score, 3), margin)

    def _content(self, mention: str) -> Content:
        if mention not in self._contents:
            self._contents[mention] = content(self._mentions[mention], self._names)
        return self._contents[mention]


_NOTHING: Final = bytes(1024)
"""Stands for the vector of what was never encoded: it is near nothing."""


def _nearest(cosines: Sequence[float], number: int) -> list[int]:
    """The positions of the greatest that are enough."""
    enough = (i for i, cosine in enumerate(cosines) if cosine >= LEAST)
    return sorted(enough, key=lambda i: -cosines[i])[:number]
