"""What a digest says beside its stories: who waits, who turned, what to read whole, which words go round."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.analysis.phrases import Phrase
from bot.analysis.reading_list import LongRead, Worth
from bot.analysis.tone import Tone
from bot.digests.digest import Digest
from bot.digests.digest_story import Quotation
from bot.digests.findings import TurnTold
from bot.locale import N_, _, _n
from bot.messages.ages import written
from bot.messages.blocks import bullets, filled, line, link, rich, words
from bot.messages.digest_stories import Shown
from bot.messages.layout import Group
from bot.messages.message import Block
from bot.messages.wording import clipped, in_marks, more, people_named
from bot.models import Mention

FEW: Final = 3
"""People named of each kind before the fold; the thread names the others."""
MANY: Final = 20
QUOTE: Final = 110
"""Characters quoted of somebody who waits, or who turned."""
REASONS: Final = {
    Worth.FIRST_HAND_TEST: N_("a test of their own"),
    Worth.MOST_DISCUSSED: N_("what most people answer"),
    Worth.FROM_THE_TEAM: N_("from the team"),
    Worth.BY_A_REGULAR: N_("by a regular"),
}
"""Why something is worth reading whole, in five words at most."""


def unanswered_group(digest: Digest, shown: Shown, most: int) -> Group | None:
    """Who waits for an answer from the team, the oldest first; or how to name the team."""
    if not (waiting := digest.unanswered):
        return None
    if not digest.is_team_known:
        hint = _n(
            "{n} person asks or complains. Whether the team answered is not known: "
            "/watch team @handle names your accounts.",
            "{n} people ask or complain. Whether the team answered is not known: "
            "/watch team @handle names your accounts.",
            digest.waiting,
        )
        return Group([rich(line(words(hint)))], is_story=False)
    rows = [line(*_waiting(each, shown)) for each in waiting[:most]]
    return titled(_("Nobody has answered"), rows, digest.waiting, [each.mention for each in waiting[:most]])


def _waiting(waiting: Quotation, shown: Shown) -> Iterator[Block]:
    yield from signed_by(waiting.mention)
    yield words(" · ")
    yield written(waiting.mention, shown.zone, shown.now)
    yield words(_(": "))
    yield words(in_marks(clipped(waiting.words, QUOTE), waiting.mention.lang))


def signed_by(mention: Mention) -> Iterator[Block]:
    signed = ", ".join(part for part in (clipped(mention.author, 60), clipped(mention.place, 60)) if part)
    yield words(signed)


def turned_group(digest: Digest, shown: Shown, most: int) -> Group | None:
    """Who turned, in both directions, with what they wrote before and after."""
    if not (turned := digest.turns):
        return None
    rows = [line(*turned_row(each, shown)) for each in turned[:most]]
    told = [mention for each in turned[:most] for mention in (each.before.mention, each.after.mention)]
    return titled(_("Who turned"), rows, len(turned), told)


def turned_row(turn: TurnTold, shown: Shown) -> Iterator[Block]:
    """Who turned, with what they wrote before and after."""
    favourable = _("{who}, critical before, favourable now: {before} {then} → {after} {now}")
    critical = _("{who}, favourable before, critical now: {before} {then} → {after} {now}")
    before, after = turn.before.mention, turn.after.mention
    yield from filled(
        favourable if turn.tone is Tone.FAVOURABLE else critical,
        who=clipped(after.author, 60),
        before=in_marks(clipped(turn.before.words, QUOTE), before.lang),
        then=written(before, shown.zone, shown.now),
        after=in_marks(clipped(turn.after.words, QUOTE), after.lang),
        now=written(after, shown.zone, shown.now),
    )


def reading_group(digest: Digest) -> Group | None:
    """What is worth reading whole: its title, by whom, how long it takes, and why."""
    if not (found := digest.reading):
        return None
    rows = [line(*_read(each)) for each in found]
    return titled(_("Worth reading whole"), rows, len(found), [each.mention for each in found])


def _read(found: LongRead) -> Iterator[Block]:
    mention = found.mention
    yield link(mention.url, clipped(mention.title or mention.topic or mention.author or mention.place, 100))
    minutes = _("{n} min", n=found.minutes)
    if found.is_cut:
        minutes = _("at least {minutes}", minutes=minutes)
    by = clipped(mention.author or mention.place, 60)
    yield words("".join(f" · {part}" for part in (by, minutes, _(REASONS[found.reason])) if part))


def words_group(digest: Digest) -> Group | None:
    """The words that go round with what is watched, and those that are coined of it."""
    rows, told = list[Block](), list[Mention]()
    for section in digest.sections:
        for phrase in (*section.findings.coined, *section.findings.phrases):
            rows.append(line(*_going_round(phrase)))
            told += phrase.examples[:1]
    return titled(_("Words going round"), rows[:FEW], len(rows), told[:FEW]) if rows else None


def _going_round(phrase: Phrase) -> Iterator[Block]:
    example = phrase.examples[0]
    yield link(example.url, in_marks(clipped(phrase.words, 60), example.lang))
    yield words(f" · {people_named(phrase.people)}")


def titled(title: str, rows: Sequence[Block], number: int, told: Iterable[Mention]) -> Group:
    """Rows under a title; how many more there are."""
    rest = [line(words(_("and {more}", more=more(number - len(rows)))))] if number > len(rows) else []
    heading = line(words(title, "bold"))
    return Group(
        [rich(heading, bullets([*rows, *rest]))],
        is_story=False,
        mentions=frozenset(mention.id for mention in told),
    )
