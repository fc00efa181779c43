"""How grave a story is: what comes first on a page.

1. What surely concerns people's safety, then what may.
2. Complaints and bugs, by how many people tell of them at first hand.
3. Everything else.

Among equals more who tell of it at first hand, then more who are critical, then more who speak. The staff,
ours and theirs, what is set aside and what is a namesake's count in nothing, and what its author took back
(`withdrawals`) makes nothing grave.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum

import msgspec

from bot.analysis.people import speaker, speakers
from bot.analysis.speech import Speech
from bot.analysis.story_tone import TROUBLES, tones
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.analysis.voices import Readings, counted, understood
from bot.analysis.withdrawals import without_withdrawn
from bot.models import Mention


class Concern(IntEnum):
    """What a mention, or a story, is about; the graver, the greater."""

    OTHER = 0
    TROUBLE = 1  # a complaint, or a bug
    PERHAPS_SAFETY = 2
    SAFETY = 3


class Gravity(msgspec.Struct, frozen=True, order=True):
    """How grave a story is; the graver of two is the greater.

    `first_hand` are the people who tell of its gravest concern at first hand, `critical` those whose last
    tone is, `people` all who speak, and `kinds` how many people speak in each kind of speech.
    """

    concern: Concern
    first_hand: int
    critical: int
    people: int
    kinds: tuple[tuple[Speech, int], ...] = ()

    @property
    def concerns_safety(self) -> bool:
        """Whether it concerns people's safety, or may."""
        return self.concern >= Concern.PERHAPS_SAFETY

    @property
    def is_sure(self) -> bool:
        """Whether it surely concerns people's safety."""
        return self.concern is Concern.SAFETY


def gravity(mentions: Sequence[Mention], read: Readings) -> Gravity:
    """How grave the story of these mentions is."""
    said = counted(mentions, read)
    stands = without_withdrawn(said, read)
    concerns = {mention.id: concern(understood(mention, read)) for mention in stands}
    gravest = max(concerns.values(), default=Concern.OTHER)
    concerned = [each for each in stands if concerns[each.id] is gravest and gravest is not Concern.OTHER]
    return Gravity(
        concern=gravest,
        first_hand=len(speakers(each for each in concerned if understood(each, read).is_first_hand(each))),
        critical=_critical(said, read),
        people=len(speakers(said)),
        kinds=_kinds(said, read),
    )


def concern(found: Understanding) -> Concern:
    """What a mention of which this was understood is about."""
    if found.safety.value and found.safety.value.is_told:  # an impression alone makes no story grave
        return Concern.SAFETY if found.safety.value.is_sure else Concern.PERHAPS_SAFETY
    kinds = found.speech.value or ()
    if found.tone.value is not Tone.FAVOURABLE and TROUBLES & set(kinds):
        return Concern.TROUBLE
    return Concern.TROUBLE if found.tone.value is Tone.CRITICAL and not kinds else Concern.OTHER


def _critical(said: Sequence[Mention], read: Readings) -> int:
    """How many people were critical when they last showed a tone."""
    shown = tones(said, read)
    last = {speaker(mention): shown[mention.id] for mention in said if mention.id in shown}
    return list(last.values()).count(Tone.CRITICAL)


def _kinds(said: Iterable[Mention], read: Readings) -> tuple[tuple[Speech, int], ...]:
    """How many people speak mainly in each kind of speech, the kind of most people first."""
    pairs = {
        (kinds[0], speaker(mention)) for mention in said if (kinds := understood(mention, read).speech.value)
    }
    held = [kind for kind, _ in pairs]
    return tuple(sorted(((kind, held.count(kind)) for kind in set(held)), key=lambda each: (-each[1], each)))
