"""How many people speak, in words: who is new, who is a regular, who is critical, and the staff apart."""

from bot.digests.counts import Counts
from bot.locale import _, _n
from bot.messages.wording import listed, people_named


def who_spoke(counts: Counts) -> str:
    """`14 people (9 new, 3 regulars, 4 critical) and 1 unsigned text`; empty where nobody did."""
    who = people_named(counts.people) if counts.people else ""
    if told := ", ".join(_told_apart(counts)):
        who = _("{who} ({told})", who=who, told=told) if who else ""
    bare = _n("{n} unsigned text", "{n} unsigned texts", counts.unsigned) if counts.unsigned else ""
    return listed([part for part in (who, bare) if part])


def _told_apart(counts: Counts) -> list[str]:
    told = []
    if counts.newcomers:
        told.append(_n("{n} new", "{n} new", counts.newcomers))
    if counts.regulars:
        told.append(_n("{n} regular", "{n} regulars", counts.regulars))
    if counts.critical:
        told.append(_n("{n} critical", "{n} critical", counts.critical))
    return told
