"""What may be read of mentions, made up."""

from typing import Any

from bot.analysis.allegiance import Brand
from bot.analysis.reading import Reading, Reason
from bot.analysis.safety import Danger, Safety
from bot.analysis.set_aside import Aside
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding

OURS, THEIRS = Brand("Acme", ("Acme",), is_ours=True), Brand("Zorblax", ("Zorblax",), is_ours=False)


def about(value: bool | None = True, **more: Any) -> Understanding:
    """That a mention is about what is watched, and what else was read of it."""
    return Understanding(relevance=Reading(value), **more)


OUR_STAFF, THEIR_STAFF = about(allegiance=Reading(OURS)), about(allegiance=Reading(THEIRS))
DOUBTFUL, NAMESAKE = about(None), about(False)
DANGER = about(safety=Reading(Safety((Danger.ROADS,), is_sure=True)))


def toned(tone: Tone, *kinds: Speech) -> Understanding:
    """A tone, and the kinds of speech that go with it."""
    return about(tone=Reading(tone), speech=Reading(kinds or None))


CRITICAL = toned(Tone.CRITICAL, Speech.COMPLAINT)
FAVOURABLE = toned(Tone.FAVOURABLE, Speech.PRAISE)
QUESTION = about(speech=Reading((Speech.QUESTION,)))


def aside(why: Aside) -> Understanding:
    """That a mention is set aside."""
    return about(aside=Reading(why, (Reason(why),)))
