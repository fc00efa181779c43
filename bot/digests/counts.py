"""How many people speak: who is new, who is a regular, who is critical, and the staff apart."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from bot.analysis.people import people, speaker, unsigned
from bot.analysis.story_tone import tones
from bot.analysis.tone import Tone
from bot.analysis.voices import Readings
from bot.digests.counted import Counted
from bot.models import Mention, Person

REGULAR: Final = 3
"""Days on which somebody was heard from which on they are a regular."""


class Known(msgspec.Struct, frozen=True):
    """Whom a channel knew before, each with the days on which they were heard by now; None without a before.

    `same` names for authors who are one person the name under which that person is known.
    """

    days: Mapping[Person, int] | None = None
    same: Mapping[Person, Person] = {}

    def people(self, mentions: Iterable[Mention]) -> set[Person]:
        """The distinct people behind some mentions."""
        return {self.same.get(who, who) for who in people(mentions)}

    def voice(self, mention: Mention) -> Person:
        """Who wrote a mention; for what nobody signed, the place that printed it."""
        return self.same.get(who := speaker(mention), who)

    def newcomers(self, who: Collection[Person]) -> set[Person] | None:
        """Those of these people of whom nothing was heard before; None where there is no before."""
        return None if self.days is None else set(who) - self.days.keys()

    def regulars(self, who: Collection[Person]) -> set[Person]:
        """Those of these people who are regulars."""
        days = self.days or {}
        return {person for person in who if days.get(person, 0) >= REGULAR}


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many people speak, and how many texts nobody signed. Nobody is new (None) without a before.

    `ours` and `theirs` are people of the team and of competitors, who are counted in nothing else.
    """

    people: int = 0
    newcomers: int | None = None
    regulars: int = 0
    critical: int = 0
    ours: int = 0
    theirs: int = 0
    unsigned: int = 0


def counts(held: Counted, critical: Collection[Person], known: Known) -> Counts:
    """How many people speak in what is counted; `critical` are those of them who are."""
    who = known.people(held.said)
    new = known.newcomers(who)
    return Counts(
        people=len(who),
        newcomers=None if new is None else len(new),
        regulars=len(known.regulars(who)),
        critical=len(who & set(critical)),
        ours=len(known.people(held.ours)),
        theirs=len(known.people(held.theirs)),
        unsigned=unsigned(held.said),
    )


def critical_people(story: Iterable[Mention], read: Readings, known: Known) -> set[Person]:
    """The people whose last tone in a story is critical."""
    ordered = sorted(story, key=lambda mention: mention.created_at)
    shown = tones(ordered, read)
    last = {
        who: shown[mention.id]
        for mention in ordered
        if mention.id in shown
        for who in known.people([mention])
    }
    return {who for who, tone in last.items() if tone is Tone.CRITICAL}
