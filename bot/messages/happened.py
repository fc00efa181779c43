"""What happened, a line a watch: what was counted and read, around the plainest words really written.

1. A watch of which something grave, critical or unanswered was said has a line of its own, up to `OWN`.
2. The calm ones share one, where there are several.
3. Every word outside quotation marks is a count or a reading, and the words within lead to where they stand.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.analysis.tone import Tone
from bot.digests.digest import Digest, Section
from bot.locale import _, _n
from bot.locale.days import weekday
from bot.messages.ages import since
from bot.messages.blocks import filled, line, link, rich, words
from bot.messages.counts import who_spoke
from bot.messages.digest_stories import safety
from bot.messages.message import Block
from bot.messages.wording import clipped, in_marks, more, people_named, shortened

TURNING: Final = 2
"""People who turn the same way, from which on it is turning."""
NAME: Final = 60
PLACES: Final = 2
OWN: Final = 5
"""Watches that have a line of their own; of more the others share one."""
NAMED: Final = 12
"""Watches that are named in a line they share."""


def happened(digest: Digest) -> Block:
    """A line for each watch that is not calm, or alone is; the calm ones share the last."""
    spoken = [section for section in digest.sections if not section.is_empty]
    calm = [each for each in spoken if each.is_calm]
    grave = [each for each in spoken if not each.is_calm]
    own = [*grave[:OWN], *(calm if len(calm) == 1 else ())]
    lines = [line(*_line(section, digest)) for section in spoken if section in own]
    if grave[OWN:]:
        lines.append(line(*_in_short(_("Also: "), grave[OWN:])))
    if len(calm) > 1:
        lines.append(line(*_in_short(_("Calm: "), calm)))
    return rich(*lines)


def _line(section: Section, digest: Digest) -> Iterator[Block]:
    yield words(clipped(section.watch.name, NAME), "bold")
    yield words(_(": ") + ", ".join(_figures(section, digest)))
    yield from _quoted(section)
    yield from _turning(section, digest.zone, digest.until)
    yield words(_ending(section))


def _figures(section: Section, digest: Digest) -> Iterator[str]:
    """`11 people (9 new), 3 places, safety (roads), since Wed 10:40`."""
    yield who_spoke(section.counts) or _told_by(section)
    if not section.stories and not section.at_once and (section.people_above or section.unsigned_above):
        yield _("in stories that are told of another name, too")
        return
    if section.places:
        yield _n("{n} place", "{n} places", len(section.places))
    if fresh := section.findings.new_places:
        named = shortened([clipped(place, 40) for place in fresh], PLACES)
        yield _n("a new place ({named})", "{n} new places ({named})", len(fresh), named=named)
    if section.findings.expected is not None:
        yield _usually(section, digest)
    grave = next((story for story in section.stories if story.gravity.concerns_safety), None)
    if grave:
        yield safety(grave)
        if first_hand := grave.gravity.first_hand:
            yield _n("{n} at first hand", "{n} at first hand", first_hand)
        yield since(grave.age.begun, digest.zone, digest.until)


def _told_by(section: Section) -> str:
    """Who speaks where nobody of the public does."""
    ours, theirs = section.counts.ours, section.counts.theirs
    if ours:
        return _n("{n} of the team", "{n} of the team", ours)
    return _n("{n} of a competitor", "{n} of competitors", theirs) if theirs else people_named(0)


def _usually(section: Section, digest: Digest) -> str:
    """`usually 4 on a Friday`."""
    day = digest.until.astimezone(ZoneInfo(digest.zone)).isoweekday()
    return _("usually {n} on a {day}", n=section.findings.expected or 0, day=weekday(day))


def _quoted(section: Section) -> Iterator[Block]:
    """The plainest words, as a link to where they stand."""
    if plain := section.findings.plain:
        yield words(_(": "))
        yield link(plain.mention.url, in_marks(plain.words, plain.mention.lang))


def _turning(section: Section, zone: str, now: datetime) -> Iterator[Block]:
    """That several people turned the way the last one did, since when, with the words of the first."""
    turns = section.findings.turns
    turned = [turn for turn in turns if turn.tone is turns[-1].tone]
    if len(turned) < TURNING:
        return
    favourable, critical = _(" · turning {since}: {quote}"), _(" · turning against it {since}: {quote}")
    sentence = favourable if turned[0].tone is Tone.FAVOURABLE else critical
    turn, after = turned[0], turned[0].after.mention
    quote = link(after.url, in_marks(clipped(turn.after.words, 90), after.lang))
    yield from filled(sentence, since=since(after.created_at, zone, now), quote=quote)


def _ending(section: Section) -> str:
    """That nothing waits for an answer, where that is known."""
    if section.is_calm and section.findings.is_team_known:
        return _("; nothing to answer.")
    return "" if section.findings.plain else "."


def _in_short(opening: str, several: Sequence[Section]) -> Iterator[Block]:
    """`Calm: Brimeo 2 people; lamps 3 people (1 new).`, each a link to what was said of it."""
    yield words(opening, "italic")
    for i, section in enumerate(several[:NAMED]):
        yield words("; " if i else "")
        yield words(clipped(section.watch.name, NAME), "bold")
        yield words(" ")
        said = who_spoke(section.counts) or _told_by(section)
        yield link(section.stories[0].lead.url if section.stories else "", said)
    if len(several) > NAMED:
        yield words("; " + more(len(several) - NAMED))
    yield words(".")
