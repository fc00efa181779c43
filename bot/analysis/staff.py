"""Who once said whom they speak for speaks for them in all that is read together with it.

What was read of one mention alone does not know that its author said so in another. This is not kept: the
mention that says so may be gone the next time.
"""

from collections.abc import Mapping, Sequence

import msgspec

from bot.analysis.allegiance import Brand
from bot.analysis.people import person
from bot.analysis.reading import Reading, Reason
from bot.analysis.safety import is_told
from bot.analysis.set_aside import set_aside
from bot.analysis.speech import speech
from bot.analysis.understanding import Understanding
from bot.models import Mention, Person


def with_staff(mentions: Sequence[Mention], read: Mapping[str, Understanding]) -> dict[str, Understanding]:
    """What was understood of mentions, with the staff known by what they wrote in any of these."""
    staff: dict[Person, Reading[Brand]] = {}
    for mention in mentions:
        if (who := person(mention)) and (found := read[mention.id].allegiance):
            staff.setdefault(who, found)
    return {mention.id: _known(mention, read[mention.id], staff) for mention in mentions}


def _known(mention: Mention, found: Understanding, staff: Mapping[Person, Reading[Brand]]) -> Understanding:
    who = person(mention)
    if found.allegiance or who is None or who not in staff:
        return found
    brand = staff[who].value
    said = msgspec.structs.replace(found, allegiance=Reading(brand, (Reason("said_so", (mention.author,)),)))
    if not said.is_our_staff:
        return said
    kinds = speech(mention, is_staff=True)
    return msgspec.structs.replace(
        said,
        speech=kinds,
        aside=set_aside(mention, kinds, is_our_staff=True, concerns_safety=is_told(said.safety)),
    )
