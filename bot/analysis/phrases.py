"""What is said with a name more than it usually is, and the tags and nicknames that people coin for it.

1. Phrases are runs of one to three words inside a sentence, counted once a speaker; none begins or ends
   with a word that says nothing, and none holds the name.
2. A phrase speaks where more people say it than before: Dunning's log-likelihood ratio (Computational
   Linguistics 19.1, 1993) of the people who say it now, among those heard now, against those before.
3. At least three people say it; of phrases in one another the longer stands where as many say it, nearly.
4. A coined word holds the name and more (`#AcmeFail`, `Acmegate`), or is nearly the name; two people are
   enough to propose it as a term.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

import msgspec

from bot.analysis.language import LISTED
from bot.analysis.lexicon import word_lists
from bot.analysis.own_words import own_words
from bot.analysis.people import speaker
from bot.analysis.tokens import Sort, Token, tokens
from bot.models import Mention, Person
from bot.text import fold

VERSION: Final = 1
LONGEST: Final = 3
"""Words of a phrase."""
LEAST_PEOPLE: Final = 3
SURE: Final = 6.6
"""Log-likelihood ratio above which chance alone explains a phrase in less than one case of a hundred."""
LEAST_COINERS: Final = 2
EXAMPLES: Final = 3
_TAG: Final = re.compile(r"#\w+|(?<![\w@/.])[^\W\d]\w+")
_NEARLY: Final = 5
"""Letters of a name from which on a word that differs in one of them is a misspelling."""


class Phrase(msgspec.Struct, frozen=True):
    """Words that are going round: as first written, how many people say them, and some mentions that do."""

    words: str
    people: int
    examples: tuple[Mention, ...]
    weight: float = 0.0


def phrases(now: Sequence[Mention], before: Sequence[Mention], names: Iterable[str]) -> list[Phrase]:
    """The phrases that people say now more than before, the weightiest first; never with one of the names."""
    said, earlier = _said(now), _said(before)
    people, others = len({speaker(m) for m in now}), len({speaker(m) for m in before})
    hidden = {form for name in names for form in (token.form for token in tokens(name))}
    found = []
    for phrase, mentions in said.items():
        count = len({speaker(mention) for _, mention in mentions})
        if count < LEAST_PEOPLE or hidden & set(phrase):
            continue
        count_before = len({speaker(mention) for _, mention in earlier.get(phrase, ())})
        weight = _log_likelihood(count, people, count_before, others)
        if weight >= SURE:
            examples = tuple(mention for _, mention in mentions[:EXAMPLES])
            found.append((phrase, Phrase(mentions[0][0], count, examples, weight)))
    return _longest(found)


def _log_likelihood(count: int, people: int, count_before: int, others: int) -> float:
    """Dunning's G², 0 where the phrase is not said by a larger share now."""
    if not others:
        return SURE * count / LEAST_PEOPLE
    if count / people <= count_before / others:
        return 0.0
    share = (count + count_before) / (people + others)
    return 2 * (_term(count, people * share) + _term(count_before, others * share))


def _term(observed: int, expected: float) -> float:
    return observed * math.log(observed / expected) if observed else 0.0


def _longest(found: Sequence[tuple[tuple[str, ...], Phrase]]) -> list[Phrase]:
    """The phrases without those that stand in a longer one which nearly as many say."""
    kept = []
    for words, phrase in found:
        longer = (
            other.people
            for held, other in found
            if len(held) > len(words) and f" {' '.join(words)} " in f" {' '.join(held)} "
        )
        if all(people < 0.7 * phrase.people for people in longer):
            kept.append(phrase)
    return sorted(kept, key=lambda phrase: (-phrase.weight, phrase.words))


def _said(mentions: Iterable[Mention]) -> dict[tuple[str, ...], list[tuple[str, Mention]]]:
    """Each phrase with how it is written and who says it, once a mention."""
    found: dict[tuple[str, ...], list[tuple[str, Mention]]] = defaultdict(list)
    for mention in mentions:
        text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
        held = dict(_phrases_of(text, mention.lang))
        for phrase, written in held.items():
            found[phrase].append((written, mention))
    return found


def _phrases_of(text: str, lang: str) -> Iterator[tuple[tuple[str, ...], str]]:
    empty = _empty_words(lang if lang in LISTED else "en")
    read = tokens(text)
    for i in range(len(read)):
        for j in range(i + 1, min(i + LONGEST, len(read)) + 1):
            words = read[i:j]
            if words[-1].sort is not Sort.WORD:
                break
            if _tells(words, empty):
                yield tuple(word.form for word in words), text[read[i].start : read[j - 1].end]


def _tells(words: Sequence[Token], empty: frozenset[str]) -> bool:
    """Whether neither the first nor the last word is empty, a letter or a number."""
    ends = (words[0], words[-1])
    return all(end.form not in empty and len(end.form) > 2 and not end.form.isnumeric() for end in ends)


@cache
def _empty_words(lang: str) -> frozenset[str]:
    """The folded words that say nothing alone."""
    return frozenset(token.form for word in word_lists(lang, "phrases")["empty"] for token in tokens(word))


def coined(mentions: Iterable[Mention], names: Sequence[str], known: Iterable[str] = ()) -> list[Phrase]:
    """The words that people coin of a name, those of most people first; `known` terms are none."""
    folded = [fold(name).replace(" ", "") for name in names]
    hidden = {*folded, *(fold(term).lstrip("#") for term in known)}

    def is_coined(word: str) -> bool:
        form = _form(word)
        return form not in hidden and any(_is_coined(form, name) for name in folded)

    found: dict[str, list[tuple[str, Mention]]] = defaultdict(list)
    plain: set[str] = set()
    """What stands between white space and holds none of them: it comes often."""
    for mention in mentions:
        text = "\n".join(part for part in (mention.title, mention.text) if part)
        unknown = set(text.split()) - plain
        plain |= {piece for piece in unknown if not any(map(is_coined, _TAG.findall(piece)))}
        if unknown <= plain:
            continue
        for word in filter(is_coined, dict.fromkeys(_TAG.findall(own_words(text)))):
            found[_form(word)].append((word, mention))
    terms = []
    for uses in found.values():
        people: set[Person] = {speaker(mention) for _, mention in uses}
        if len(people) >= LEAST_COINERS:
            terms.append(Phrase(uses[0][0], len(people), tuple(use for _, use in uses[:EXAMPLES])))
    return sorted(terms, key=lambda term: (-term.people, term.words))


def _form(word: str) -> str:
    return fold(word).lstrip("#")


def _is_coined(form: str, name: str) -> bool:
    """Whether a word holds a name and three letters more, or differs from a long one in one letter."""
    if len(name) >= 4 and name in form and len(form) >= len(name) + 3:
        return True
    return form != f"{name}s" and len(name) >= _NEARLY and form[0] == name[0] and _differs_in_one(form, name)


def _differs_in_one(one: str, other: str) -> bool:
    """Whether one letter is changed, left out, or added."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or one == other:
        return False
    i = next((i for i, char in enumerate(shorter) if char != longer[i]), len(shorter))
    return shorter[i:] == longer[i + 1 :] or shorter[i + 1 :] == longer[i + 1 :]
