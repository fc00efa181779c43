"""Which mentions of a story are quoted.

1. Only of those whose say counts; of the staff's where nobody else speaks.
2. Never one whose passage, taken alone, would say what its author does not (`standing`).
3. First what the story is grave for, told at first hand, and what others of the story say too; a name, a
   number, a place make it concrete. An article yields to people, an answer to what stands by itself.
4. None of what tells nothing of us: neither it nor its discussion names us, it is of no concern, and tells
   something at first hand only where others of its story tell of us.
5. A second one in the other language where two are spoken; else of the opposite tone; else, where many
   speak, by somebody else with other words.

Of a story of many the `MOST` gravest and oldest mentions are looked at.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import regex

from bot.analysis.agreement import Agreement, parts
from bot.analysis.gravity import Concern, concern
from bot.analysis.own_words import Span
from bot.analysis.passages import shown
from bot.analysis.people import speaker, speakers
from bot.analysis.quotes import Spots, quoted_span
from bot.analysis.speech import Speech
from bot.analysis.standing import leans, stands_alone
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.analysis.voices import Readings, counted, understood
from bot.analysis.withdrawals import without_withdrawn
from bot.locale import Language
from bot.models import Mention, MentionKind

MOST: Final = 80
SHORT: Final = 40
"""Characters under which a passage tells little."""
MANY: Final = 4
"""People from which on a story has a second quotation though all agree."""
ENOUGH: Final = 0.5
"""Share of the first quotation's weight that a second one has at least."""
NEAR: Final = 0.5
"""What being in the readers' language weighs."""
APART: Final = 0.3
"""Share of their words that two quotations of one story may have in common."""
_CONCRETE: Final = regex.compile(r"\p{N}+|(?<=[\p{Ll},] )\p{Lu}\p{L}+")


class Candidate(msgspec.Struct, frozen=True):
    """A mention that may be quoted if its passage stands alone, that passage, and how much it tells."""

    mention: Mention
    span: Span
    passage: str
    weight: float


def quotations(
    mentions: Sequence[Mention], read: Readings, language: Language, spots: Spots = lambda _: ()
) -> list[Mention]:
    """One or two mentions of a story to quote to readers of a language, the most telling first.

    None where no passage may stand alone. `spots` finds the watched name in a text.
    """
    said = shortlist(mentions, read)
    found = sorted(candidates(said, read, language, spots), key=_rank)
    first = next((each for each in found if _stands(each, read)), None)
    if first is None:
        return []
    rest = [each for each in found if speaker(each.mention) != speaker(first.mention)]
    second = _second(first, [each for each in rest if each.weight >= ENOUGH * first.weight], read, said)
    return [first.mention, *([second.mention] if second else [])]


def shortlist(mentions: Sequence[Mention], read: Readings) -> list[Mention]:
    """The mentions to choose from: whose say counts, the gravest first, then the oldest; else the staff's.

    Without what their authors took back.
    """
    said = counted(mentions, read) or [
        mention
        for mention in sorted(mentions, key=lambda each: (each.created_at, each.id))
        if understood(mention, read).is_our_staff
    ]
    said = without_withdrawn(said, read)
    return sorted(said, key=lambda mention: -concern(understood(mention, read)))[:MOST]


def candidates(said: Sequence[Mention], read: Readings, language: Language, spots: Spots) -> list[Candidate]:
    """Those of the mentions that tell of the watched name, with what their passages weigh."""
    common = Agreement(said)
    voices = max(2, len(speakers(said)))
    found = []
    telling = {mention.id for mention in said if _tells(mention, understood(mention, read), spots)}
    for mention in said:
        if mention.id not in telling and not (telling and understood(mention, read).is_first_hand(mention)):
            continue
        span = quoted_span(mention, spots)
        if span:
            passage = shown(mention.text[slice(*span)])
            weight = _weight(mention, passage, read) + 2 * common.of(passage) / (voices - 1)
            weight += NEAR * (mention.lang == language)
            found.append(Candidate(mention, span, passage, weight))
    return found


def _tells(mention: Mention, found: Understanding, spots: Spots) -> bool:
    """Whether a mention tells of the watched name: by its own words, or in a discussion of it."""
    if concern(found) is not Concern.OTHER:
        return True
    return bool(spots(mention.text) or spots(mention.title) or spots(mention.topic))


def _stands(candidate: Candidate, read: Readings) -> bool:
    """Whether its passage may be quoted alone: asked last, and of few, since it is read closely."""
    mention = candidate.mention
    return stands_alone(mention.text, candidate.span, mention.lang, understood(mention, read))


def _weight(mention: Mention, passage: str, read: Readings) -> float:
    found = understood(mention, read)
    weight = 1.0 + float(concern(found)) + min(len(passage), 160) / 160
    weight += 2.0 * found.is_first_hand(mention) - 1.0 * (mention.kind is MentionKind.ARTICLE)
    weight += 0.5 * min(len(_CONCRETE.findall(passage)), 2)
    weight -= 1.0 * (len(passage) < SHORT) + 1.5 * leans(passage, mention.lang)
    return weight - 0.5 * _only_asks(found) - 1.0 * (not mention.author)


def _only_asks(found: Understanding) -> bool:
    """Whether a mention of which this was understood asks first of all."""
    kinds = found.speech.value or ()
    return kinds[:1] in ((Speech.QUESTION,), (Speech.WISH_TO_BUY,), (Speech.REQUEST,))


def _rank(candidate: Candidate) -> tuple[float, datetime, str]:
    return -candidate.weight, candidate.mention.created_at, candidate.mention.id


def _second(
    first: Candidate, others: Sequence[Candidate], read: Readings, said: Sequence[Mention]
) -> Candidate | None:
    """The best of these, sorted by their weight, to quote beside the first; None where it says enough."""
    lang, tone = first.mention.lang, understood(first.mention, read).tone.value
    for each in others:
        if lang and each.mention.lang not in ("", lang) and _stands(each, read):
            return each
    for each in others:
        tones = {tone, understood(each.mention, read).tone.value}
        if tones == {Tone.CRITICAL, Tone.FAVOURABLE} and _stands(each, read):
            return each
    if len(speakers(said)) < MANY:
        return None
    apart = (each for each in others if _share(first.passage, each.passage) < APART)
    return next((each for each in apart if _stands(each, read)), None)


def _share(one: str, other: str) -> float:
    first, second = set(parts(one)), set(parts(other))
    return len(first & second) / max(1, min(len(first), len(second)))
