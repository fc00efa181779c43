"""Everything that is read of one mention for one watch, in the order in which the readings need each other.

1. Allegiance: who speaks for whom.
2. Safety, and relevance: about us or not.
3. Speech, for which it matters whether the team speaks; then tone.
4. Set aside, for which it matters who speaks, and that safety never is.
5. Whether its author tells of their own, and whether what was wrong is so no more.

One that fails leaves *cannot say* with the reason `failed`, and the others are read all the same.
"""

import logging
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from bot.analysis import allegiance as allegiances
from bot.analysis import first_hand as first_hands
from bot.analysis import relevance as relevances
from bot.analysis import resolved as resolutions
from bot.analysis import safety as safeties
from bot.analysis import set_aside as asides
from bot.analysis import speech as speeches
from bot.analysis import tone as tones
from bot.analysis.allegiance import Brand
from bot.analysis.impressions import Impression
from bot.analysis.reading import Reading, Reason
from bot.analysis.relevance import KnownName
from bot.analysis.safety import Safety, is_told
from bot.analysis.set_aside import Aside
from bot.analysis.speech import Kinds
from bot.analysis.tone import Spots, Tone
from bot.models import Mention, Person

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """A kind of reading."""

    ALLEGIANCE = "allegiance"
    SAFETY = "safety"
    RELEVANCE = "relevance"
    SPEECH = "speech"
    TONE = "tone"
    ASIDE = "aside"
    FIRST_HAND = "first_hand"
    RESOLVED = "resolved"


class WatchContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel knows of a watch: where its name and others' stand in texts, and who speaks for whom."""

    watch: str
    channel: str
    ours: Spots
    others: Spots
    brands: tuple[Brand, ...]
    name: KnownName
    team: frozenset[Person] = frozenset()
    urgent: tuple[str, ...] = ()
    fingerprint: str = ""
    """The same for the same knowledge, but for the team: what was read by other knowledge is read again."""


class Understanding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was read of one mention for one watch."""

    allegiance: Reading[Brand] = Reading()
    safety: Reading[Safety] = Reading()
    relevance: Reading[bool] = Reading()
    speech: Reading[Kinds] = Reading()
    tone: Reading[Tone] = Reading()
    aside: Reading[Aside] = Reading()
    first_hand: Reading[bool] = Reading()
    resolved: Reading[bool] = Reading()

    def is_first_hand(self, mention: Mention) -> bool:
        """Whether its author tells of something of their own; where that was not read, by its words."""
        said = self.first_hand.value
        return first_hands.is_first_hand(mention) if said is None else said

    def is_resolved(self, mention: Mention) -> bool:
        """Whether its author says that what was wrong is so no more; where unread, by its words."""
        said = self.resolved.value
        return resolutions.is_resolved(mention) if said is None else said

    @property
    def is_our_staff(self) -> bool:
        """Whether its author speaks for the brand that is watched as ours."""
        return self.allegiance.value is not None and self.allegiance.value.is_ours

    @property
    def is_their_staff(self) -> bool:
        """Whether its author speaks for a competitor."""
        return self.allegiance.value is not None and not self.allegiance.value.is_ours


Read = Callable[[Mention, WatchContext, Understanding, Impression | None], Reading[Any]]
"""Reads one kind of a mention, with what was read of it before, and the impression that it makes, if any."""


class Reader(msgspec.Struct, frozen=True):
    """The version and the function of one kind of reading, and the type of its value."""

    version: int
    value: Any
    read: Read


READERS: Final[Mapping[Kind, Reader]] = {
    Kind.ALLEGIANCE: Reader(
        allegiances.VERSION, Brand, lambda m, c, u, i: allegiances.allegiance(m, c.brands, c.team)
    ),
    Kind.SAFETY: Reader(safeties.VERSION, Safety, lambda m, c, u, i: safeties.safety(m, c.urgent, i)),
    Kind.RELEVANCE: Reader(
        relevances.VERSION, bool, lambda m, c, u, i: relevances.relevance(m, c.name, _speaks(u.allegiance))
    ),
    Kind.SPEECH: Reader(speeches.VERSION, Kinds, lambda m, c, u, i: speeches.speech(m, u.is_our_staff, i)),
    Kind.TONE: Reader(tones.VERSION, Tone, lambda m, c, u, i: tones.tone(m, c.ours, c.others)),
    Kind.ASIDE: Reader(
        asides.VERSION,
        Aside,
        lambda m, c, u, i: asides.set_aside(m, u.speech, u.is_our_staff, is_told(u.safety)),
    ),
    Kind.FIRST_HAND: Reader(
        first_hands.VERSION, bool, lambda m, c, u, i: Reading(first_hands.is_first_hand(m))
    ),
    Kind.RESOLVED: Reader(resolutions.VERSION, bool, lambda m, c, u, i: Reading(resolutions.is_resolved(m))),
}
"""How each kind is read, in order."""
VERSION: Final = ".".join(f"{kind}{reader.version}" for kind, reader in READERS.items())
"""Of all of them: where one is changed, a mention is read again whole."""


def _speaks(allegiance: Reading[Brand]) -> str:
    """The brand that an author speaks for; empty for none."""
    return allegiance.value.name if allegiance.value else ""


def understand(
    mention: Mention, context: WatchContext, impression: Impression | None = None
) -> Understanding:
    """All readings of a mention by itself; without an `impression` they stand on its words alone."""
    found = Understanding()
    for kind, reader in READERS.items():
        found = msgspec.structs.replace(
            found, **{kind.value: _read(reader, mention, context, found, impression)}
        )
    return found


def _read(
    reader: Reader,
    mention: Mention,
    context: WatchContext,
    found: Understanding,
    impression: Impression | None,
) -> Reading[Any]:
    try:
        return reader.read(mention, context, found, impression)
    except Exception:
        log.exception("A reading of %s failed: it is left unsaid", mention.id)
        return Reading(None, (Reason("failed"),))
