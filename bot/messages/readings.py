"""What was read of a mention, each reading with the words it stands on."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.analysis.reading import Reading, Reason
from bot.analysis.safety import Danger
from bot.analysis.set_aside import Aside
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.locale import N_, _
from bot.messages.wording import clipped, listed

SHOWN: Final = 5
"""Words of one reading that are shown."""
_TONES: Final[Mapping[Tone, str]] = {
    Tone.CRITICAL: N_("Tone: critical"),
    Tone.NEUTRAL: N_("Tone: neutral"),
    Tone.FAVOURABLE: N_("Tone: favourable"),
}
_KINDS: Final[Mapping[Speech, str]] = {
    Speech.COMPLAINT: N_("complaint"),
    Speech.QUESTION: N_("question"),
    Speech.REQUEST: N_("request"),
    Speech.PRAISE: N_("praise"),
    Speech.BUG: N_("bug report"),
    Speech.ANNOUNCEMENT: N_("announcement"),
    Speech.WISH_TO_BUY: N_("wish to buy"),
    Speech.ANSWER: N_("answer of the team"),
    Speech.ADVERT: N_("advert"),
}
_DANGERS: Final[Mapping[Danger, str]] = {
    Danger.BODIES: N_("people’s bodies"),
    Danger.CHILDREN: N_("children"),
    Danger.FIRE: N_("fire"),
    Danger.ROADS: N_("roads"),
    Danger.POISON: N_("poison"),
    Danger.DATA: N_("personal data"),
    Danger.URGENT: N_("words of this channel"),
    Danger.PEOPLE: N_("harm to people"),
}
_ASIDES: Final[Mapping[Aside, str]] = {
    Aside.STAFF: N_("staff that only announces"),
    Aside.COPY: N_("a copied text"),
    Aside.SALE: N_("a second-hand sale"),
    Aside.ADVERT: N_("advert"),
    Aside.JOB_AD: N_("a job ad"),
    Aside.SEVERAL_NAMES: N_("one person under several names"),
}
_REASONS: Final[Mapping[str, str]] = {
    "person": N_("as somebody here said"),
    "failed": N_("it could not be read"),
    "no_ordinary_name": N_("the name is no ordinary word"),
    "team": N_("the team speaks"),
    "article": N_("it is an article"),
    "impression": N_("it reads like it"),
}
"""Reasons that stand on no words of the post."""


def readings_in_words(read: Understanding, name: str) -> Iterator[str]:
    """A line for each reading; one that could not say anything is left out, but for tone."""
    yield _with_reason(_relevance(read.relevance, name), read.relevance)
    tone = _(_TONES[read.tone.value]) if read.tone.value else _("Tone: I cannot tell")
    yield _with_reason(tone, read.tone)
    if read.speech.value:
        kinds = listed([_(_KINDS[kind]) for kind in read.speech.value])
        yield _with_reason(_("Kind: {kinds}", kinds=kinds), read.speech)
    if read.safety.value:
        dangers = listed([_(_DANGERS[danger]) for danger in read.safety.value.dangers])
        said = (
            _("Safety: {dangers}", dangers=dangers)
            if read.safety.value.is_sure
            else _("Safety, perhaps: {dangers}", dangers=dangers)
        )
        yield _with_reason(said, read.safety)
    if read.allegiance.value:
        yield _with_reason(_("Speaks for {name}", name=read.allegiance.value.name), read.allegiance)
    if read.aside.value:
        yield _with_reason(_("Set aside: {reason}", reason=_(_ASIDES[read.aside.value])), read.aside)


def _relevance(read: Reading[bool], name: str) -> str:
    if read.value is None:
        return _("I cannot tell whether it is about {name}", name=name)
    return _("It is about {name}", name=name) if read.value else _("It is not about {name}", name=name)


def _with_reason(said: str, read: Reading[Any]) -> str:
    """A line with the words it stands on: `Tone: critical (“broken”)`."""
    why = ", ".join(dict.fromkeys(part for reason in read.reasons[:3] if (part := _reason(reason))))
    return _("{said} ({why})", said=said, why=why) if why else said


def _reason(reason: Reason) -> str:
    if reason.code in _REASONS:
        return _(_REASONS[reason.code])
    quoted = ", ".join(_("“{quote}”", quote=clipped(word, 60)) for word in reason.words[:SHOWN])
    if reason.code == "lessons":
        return _("learnt from corrections here: {words}", words=quoted) if quoted else ""
    return quoted
