"""Which mentions of a watch count, and what is shown beside them without being counted.

1. What may be about a namesake is doubtful, unless it concerns people's safety; a namesake's is left out.
2. What is set aside by its own words is counted with the reason; so is what one person says under several
   names, and what prints a text again, though the places that print it are told in its story.
3. The staff, ours and theirs, are shown apart. All else is somebody's say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from bot.analysis.people import speaker
from bot.analysis.set_aside import Aside, set_aside_copies
from bot.analysis.voices import Readings, is_counted, understood
from bot.models import Mention, MentionKind, Person


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The mentions of a watch by what they count for.

    `said` counts; `copies` print what one of it printed before. `ours` and `theirs` are the staff's.
    """

    said: tuple[Mention, ...] = ()
    copies: tuple[Mention, ...] = ()
    ours: tuple[Mention, ...] = ()
    theirs: tuple[Mention, ...] = ()
    asides: tuple[tuple[Aside, tuple[Mention, ...]], ...] = ()
    doubtful: tuple[Mention, ...] = ()
    namesakes: tuple[Mention, ...] = ()

    @property
    def told(self) -> tuple[Mention, ...]:
        """What stories are made of: what counts, its copies, and what the staff say to it."""
        return (*self.said, *self.copies, *self.ours, *self.theirs)

    def columns(self) -> dict[str, str]:
        """For what each of the mentions that stories are made of counts, by id."""
        return {
            mention.id: name
            for name in ("said", "copies", "ours", "theirs")
            for mention in getattr(self, name)
        }

    def without(self, ids: frozenset[str]) -> "Counted":
        """The same without the mentions that have these ids."""
        kept = {
            name: tuple(each for each in getattr(self, name) if each.id not in ids)
            for name in ("said", "copies", "ours", "theirs", "doubtful", "namesakes")
        }
        return msgspec.structs.replace(self, **kept)


def counted(mentions: Sequence[Mention], read: Readings, same: Mapping[Person, Person]) -> Counted:
    """The mentions by what they count for; `same` names for each author under whom they are counted."""
    held: dict[str, list[Mention]] = {}
    for mention in mentions:
        held.setdefault(_column(mention, read), []).append(mention)
    repeats = set_aside_copies(_that_may_repeat(held.get("said", ()), same), same)
    asides: dict[Aside, list[Mention]] = {}
    for mention in held.pop("aside", ()):
        if why := understood(mention, read).aside.value:
            asides.setdefault(why, []).append(mention)
    said = held.pop("said", [])
    for mention in said:
        if mention.id in repeats and (why := repeats[mention.id].value):
            asides.setdefault(why, []).append(mention)
    printed = {id_ for id_, why in repeats.items() if why.value is Aside.COPY}
    return Counted(
        said=tuple(mention for mention in said if mention.id not in repeats),
        copies=tuple(mention for mention in said if mention.id in printed),
        asides=tuple((why, tuple(asides[why])) for why in Aside if why in asides),
        ours=tuple(held.get("ours", ())),
        theirs=tuple(held.get("theirs", ())),
        doubtful=tuple(held.get("doubtful", ())),
        namesakes=tuple(held.get("namesakes", ())),
    )


def _that_may_repeat(said: Sequence[Mention], same: Mapping[Person, Person]) -> list[Mention]:
    """Articles, and what people say who have several names: to compare everything with everything is slow."""
    several = Counter(same.values())
    return [
        mention
        for mention in said
        if mention.kind is MentionKind.ARTICLE or several[same.get(who := speaker(mention), who)] > 1
    ]


def _column(mention: Mention, read: Readings) -> str:
    """What a mention counts for by itself."""
    found = understood(mention, read)
    if is_counted(found):
        return "said"
    if found.relevance.value is None:
        return "doubtful"
    if found.relevance.value is False:
        return "namesakes"
    if found.aside:
        return "aside"
    return "ours" if found.is_our_staff else "theirs"
