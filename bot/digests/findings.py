"""What a digest says of a watch beside its stories: who waits for an answer, who turned, what to read whole,
which words go round, and what is more than usual.

Each is said only where there is something to say.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from bot.analysis.own_words import own_spans
from bot.analysis.passages import LONGEST, sentences_in, shown
from bot.analysis.phrases import Phrase, coined, phrases
from bot.analysis.plain_words import Plain, plainest
from bot.analysis.quotes import Spots, quote
from bot.analysis.reading_list import LongRead, worth_reading
from bot.analysis.tone import Tone
from bot.analysis.turns import turns
from bot.analysis.unanswered import unanswered
from bot.analysis.voices import Readings
from bot.digests.counted import Counted
from bot.digests.counts import Known
from bot.digests.digest_story import DigestStory, Quotation
from bot.digests.past import BASE, Past, new_places
from bot.locale import DEFAULT, Language
from bot.models import Mention, Watch, WatchKind

WORDS: Final = 3
"""Phrases that go round, and words that are coined, at most."""
ASKED: Final = 20
"""People who wait for an answer, that are named; the others are counted."""
TELLING: Final = 30
"""Characters from which on plain words alone say what is wrong."""
COMPARED: Final = 600
"""Mentions of which the words are compared, the latest."""


class TurnTold(msgspec.Struct, frozen=True):
    """Somebody whose tone is another now, by what they wrote before and after."""

    before: Quotation
    after: Quotation
    tone: Tone


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found beside stories. `plain` are the plainest words of the gravest story.

    `unanswered` are the oldest of the `waiting` people, whom the team left without an answer as far as any
    account of it is known. Where `expected` people speak on such a day, today `people` do; both None where
    that is unknown, or no more and no less than usual.
    """

    plain: Plain | None = None
    unanswered: tuple[Quotation, ...] = ()
    waiting: int = 0
    is_team_known: bool = False
    turns: tuple[TurnTold, ...] = ()
    reading: tuple[LongRead, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    coined: tuple[Phrase, ...] = ()
    new_places: tuple[str, ...] = ()
    people: int | None = None
    expected: int | None = None


class FindingContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a watch: how it was before, and the accounts and names of its channel."""

    watch: Watch
    spots: Spots
    known: Known
    read: Readings
    language: Language = DEFAULT
    past: Past = Past()
    others: Spots = lambda _: ()
    is_team_named: bool = False
    names: Sequence[str] = ()


def findings(held: Counted, told: Sequence[DigestStory], context: FindingContext) -> Findings:
    """What is found in what was said of a watch, which is told in these stories."""
    past, read, is_brand = context.past, context.read, context.watch.kind is WatchKind.BRAND
    waiting = unanswered(held.told, read, context.spots, context.others) if is_brand else []
    turned = turns(past.earlier, held.said, read) if context.watch.kind is not WatchKind.TOPIC else []
    regulars = context.known.regulars(context.known.people(held.said))
    compared = _is_telling(past) and not held.doubtful and not held.namesakes
    return Findings(
        plain=plainest(told[0].story.mentions, read, context.language, context.spots, context.others)
        if told
        else None,
        unanswered=tuple(Quotation(each, _asked(each, context)) for each in waiting[:ASKED]),
        waiting=len(waiting),
        is_team_known=context.is_team_named or bool(held.ours),
        turns=tuple(
            TurnTold(
                Quotation(turn.before, quote(turn.before, context.spots)),
                Quotation(turn.after, quote(turn.after, context.spots)),
                turn.tone,
            )
            for turn in turned
        ),
        reading=tuple(worth_reading(held.told, read, [each.story for each in told], regulars)),
        phrases=tuple(_phrases(held, context)),
        coined=tuple(coined(held.said, [context.watch.name], context.names)[:WORDS]),
        new_places=new_places(held.said, past),
        people=past.people if compared else None,
        expected=past.expected if compared else None,
    )


def _asked(waiting: Mention, context: FindingContext) -> str:
    """What somebody asks, or else the plainest words of what is wrong."""
    text = waiting.text
    for start, end in sentences_in(text, own_spans(text)):
        if text[start:end].rstrip().endswith("?") and end - start <= LONGEST:
            return shown(text[start:end])
    plain = plainest([waiting], context.read, context.language, context.spots, context.others)
    return plain.words if plain and len(plain.words) >= TELLING else quote(waiting, context.spots)


def _phrases(held: Counted, context: FindingContext) -> list[Phrase]:
    """What goes round; of single words names alone, since one common word tells nobody anything."""
    before = context.past.before
    if len(before) < BASE:
        return []
    now = sorted(held.said, key=lambda mention: mention.created_at, reverse=True)[:COMPARED]
    found = phrases(now, before, [context.watch.name])
    return [each for each in found if " " in each.words or each.words[:1].isupper()][:WORDS]


def _is_telling(past: Past) -> bool:
    """Whether many more or fewer people than usual speak: twice as many or half, and three or more apart."""
    if past.people is None or past.expected is None:
        return False
    more, fewer = max(past.people, past.expected), min(past.people, past.expected)
    return more >= 2 * fewer and more - fewer >= 3
