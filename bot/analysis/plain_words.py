"""The plainest short words of a story: a sentence, or a part of one, that says what happened.

1. Of the author's own words, as they are written, up to `LONGEST` characters.
2. A whole sentence; or of a longer one a part between semicolons, colons or dashes that is a sentence itself:
   around it stands nothing that disowns, supposes or reports it (`standing`). Never a part between commas,
   which may be half of a comparison ("I prefer theirs by day, and ours by night").
3. No question, nothing between quotation marks, nothing that leans on what was said before, no irony, and
   nothing that names another brand and not ours.
4. First those whose own words say what the story is grave for: a sure danger, then a trouble or what may be
   a danger; then those that most people of the story share (`agreement`); one of six to twelve words is
   preferred.
5. In the readers' language where that was spoken, else in another: in another, too, where only there what is
   wrong was said.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import regex

from bot.analysis.agreement import Agreement
from bot.analysis.choice import shortlist
from bot.analysis.gravity import Concern
from bot.analysis.lexicon import lexicon
from bot.analysis.own_words import Span, own_spans
from bot.analysis.passages import sentences_in
from bot.analysis.people import speakers
from bot.analysis.safety import text_safety
from bot.analysis.speech import text_speech
from bot.analysis.standing import is_owned, leans, stands_alone
from bot.analysis.story_tone import TROUBLES
from bot.analysis.tokens import Sort, tokens
from bot.analysis.tone import Spots
from bot.analysis.voices import Readings, understood
from bot.locale import Language
from bot.models import Mention
from bot.text import hide_addresses, words

LONGEST: Final = 90
"""Characters of plain words: they stand in one line beside what was counted."""
PLAIN: Final = range(6, 13)
"""Words that are preferred."""
FEWEST: Final = 4
"""Words under which nothing is told."""
AWAY: Final = 0.15
"""What plain words lose of their weight for each word that they are too short or too long."""
MOST: Final = 60
"""Sentences that are read closely, those that most people share first."""
_CUT: Final = regex.compile(r"\s*;\s*|\s[–—-]\s|(?<=\S)\s?:\s")
_ODD: Final = regex.compile(r"[\"“”«»()\[\]{}*_#@\n\t\ufffc]|https?:|\s{2,}")


class Plain(msgspec.Struct, frozen=True):
    """Words that stand so in a mention's text."""

    mention: Mention
    words: str


class _Said(msgspec.Struct, frozen=True):
    mention: Mention
    span: Span
    weight: float

    @property
    def words(self) -> str:
        return self.mention.text[slice(*self.span)]


def plainest(
    mentions: Sequence[Mention],
    read: Readings,
    language: Language,
    ours: Spots = lambda _: (),
    others: Spots = lambda _: (),
) -> Plain | None:
    """The plainest words of a story for readers of a language; None where nobody says anything plainly.

    `ours` finds the watched name in a text, `others` the names of other brands.
    """
    said = shortlist(mentions, read)
    common, voices = Agreement(said), max(2, len(speakers(said)))
    found = [
        _Said(mention, span, _weight(mention.text[slice(*span)], common, voices))
        for mention in said
        for span in _spans(mention, read)
        if ours(mention.text[slice(*span)]) or not others(mention.text[slice(*span)])
    ]
    found.sort(key=_rank)
    own, foreign = [_best(some) for some in _by_language(found, language)]
    best = own if own and (foreign is None or _is_as_grave(own, foreign)) else foreign
    return Plain(best.mention, best.words) if best else None


def _by_language(found: Sequence[_Said], language: Language) -> tuple[list[_Said], list[_Said]]:
    """What is said in a language, and what in others."""
    own = [each for each in found if each.mention.lang == language]
    return own, [each for each in found if each.mention.lang != language]


def _best(found: Sequence[_Said]) -> _Said | None:
    return max(found[:MOST], key=lambda each: (_says(each), each.weight), default=None)


def _is_as_grave(one: _Said, other: _Said) -> bool:
    """Whether one says what is wrong, if the other does; which of two wrongs is for the readers to say."""
    return min(_says(one), Concern.TROUBLE) >= min(_says(other), Concern.TROUBLE)


def _rank(said: _Said) -> tuple[float, str, Span]:
    return -said.weight, said.mention.id, said.span


def _spans(mention: Mention, read: Readings) -> Iterator[Span]:
    """Where in a mention's own words whole sentences stand, or parts, that may be plain words."""
    found = understood(mention, read)
    for whole in sentences_in(mention.text, own_spans(mention.text)):
        span = _trimmed(mention.text, whole)
        sentence = mention.text[slice(*span)]
        if sentence.endswith("?") or not stands_alone(mention.text, whole, mention.lang, found):
            continue
        if not is_owned(sentence, mention.lang):
            continue
        if span[1] - span[0] <= LONGEST and _is_plain(sentence, mention.lang):
            yield span
        elif span[1] - span[0] > LONGEST:
            yield from _parts(mention, span)


def _parts(mention: Mention, span: Span) -> Iterator[Span]:
    """The parts of a long sentence, and runs of them, that are sentences and short enough."""
    text = mention.text
    cuts = [(span[0], span[0]), *(cut.span() for cut in _CUT.finditer(text, *span)), (span[1], span[1])]
    for i, (_, start) in enumerate(cuts[:-1]):
        for end, _ in cuts[i + 1 :]:
            said = text[start:end]
            if len(said) <= LONGEST and _is_plain(said, mention.lang) and _is_clause(said, mention.lang):
                yield start, end


def _trimmed(text: str, span: Span) -> Span:
    """The span without the white space around it, and without the one full stop at its end."""
    said = text[slice(*span)].rstrip()
    if said.endswith(".") and not said.endswith(".."):
        said = said[:-1]
    return span[0] + len(said) - len(said.lstrip()), span[0] + len(said)


def _is_plain(said: str, lang: str) -> bool:
    """Whether words tell something, and can be read alone."""
    is_enough = len(words(hide_addresses(said))) >= FEWEST
    return is_enough and not _ODD.search(said) and not leans(said, lang)


def _is_clause(said: str, lang: str) -> bool:
    """Whether a part of a sentence begins with a subject and has a verb, as a sentence does."""
    lists = lexicon(lang, "standing")
    hits = lists.all([token for token in tokens(said) if token.sort is Sort.WORD]) if lists else []
    begins = any(hit.first == 0 and hit.list == "subjects" for hit in hits)
    return begins and any(hit.first > 0 and hit.list == "verbs" for hit in hits)


def _weight(said: str, common: Agreement, voices: int) -> float:
    number = len(words(said))
    away = max(PLAIN.start - number, number - PLAIN[-1], 0)
    return (0.1 + common.of(said) / (voices - 1)) * max(0.1, 1 - AWAY * away)


def _says(said: _Said) -> Concern:
    """What these words alone are about."""
    lang = said.mention.lang
    safety = text_safety(said.words, lang).value
    if safety:
        return Concern.SAFETY if safety.is_sure else Concern.TROUBLE
    return Concern.TROUBLE if TROUBLES & set(text_speech(said.words, lang).value or ()) else Concern.OTHER
