"""The tone as a channel taught it: from 25 corrections on, its own model speaks where it is sure.

The model begins with what the rules say of a text, and learns from the channel's corrections which of its
words mean what there: "dark" is no complaint of a curtain.
"""

from collections.abc import Sequence
from typing import Final

from bot.analysis.lessons import LEAST, Features, LinearModel, word_features
from bot.analysis.reading import Reading, Reason
from bot.analysis.tokens import tokens
from bot.analysis.tone import Tone

SURE: Final = 0.6
"""Share of its belief that the model must put in another tone than the rules', to speak in their place."""
_UNSAID: Final = "="
_PRIOR: Final[dict[Tone, Features]] = {
    Tone.CRITICAL: {"=critical": 1.0},
    Tone.NEUTRAL: {_UNSAID: 0.5, "=neutral": 0.5},
    Tone.FAVOURABLE: {"=favourable": 1.0},
}

Lesson = tuple[str, Reading[Tone], Tone]
"""A text, what the rules say of it, and what a person said."""


class ToneLessons:
    """What one channel's corrections teach about tone."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._model = LinearModel([(_features(text, read), said) for text, read, said in lessons], _PRIOR)
        self._speaks = len(lessons) >= LEAST

    def likeliest(self, text: str, read: Reading[Tone]) -> Tone:
        """The tone that the model believes in most, however little."""
        return self._model.best(_features(text, read))[0]

    def tone(self, text: str, read: Reading[Tone]) -> Reading[Tone]:
        """The model's tone where it is sure enough; else what the rules say of the text."""
        if not self._speaks:
            return read
        features = _features(text, read)
        tone, belief = self._model.best(features)
        if belief < SURE or tone is read.value:
            return read
        learnt = (name for name in self._model.speaking(features, tone) if not name.startswith(_UNSAID))
        return Reading(tone, (Reason("lessons", tuple(learnt)),))


def _features(text: str, read: Reading[Tone]) -> Features:
    weighed = {f"={word.lower()}": 0.5 for reason in read.reasons for word in reason.words}
    return {**word_features(tokens(text)), **weighed, f"{_UNSAID}{read.value or ''}": 1.0}
