"""How much of one mention another of the same watch must cover to tell of one event, learnt from the watch.

1. All mentions of a watch are akin: strangers cover 0.83 and 0.84 of each other on two worlds of one brand,
   0.62 and 0.73 on public sets of many subjects. So much more is asked of twins: strangers' median, and
   `BEYOND` deviations (by the median deviation, since some of the strangers are none).
2. Strangers are mentions of different stories, drawn at random from the last days.
3. It is learnt as soon as there are enough of them, and again before the first mention of another day (UTC)
   is placed; then it moves half of the way. It stays between a floor and a ceiling.
4. Where the mentions of a watch are mostly of one story, or there is no encoder, nothing is learnt.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from statistics import NormalDist, median
from typing import Final

from bot.analysis.content import content
from bot.analysis.encoder import Encoder
from bot.analysis.kinship import CEILING, COVERAGE, FLOOR, covered
from bot.errors import EncoderFailed
from bot.models import Watch
from bot.storage.mentions import MentionRows
from bot.storage.stories import LearntCoverage, StoryRows, Window
from bot.storage.vectors import VectorRows

SPAN: Final = timedelta(days=7)
"""The days from which it is learnt."""
LEARNT_FROM: Final = 400
"""Mentions of a watch, the latest, from which it is learnt."""
MEASURED: Final = 200
"""Pairs of strangers that are measured, at most."""
ENOUGH: Final = 60
"""Mentions, and pairs of them, from which something is learnt."""
BEYOND: Final = 1.25
"""Deviations above what strangers cover."""
QUARTILE: Final = NormalDist().inv_cdf(0.75)
"""Median deviation of a normal distribution whose standard deviation is one."""
LEAST_SPREAD: Final = 0.01


class CoverageLearner:
    """Learns of each watch, and says what was learnt."""

    def __init__(
        self, mentions: MentionRows, rows: StoryRows, vectors: VectorRows, encoder: Encoder | None
    ) -> None:
        self._mentions = mentions
        self._rows = rows
        self._vectors = vectors
        self._encoder = encoder
        self._placed: Counter[str] = Counter()
        self._tried: dict[str, date] = {}

    async def coverage(self, watch: Watch, placed: int, until: datetime) -> float:
        """How much is asked of a watch, of which so many mentions up to an instant are about to be placed."""
        learnt = await asyncio.to_thread(self._rows.coverage, watch.id)
        if self._is_due(watch.id, learnt, until):
            midnight = until.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            await self.learn(watch, midnight if learnt else until)
            learnt = await asyncio.to_thread(self._rows.coverage, watch.id)
        self._placed[watch.id] += placed
        return learnt.coverage if learnt else COVERAGE

    def placed_until_due(self, watch: str) -> int:
        """How many mentions may be placed together before something may be learnt of a watch at first.

        So what is learnt does not depend on how many were heard together.
        """
        return ENOUGH - self._placed[watch] % ENOUGH

    def _is_due(self, watch: str, learnt: LearntCoverage | None, until: datetime) -> bool:
        """Whether it is to be learnt now; what could not be is tried again from as many more, or next day."""
        if learnt is None:
            is_due = self._placed[watch] >= ENOUGH
            self._placed[watch] = 0 if is_due else self._placed[watch]
            return is_due
        day = until.astimezone(UTC).date()
        is_due = max(learnt.learnt_at.astimezone(UTC).date(), self._tried.get(watch, date.min)) < day
        self._tried[watch] = day
        return is_due

    async def learn(self, watch: Watch, until: datetime) -> None:
        """Learn of a watch from the days before an instant, if they show enough and can be read."""
        if self._encoder is None:
            return
        before = await asyncio.to_thread(self._rows.coverage, watch.id)
        window = await asyncio.to_thread(
            self._rows.window, watch.id, until - SPAN, until, self._vectors.version, LEARNT_FROM
        )
        try:
            covered = await self._covered(watch, strangers(window), self._encoder)
        except EncoderFailed:
            return
        found = learnt_coverage(covered, before.coverage if before else None)
        if found is not None:
            learnt = LearntCoverage(found, len(covered), until)
            await asyncio.to_thread(self._rows.learn, watch.id, learnt)

    async def _covered(
        self, watch: Watch, pairs: Sequence[tuple[Window, Window]], encoder: Encoder
    ) -> list[float]:
        """How much strangers cover of each other."""
        if len(pairs) < ENOUGH:
            return []
        texts = await asyncio.to_thread(
            self._mentions.stored, {each.mention for pair in pairs for each in pair}
        )
        read = {id_: content(text, [watch.name]) for id_, text in texts.items()}
        shown = [
            (read[one.mention], read[other.mention])
            for one, other in pairs
            if one.mention in read and other.mention in read
        ]
        return [
            covered(one, other, alignment)
            for one, other in shown
            for alignment in await encoder.align(one.words, [other.words])
        ]


def strangers(window: Sequence[Window]) -> list[tuple[Window, Window]]:
    """Pairs of mentions of different stories, the same ones each time: what is learnt goes by no dice."""
    draw = random.Random(0)
    ready = [each for each in window if each.vector is not None]
    if len(ready) < ENOUGH:
        return []
    drawn = draw.sample(ready, min(len(ready), MEASURED))
    pairs = [(one, other) for one, other in combinations(drawn, 2) if one.story != other.story]
    return draw.sample(pairs, min(len(pairs), MEASURED))


def learnt_coverage(covered: Sequence[float], before: float | None = None) -> float | None:
    """What is asked once strangers were found to cover so much of each other; None from too few."""
    if len(covered) < ENOUGH:
        return None
    middle = median(covered)
    spread = max(median(abs(each - middle) for each in covered) / QUARTILE, LEAST_SPREAD)
    shown = min(max(middle + BEYOND * spread, FLOOR), CEILING)
    return shown if before is None else (before + shown) / 2
