"""What became of what was told before, in words: what the team promised, and which stories are over."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final

from bot.digests.aftermath import Over, Promised
from bot.digests.digest import Digest
from bot.locale import _
from bot.messages.ages import since, written
from bot.messages.blocks import line, link, words
from bot.messages.digest_stories import Shown
from bot.messages.findings import signed_by, titled
from bot.messages.layout import Group
from bot.messages.message import Block
from bot.messages.wording import clipped, day, in_marks, more, people_named

NAMED: Final = 2
"""Stories that are over, by their titles."""
TITLE: Final = 70
QUOTE: Final = 160


def promised_group(digest: Digest, shown: Shown, most: int) -> Group | None:
    """What the team promised, by which day, and whether it said anything since that day has passed."""
    if not (found := digest.aftermath.promised):
        return None
    rows = [line(*_promised(each, shown)) for each in found[:most]]
    return titled(_("What the team promised"), rows, len(found), [each.said.mention for each in found[:most]])


def _promised(promised: Promised, shown: Shown) -> Iterator[Block]:
    mention = promised.said.mention
    yield from signed_by(mention)
    yield words(" · ")
    yield written(mention, shown.zone, shown.now)
    yield words(_(": "))
    yield words(in_marks(clipped(promised.said.words, QUOTE), mention.lang))
    due = day(datetime.combine(promised.due, time(12), UTC), "UTC")
    if not promised.has_passed:
        yield words(_(" · by {day}", day=due))
    elif promised.word is None:
        yield words(_(" · {day} has passed, and I heard nothing of the team since", day=due))
    else:
        yield words(_(" · {day} has passed; the last I heard of the team: ", day=due))
        yield written(promised.word, shown.zone, shown.now)


def over_lines(digest: Digest) -> Iterator[Block]:
    """The stories that are over since the last digest, in one line."""
    found = digest.aftermath.over
    if not found:
        return
    row = [words(_("Over: "), "italic")]
    for i, each in enumerate(found[:NAMED]):
        row += [words(_("; "))] if i else []
        row += _over(each, digest)
    if left := found[NAMED:]:
        row.append(words(_("; and {more}", more=more(len(left)))))
    yield line(*row)


def _over(each: Over, digest: Digest) -> Iterator[Block]:
    said = each.heading or each.lead.place or each.lead.source
    yield link(each.lead.url, clipped(said, TITLE))
    who, ended = people_named(each.people), since(each.last, digest.zone, digest.until)
    yield words(_(" ({people} in all, nobody {since})", people=who, since=ended))
