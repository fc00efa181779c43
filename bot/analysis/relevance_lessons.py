"""About us or not as a channel taught it: `/watch ours LINK` and `/watch notours LINK`.

From three lessons of each kind on, the words of posts and their threads speak where the evidence cannot
say.
"""

from collections.abc import Sequence
from typing import Final

from bot.analysis.lessons import Features, LinearModel, word_features
from bot.analysis.reading import Reading, Reason
from bot.analysis.tokens import tokens

LEAST: Final = 3
"""Lessons of each kind from which on they speak."""
SURE: Final = 0.65
"""Share of its belief that the model must put in one answer."""
_PRIOR: Final[dict[bool, Features]] = {True: {"=1": 1.0}, False: {"=0": 1.0}}

Lesson = tuple[str, Reading[bool], bool]
"""A post with its thread, what the evidence says of it, and what a person said."""


class RelevanceLessons:
    """What one channel's lessons teach about a name."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._model = LinearModel([(_features(text, read), said) for text, read, said in lessons], _PRIOR)
        said = [said for _, _, said in lessons]
        self._speaks = min(said.count(True), said.count(False)) >= LEAST

    def relevance(self, text: str, read: Reading[bool]) -> Reading[bool]:
        """What the lessons say of a text where its evidence cannot say."""
        if read or not self._speaks:
            return read
        features = _features(text, read)
        is_ours, belief = self._model.best(features)
        if belief < SURE:
            return read
        learnt = (name for name in self._model.speaking(features, is_ours) if not name.startswith("="))
        return Reading(is_ours, (Reason("lessons", tuple(learnt)), *read.reasons))


def _features(text: str, read: Reading[bool]) -> Features:
    known = {} if read.value is None else {f"={int(read.value)}": 1.0}
    return {**word_features(tokens(text)), **{f"={reason.code}": 0.5 for reason in read.reasons}, **known}
