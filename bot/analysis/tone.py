"""The tone of a mention towards the watched name: critical, neutral, favourable, or *cannot say*.

1. Only the author's own words are read; what stands between quotation marks is somebody else's.
2. Words of tone weigh 1 to 3 (`words/LANGUAGE/tone.toml`), more where they are shouted, drawn out or
   boosted, less where they are damped, asked or supposed.
3. A negation turns praise into criticism, and takes most of its weight from criticism ("not a bad lamp").
4. Who turns ("but") means what follows more than what stood before.
5. A compared name: "better than Acme" is criticism of Acme, "Acme is better than" praise; left for another
   is criticism.
6. Irony: praise beside an ironic mark, a mocking frame, or an ironic frame and a complaint, is none.
7. A sentence that names another brand and not ours is about the other.
8. Critical, or favourable, is said where one outweighs the other by far; neutral where both are said, or a
   word of indifference; where there is neither, *cannot say*: a bare fact has its story's tone.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import Final

import msgspec
import regex

from bot.analysis.lexicon import Found, Lexicon, word_lists
from bot.analysis.own_words import own_words
from bot.analysis.reading import Reading, Reason
from bot.analysis.tokens import Sort, Token, tokens
from bot.models import Mention, MentionKind

VERSION: Final = 3
Spots = Callable[[str], Sequence[tuple[int, int]]]
"""Where names stand in a text."""


class Tone(StrEnum):
    """What a mention says of the watched name."""

    CRITICAL = "critical"
    NEUTRAL = "neutral"
    FAVOURABLE = "favourable"


WEIGHTS: Final = {
    "strong_critical": -3.0,
    "critical": -2.0,
    "mild_critical": -1.0,
    "strong_favourable": 3.0,
    "favourable": 2.0,
    "mild_favourable": 1.0,
    "angry": -3.0,
    "sad": -1.5,
    "glad": 2.0,
}
CRITICAL_FROM = 0.9
"""Criticism from which on a mention may be critical: one mild word of it, where nothing is praised."""
BALANCE = 1.5
"""How many times criticism must outweigh praise, and praise criticism."""
FAVOURABLE_FROM = 2.0
ARTICLE_FROM = 1.9
"""Criticism from which on an article may be critical: it reports what is bad, and seldom judges."""
SHORT = 40
"""Words up to which a text is short; in a longer one a word says less, by the root of its length."""
BOOST, DAMP, AFTER_TURN, BEFORE_TURN, ASKED = 1.4, 0.5, 1.3, 0.6, 0.5
NEGATED_PRAISE, NEGATED_CRITICISM = -0.9, 0.2
REACH = 3
"""Words before a word of tone among which a negation, booster or damper concerns it."""
_IRONIC: Final = frozenset({"ironic", "mocking"})
QUOTED: Final = regex.compile(r"«[^»\n]{12,}»|“[^”\n]{12,}”|(?<!\w)\"[^\"\n]{12,}\"(?!\w)")


class _Hit(msgspec.Struct):
    """A word of tone, what it weighs where it stands, and its words as written."""

    first: int
    last: int
    weight: float
    written: str
    code: str = "words"


def tone(mention: Mention, ours: Spots, others: Spots = lambda _: ()) -> Reading[Tone]:
    """The tone of a mention; `ours` finds the watched name in a text, `others` the names of other brands."""
    text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
    least = ARTICLE_FROM if mention.kind is MentionKind.ARTICLE else CRITICAL_FROM
    return text_tone(text, mention.lang, ours, others, least)


def text_tone(
    text: str,
    lang: str,
    ours: Spots = lambda _: (),
    others: Spots = lambda _: (),
    least: float = CRITICAL_FROM,
) -> Reading[Tone]:
    """The tone of what an author wrote in a language; `least` is the weight from which on it is critical."""
    lexicon = _lexicon(lang)
    text = without_quoted(text)
    read = tokens(text)
    if not lexicon:
        return Reading()
    found = lexicon.find(read)
    hits = [hit for sentence in _sentences(read) for hit in _weighed(text, read, found, sentence)]
    hits += _compared(text, read, found, ours)
    _ironic(hits, text, read, found)
    hits = [hit for hit in hits if hit.weight and not _is_of_another(hit, text, read, ours, others)]
    return _judged(hits, text, read, found, least)


def is_ironic(text: str, lang: str) -> bool:
    """Whether an ironic mark or frame stands in a text."""
    lexicon = _lexicon(lang)
    return lexicon is not None and any(hit.list in _IRONIC for hit in lexicon.find(tokens(text)))


def without_quoted(text: str) -> str:
    """The text with blanks in place of what it quotes; the text itself where it quotes all it says."""
    without = QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    return without if sum(map(str.isalpha, without)) >= 12 else text


@cache
def _lexicon(lang: str) -> Lexicon | None:
    lists, faces = word_lists(lang, "tone"), word_lists("any", "tone")
    if not lists:
        return None
    return Lexicon({name: [*lists.get(name, ()), *faces.get(name, ())] for name in {**lists, **faces}})


def _sentences(read: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """From which token to before which each sentence stands, its mark included."""
    start = 0
    for i, token in enumerate(read):
        if token.sort is Sort.STOP:
            yield start, i + 1
            start = i + 1
    if start < len(read):
        yield start, len(read)


def _weighed(
    text: str, read: Sequence[Token], found: Sequence[Found], sentence: tuple[int, int]
) -> Iterator[_Hit]:
    """The words of tone of a sentence with their weight."""
    start, end = sentence
    here = [hit for hit in found if start <= hit.first < end]
    turn = max((hit.first for hit in here if hit.list == "turns"), default=-1)
    mark = read[end - 1].form
    for hit in here:
        if hit.list not in WEIGHTS:
            continue
        weight = WEIGHTS[hit.list] * _emphasis(read, hit) * _surroundings(here, read, hit)
        if turn > start:
            weight *= AFTER_TURN if hit.first > turn else BEFORE_TURN
        if mark == "?":
            weight *= ASKED
        elif mark == "!":
            weight *= 1.15
        yield _Hit(hit.first, hit.last, weight, hit.written(text, read))


def _emphasis(read: Sequence[Token], hit: Found) -> float:
    words = read[hit.first : hit.last]
    return BOOST if any(word.drawn or word.shouted for word in words) else 1.0


def _surroundings(here: Sequence[Found], read: Sequence[Token], hit: Found) -> float:
    """What negations, boosters and dampers before a word make of its weight."""
    near = [
        other
        for other in here
        if 0 <= hit.first - other.last < REACH and not _is_parted(read, other.last, hit.first)
    ]
    lists = {other.list for other in near}
    factor = BOOST if "boosters" in lists else 1.0
    if "dampers" in lists:
        factor *= DAMP
    if "negators" in lists:
        factor *= NEGATED_PRAISE if WEIGHTS[hit.list] > 0 else NEGATED_CRITICISM
    return factor


def _is_parted(read: Sequence[Token], first: int, last: int) -> bool:
    return any(token.sort is Sort.PART for token in read[first:last])


def _compared(text: str, read: Sequence[Token], found: Sequence[Found], ours: Spots) -> Iterator[_Hit]:
    """What comparisons say of our name: it stands right behind `better than`, or before it."""
    names = ours(text)
    for hit in found:
        sign = {"better_than": -1.0, "worse_than": 1.0, "left_for": -1.0}.get(hit.list)
        if not sign:
            continue
        behind = any(_is_near(read, read[hit.last - 1].end, start) for start, _ in names)
        before = any(_is_near(read, end, read[hit.first].start) for _, end in names)
        if behind:
            yield _Hit(hit.first, hit.last, 2.5 * sign, hit.written(text, read), "compared")
        elif before and hit.list != "left_for":
            yield _Hit(hit.first, hit.last, -2.5 * sign, hit.written(text, read), "compared")


def _is_near(read: Sequence[Token], start: int, end: int) -> bool:
    """Whether one word stands so near before another that they are compared, in one part of a sentence."""
    return 0 <= end - start <= 25 and not any(
        start <= token.start < end and token.sort in (Sort.PART, Sort.STOP) for token in read
    )


def _ironic(hits: list[_Hit], text: str, read: Sequence[Token], found: Sequence[Found]) -> None:
    """Turns praise that is ironic into criticism, and takes the frame itself for some."""
    frames = [hit for hit in found if hit.list in _IRONIC]
    complained = any(hit.weight < 0 for hit in hits)
    marked = any(
        frame.list == "mocking" or read[frame.first].sort is Sort.FACE or read[frame.first].form == "/s"
        for frame in frames
    )
    if not frames or not (complained or marked):
        return
    for hit in hits:
        if hit.weight > 0:
            hit.weight, hit.code = -0.5 * hit.weight, "ironic"
    hits += [_Hit(hit.first, hit.last, -1.0, hit.written(text, read), "ironic") for hit in frames]


def _is_of_another(hit: _Hit, text: str, read: Sequence[Token], ours: Spots, others: Spots) -> bool:
    """Whether its sentence names another brand, and not ours."""
    if hit.code == "compared":
        return False
    start, end = next(span for span in _sentences(read) if span[0] <= hit.first < span[1])
    sentence = text[read[start].start : read[end - 1].end]
    return not ours(sentence) and bool(others(sentence))  # ours is one name, theirs may be a hundred


def _judged(
    hits: Sequence[_Hit], text: str, read: Sequence[Token], found: Sequence[Found], least: float
) -> Reading[Tone]:
    bad = [hit for hit in hits if hit.weight < 0]
    good = [hit for hit in hits if hit.weight > 0]
    against, praise = -sum(hit.weight for hit in bad), sum(hit.weight for hit in good)
    longer = max(1.0, sum(token.sort is Sort.WORD for token in read) / SHORT) ** 0.5
    if against >= least * longer and against >= BALANCE * praise:
        return Reading(Tone.CRITICAL, _reasons(bad))
    if praise >= FAVOURABLE_FROM * longer and praise >= BALANCE * against:
        return Reading(Tone.FAVOURABLE, _reasons(good))
    if indifferent := [hit for hit in found if hit.list == "indifferent"]:
        words = tuple(hit.written(text, read) for hit in indifferent)
        return Reading(Tone.NEUTRAL, (Reason("indifferent", words),))
    if bad and good:
        return Reading(Tone.NEUTRAL, (*_reasons(bad), *_reasons(good)))
    return Reading()


def _reasons(hits: Sequence[_Hit]) -> tuple[Reason, ...]:
    """The words that weigh, by the rule they weigh by, the weightiest first."""
    ordered = sorted(hits, key=lambda hit: -abs(hit.weight))
    codes = dict.fromkeys(hit.code for hit in ordered)
    return tuple(
        Reason(code, tuple(dict.fromkeys(hit.written for hit in ordered if hit.code == code)))
        for code in codes
    )
