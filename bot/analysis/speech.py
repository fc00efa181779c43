"""What kind of speech a mention is: complaint, question, request, praise, bug, announcement, wish to buy,
answer from the team, advert.

1. What the team writes under somebody's words is an answer, and else an announcement, whatever its words.
2. Each kind has its list of words (`words/LANGUAGE/speech.toml`); each entry found counts, and twice where
   it is more than one word.
3. Words of sale count as an advert from two entries on (a discount such as `-20 %`, or a code, is one): shops
   and second-hand sellers never use one alone.
4. A question mark makes a question, the more where it ends the text; without one, several words that begin
   a sentence as questions begin. What stands in a longer entry counts as that entry alone.
5. An article that shows no kind is an announcement.
6. A negation before praise makes it a complaint, and so does irony. Where no list speaks, plain words of tone
   do.
7. Where no word says anything, the impression of the whole text may (`impressions`), from `LIKELY` on; never
   that it is the team's answer, an announcement or an advert, which set a text apart.
8. The kind of most weight comes first, at equal weight the earlier in `ORDER`; others that speak follow it,
   since a complaint may be a bug and a question too. Where none speaks, *cannot say*.
"""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final

import msgspec

from bot.analysis.impressions import Impression
from bot.analysis.lexicon import Found, lexicon, word_lists
from bot.analysis.own_words import own_words
from bot.analysis.prices import DISCOUNT
from bot.analysis.reading import Reading, Reason
from bot.analysis.tokens import Sort, Token, tokens
from bot.analysis.tone import Tone, text_tone
from bot.models import Mention, MentionKind

VERSION: Final = 5


class Speech(StrEnum):
    """A kind of speech."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    REQUEST = "request"
    PRAISE = "praise"
    BUG = "bug"
    ANNOUNCEMENT = "announcement"
    WISH_TO_BUY = "wish_to_buy"
    ANSWER = "answer"
    ADVERT = "advert"


ORDER: Final = (
    Speech.ADVERT, Speech.ANSWER, Speech.BUG, Speech.WISH_TO_BUY, Speech.REQUEST, Speech.COMPLAINT,
    Speech.QUESTION, Speech.PRAISE, Speech.ANNOUNCEMENT,
)  # fmt: skip
"""Which kind comes first of two that weigh the same: the rarer and the plainer."""
LEAST: Final = {Speech.ADVERT: 2.0, Speech.ANSWER: 2.0, Speech.BUG: 2.0, Speech.ANNOUNCEMENT: 2.0}
"""Weight under which a kind is not believed; of others one word is enough."""
PLAIN: Final = 1.9
"""Weight of words of tone from which on they show a complaint, or praise: no mild word does alone."""
LIKELY: Final = 0.6
"""From which likelihood on an impression speaks: three in four are right then (`bench.reading`)."""
SEEMING: Final = frozenset(
    {Speech.COMPLAINT, Speech.BUG, Speech.QUESTION, Speech.REQUEST, Speech.PRAISE, Speech.WISH_TO_BUY}
)
"""The kinds that an impression may say."""

Kinds = tuple[Speech, ...]
"""The kinds of one mention, the main one first."""


class _Evidence(msgspec.Struct):
    """What speaks for a kind."""

    weight: float = 0.0
    words: list[str] = []

    def add(self, weight: float, written: str) -> None:
        self.weight += weight
        if written not in self.words:
            self.words.append(written)


def speech(mention: Mention, is_staff: bool = False, impression: Impression | None = None) -> Reading[Kinds]:
    """The kinds of speech of a mention; whether its author speaks for the team is another reading."""
    if is_staff:
        kind = Speech.ANSWER if mention.answers or mention.thread else Speech.ANNOUNCEMENT
        return Reading((kind,), (Reason("team"),))
    text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
    found = text_speech(text, mention.lang)
    if not found and mention.kind is MentionKind.ARTICLE:
        return Reading((Speech.ANNOUNCEMENT,), (Reason("article"),))
    return found if found or impression is None else _by_impression(impression)


def _by_impression(impression: Impression) -> Reading[Kinds]:
    """The kind that a whole text seems to be, if it is likely enough and sets nothing apart."""
    if impression.kind not in SEEMING or impression.likelihood < LIKELY:
        return Reading()
    return Reading((Speech(impression.kind),), (Reason("impression"),))


def text_speech(text: str, lang: str) -> Reading[Kinds]:
    """The kinds of speech of what an author wrote in a language."""
    lists = lexicon(lang, "speech")
    if not lists:
        return Reading()
    read = tokens(text)
    evidence: dict[Speech, _Evidence] = defaultdict(_Evidence)
    ironic = any(reason.code == "ironic" for reason in text_tone(text, lang).reasons)
    asked = any(token.form == "?" and token.sort is Sort.STOP for token in read)
    for hit in _widest(lists.all(read)):
        kind = Speech(hit.list)
        if kind is Speech.PRAISE and (ironic or _is_negated(read, hit, lang)):
            kind = Speech.COMPLAINT
        if kind is not Speech.QUESTION or asked or _begins(read, hit):
            plain = hit.last - hit.first == 1 or kind is Speech.ADVERT
            evidence[kind].add(1.0 if plain else 2.0, hit.written(text, read))
    for discount in DISCOUNT.findall(text):
        evidence[Speech.ADVERT].add(1.0, discount)
    _ask(text, read, evidence)
    _judge(text, lang, evidence)
    return _ordered(evidence)


def _widest(hits: Sequence[Found]) -> list[Found]:
    """The entries that stand in no longer one: `merci d'avance` thanks nobody."""
    return [hit for hit in hits if not any(_holds(other, hit) for other in hits)]


def _holds(one: Found, other: Found) -> bool:
    longer = one.last - one.first > other.last - other.first
    return longer and one.first <= other.first and other.last <= one.last


def _is_negated(read: Sequence[Token], hit: Found, lang: str) -> bool:
    """Whether a word of negation stands among the two words before, in the same sentence."""
    before = read[max(0, hit.first - 2) : hit.first]
    return any(token.form in _negators(lang) for token in before) and not any(
        token.sort is not Sort.WORD for token in before
    )


@cache
def _negators(lang: str) -> frozenset[str]:
    """The words of negation of a language, folded."""
    single = (entry for entry in word_lists(lang, "tone")["negators"] if " " not in entry)
    return frozenset(token.form for entry in single for token in tokens(entry))


def _ask(text: str, read: Sequence[Token], evidence: dict[Speech, _Evidence]) -> None:
    """Adds a question where a sentence ends in a question mark."""
    marks = [token for token in read if token.sort is Sort.STOP and token.form == "?"]
    if not marks:
        return
    last = marks[-1]
    start = max(
        (token.end for token in read if token.sort is Sort.STOP and token.end <= last.start), default=0
    )
    ends_with_it = not any(token.sort is Sort.WORD for token in read if token.start >= last.end)
    evidence[Speech.QUESTION].add(2.0 if ends_with_it else 1.0, text[start : last.end].strip()[:80])


def _begins(read: Sequence[Token], hit: Found) -> bool:
    """Whether an entry of several words stands at the beginning of a sentence: many ask without a mark."""
    return hit.last - hit.first > 1 and (hit.first == 0 or read[hit.first - 1].sort is Sort.STOP)


def _judge(text: str, lang: str, evidence: dict[Speech, _Evidence]) -> None:
    """Adds a complaint, or praise, where words of tone weigh plainly and nothing else was found."""
    judged = text_tone(text, lang, least=PLAIN)
    kind = {Tone.CRITICAL: Speech.COMPLAINT, Tone.FAVOURABLE: Speech.PRAISE}.get(judged.value or Tone.NEUTRAL)
    if kind and not evidence.keys() - {Speech.QUESTION}:
        for word in judged.reasons[0].words:
            evidence[kind].add(1.0, word)


def _ordered(evidence: dict[Speech, _Evidence]) -> Reading[Kinds]:
    held = {kind: found for kind, found in evidence.items() if found.weight >= LEAST.get(kind, 1.0)}
    kinds = sorted(held, key=lambda kind: (-held[kind].weight, ORDER.index(kind)))
    if not kinds:
        return Reading()
    return Reading(tuple(kinds), tuple(Reason(kind, tuple(held[kind].words)) for kind in kinds))
