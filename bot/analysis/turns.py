"""Who turned: people who were critical and are favourable now, or the other way round.

1. A reading of tone is sure where a person made it, or where tone and kind of speech agree: critical, and a
   complaint or a bug before any question; favourable, and praise without one. Nothing hangs on a tone alone.
2. What counts now is the last sure tone in what is told; before it, the last sure one of all that was
   written earlier.
3. Who said both now, one after the other in one breath, is torn, not turned: what was written within
   `BREATH` of the last is left out of what was before.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from bot.analysis.people import person
from bot.analysis.speech import Speech
from bot.analysis.story_tone import TROUBLES
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.analysis.voices import Readings, by_speaker, counted, understood
from bot.models import Mention, Person

BREATH: Final = timedelta(minutes=30)


class Turn(msgspec.Struct, frozen=True):
    """A person whose tone is another now: what they wrote before, and after, and the tone of that."""

    person: Person
    before: Mention
    after: Mention
    tone: Tone


def turns(earlier: Sequence[Mention], now: Sequence[Mention], read: Readings) -> list[Turn]:
    """Who turned in what is told now, in the order in which they did."""
    told = {mention.id for mention in now}
    both = {mention.id: mention for mention in (*earlier, *now)}
    found = [
        turn
        for said in by_speaker(counted(both.values(), read)).values()
        if person(said[0]) and (turn := _turn(said, told, read))
    ]
    return sorted(found, key=lambda turn: (turn.after.created_at, turn.person))


def sure_tone(found: Understanding) -> Tone | None:
    """The tone of what was understood, where more than words of tone say so."""
    tone, kinds = found.tone.value, set(found.speech.value or ())
    asks_first = (found.speech.value or ())[:1] == (Speech.QUESTION,)
    if any(reason.code == "person" for reason in found.tone.reasons):
        return tone if tone is not Tone.NEUTRAL else None
    if tone is Tone.CRITICAL and TROUBLES & kinds and Speech.PRAISE not in kinds and not asks_first:
        return tone
    against = TROUBLES | {Speech.QUESTION}
    return tone if tone is Tone.FAVOURABLE and Speech.PRAISE in kinds and not against & kinds else None


def _turn(said: Sequence[Mention], told: set[str], read: Readings) -> Turn | None:
    """How one person, whose mentions these are in their order, turned in what is told."""
    sure = [(mention, tone) for mention in said if (tone := sure_tone(understood(mention, read)))]
    return turned(sure) if sure and sure[-1][0].id in told else None


def turned(sure: Sequence[tuple[Mention, Tone]]) -> Turn | None:
    """How one person turned, of whom these are the mentions of a sure tone in their order; None for not."""
    if not sure:
        return None
    after, tone = sure[-1]
    before = [each for each in sure if after.created_at - each[0].created_at > BREATH]
    if not before or before[-1][1] is tone:
        return None
    who = person(after)
    return Turn(who, before[-1][0], after, tone) if who else None
