"""What is set aside, and counted with the reason, since it is nobody's say about the watched name.

1. What the watch's own staff only announce; what they answer stays.
2. A text that another printed before, word for word or nearly (`bot.analysis.copies`): one voice, not two.
3. Second-hand sales, from two words of sale on, or one beside a price; and who asks or offers in a
   thread that a sale opens.
4. Adverts: what speech calls one first of all, and what its author says is paid for (a tag such as `#ad`; a
   phrase with which the text begins or ends).
5. Job ads, from two of their words on.
6. What several names of one person repeat word for word (one account under several names).
7. What concerns people's safety is never set aside.
"""

from collections.abc import Mapping, Sequence, Set
from enum import StrEnum
from functools import cache
from typing import Final

import regex

from bot.analysis.copies import originals, texts
from bot.analysis.lexicon import lexicon, word_lists
from bot.analysis.own_words import own_words
from bot.analysis.people import speaker
from bot.analysis.prices import PRICE
from bot.analysis.reading import Reading, Reason
from bot.analysis.speech import Kinds, Speech
from bot.analysis.tokens import Sort, tokens
from bot.models import Mention, Person
from bot.text import fold

VERSION: Final = 4
SALE: Final = frozenset({"sale", "selling"})
BARGAINS: Final = frozenset({Speech.QUESTION, Speech.WISH_TO_BUY, Speech.REQUEST, Speech.ADVERT})
"""Kinds of speech of who bargains."""
_TAG: Final = regex.compile(r"(?<!\w)#(\w+)")
ENOUGH: Final = 2
"""Words of a sale, or of a job ad, from which on a text is one; a price counts as one."""


class Aside(StrEnum):
    """Why a mention is set aside."""

    STAFF = "staff"
    COPY = "copy"
    SALE = "sale"
    ADVERT = "advert"
    JOB_AD = "job_ad"
    SEVERAL_NAMES = "several_names"


def set_aside(
    mention: Mention, kinds: Reading[Kinds], is_our_staff: bool = False, concerns_safety: bool = False
) -> Reading[Aside]:
    """Why one mention, whose kinds of speech were read, is set aside by its own words; or *cannot say*."""
    if concerns_safety:
        return Reading()
    if is_our_staff:
        is_answer = bool(mention.answers or mention.thread)
        return Reading() if is_answer else Reading(Aside.STAFF, (Reason(Aside.STAFF, (mention.author,)),))
    text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
    if words := _words_of(text, mention.lang, SALE, bool(PRICE.search(text))) or _in_sale(mention, kinds):
        return Reading(Aside.SALE, (Reason(Aside.SALE, words),))
    if words := _of_advert(kinds) or _disclosed(text, mention.lang):
        return Reading(Aside.ADVERT, (Reason(Aside.ADVERT, words),))
    if words := _words_of(text, mention.lang, {"job_ad"}):
        return Reading(Aside.JOB_AD, (Reason(Aside.JOB_AD, words),))
    return Reading()


def set_aside_copies(mentions: Sequence[Mention], same: Mapping[Person, Person]) -> dict[str, Reading[Aside]]:
    """Which mentions repeat another, by id: articles that print an earlier one, and one person's other
    names.

    `same` names for each author the person under whom they are counted (`bot.analysis.identities`).
    """
    found: dict[str, Reading[Aside]] = {}
    mentions = sorted(mentions, key=lambda mention: (mention.created_at, mention.id))
    kept = {id(mention) for mention in originals(mentions)}
    for copies in texts(mentions):
        first = copies[0]
        for copy in copies[1:]:
            if id(copy) not in kept:
                found[copy.id] = Reading(Aside.COPY, (Reason(Aside.COPY, (first.url,)),))
            elif speaker(copy) != speaker(first) and _one(copy, same) == _one(first, same):
                reason = Reason(Aside.SEVERAL_NAMES, (first.author, copy.author))
                found[copy.id] = Reading(Aside.SEVERAL_NAMES, (reason,))
    return found


def _one(mention: Mention, same: Mapping[Person, Person]) -> Person:
    return same.get(speaker(mention), speaker(mention))


def _in_sale(mention: Mention, kinds: Reading[Kinds]) -> tuple[str, ...]:
    """The words by which somebody's sale heads the discussion, of an answer that asks or offers."""
    lists = lexicon(mention.lang, "set_aside")
    if not lists or not mention.topic or not kinds.value or not set(kinds.value) <= BARGAINS:
        return ()
    read = [token for token in tokens(mention.topic) if token.sort is Sort.WORD]
    found = (hit for hit in lists.all(read) if hit.list == "selling" and not hit.first)
    return tuple(hit.written(mention.topic, read) for hit in found)[:1]


def _of_advert(kinds: Reading[Kinds]) -> tuple[str, ...]:
    """The words by which speech calls a text an advert first of all."""
    return kinds.reasons[0].words if kinds.value and kinds.value[0] is Speech.ADVERT else ()


def _disclosed(text: str, lang: str) -> tuple[str, ...]:
    """The words by which an author says that a text is paid for: a tag, or a phrase at either end."""
    if tag := next((tag for tag in _TAG.finditer(text) if fold(tag[1]) in _paid_tags(lang)), None):
        return (tag[0],)
    lists = lexicon(lang, "set_aside")
    read = [token for token in tokens(text) if token.sort is Sort.WORD]
    found = (hit for hit in lists.all(read) if hit.list == "paid") if lists else iter(())
    return tuple(hit.written(text, read) for hit in found if not hit.first or hit.last == len(read))[:1]


@cache
def _paid_tags(lang: str) -> frozenset[str]:
    return frozenset(fold(tag) for tag in word_lists(lang, "set_aside").get("paid_tags", ()))


def _words_of(text: str, lang: str, names: Set[str], is_priced: bool = False) -> tuple[str, ...]:
    """The words of lists in a text, where there are enough of them; none otherwise."""
    lists = lexicon(lang, "set_aside")
    if not lists:
        return ()
    read = tokens(text)
    words = dict.fromkeys(hit.written(text, read) for hit in lists.find(read) if hit.list in names)
    return tuple(words) if words and len(words) + is_priced >= ENOUGH else ()
