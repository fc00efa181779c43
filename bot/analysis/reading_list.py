"""What is worth reading whole, and why: at most three long texts.

1. Long is what takes a minute at `A_MINUTE` words, or has `LONG` words of its author's own.
2. Somebody's own test comes first, then what most people answer, then what the team says, then a regular's.
   What is none of these is not listed.
3. One of an author; of equals the longest, then the newest.

What was kept may be less than what stands there: a feed may give a beginning. `is_cut` says where the kept
text shows that it goes on; where nothing shows it, the minutes are those of what was kept.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec
import regex

from bot.addresses import discussion
from bot.analysis.lexicon import lexicon
from bot.analysis.own_words import own_words
from bot.analysis.people import person, speaker
from bot.analysis.stories import Story
from bot.analysis.tokens import tokens
from bot.analysis.understanding import Understanding
from bot.analysis.voices import Readings, understood
from bot.models import Mention, Person
from bot.text import words

A_MINUTE: Final = 220
"""Words that are read in a minute."""
LONG: Final = 120
"""Words from which on a text is read whole, not as it is quoted."""
MOST: Final = 3
DISCUSSED: Final = 3
"""People who answer, from which on a text is discussed."""
TESTED: Final = 2
"""Words of a test from which on a text is one."""
_CUT: Final = regex.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$|(?:read more|continue reading|lire la suite|lire plus)\W*$",
    regex.IGNORECASE,
)

_RUN: Final = regex.compile(r"\w+|[¹²³¼½¾]")
"""No word by UAX #29 of a text in Latin letters is more than one of these."""
_DENSE: Final = regex.compile(r"[^\x00-\u024f\u2010-\u203a\u20ac]")
"""What may be a word by each character."""
_BETWEEN: Final = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
"""What parts words in ASCII."""


class Worth(StrEnum):
    """Why a text is worth reading whole, the better reason first."""

    FIRST_HAND_TEST = "first_hand_test"
    MOST_DISCUSSED = "most_discussed"
    FROM_THE_TEAM = "from_the_team"
    BY_A_REGULAR = "by_a_regular"


class LongRead(msgspec.Struct, frozen=True):
    """A text to read whole, the minutes that its kept text takes, why, and whether that is cut."""

    mention: Mention
    minutes: int
    reason: Worth
    is_cut: bool = False


def worth_reading(
    mentions: Sequence[Mention],
    read: Readings,
    stories: Iterable[Story] = (),
    regulars: Collection[Person] = frozenset(),
) -> list[LongRead]:
    """What of these mentions is worth reading whole, the best first; `regulars` are heard here often.

    Who answers is looked for in the stories, too, which may hold more than is told now.
    """
    answered = _answered((*mentions, *(each for story in stories for each in story.mentions)))
    long = _long(mentions, read)
    found: dict[Person, LongRead] = {}
    for reason in Worth:
        for length, mention in long:
            if len(found) == MOST:  # the others are not looked at: whether a text is a test takes a while
                return list(found.values())
            is_new, known = speaker(mention) not in found, understood(mention, read)
            if is_new and _is_worth(reason, mention, known, answered, regulars):
                found[speaker(mention)] = _to_read(mention, length, reason)
    return list(found.values())


def _long(mentions: Iterable[Mention], read: Readings) -> list[tuple[int, Mention]]:
    """The long texts about us with their words, the longest first, then the newest."""
    long = [
        (length, mention)
        for mention in mentions
        if _may_be_long(mention.text)
        and (length := len(words(own_words(mention.text)))) >= LONG
        and _is_ours(understood(mention, read))
    ]
    return sorted(long, key=lambda each: (-each[0], -each[1].created_at.timestamp(), each[1].id))


def _to_read(mention: Mention, length: int, reason: Worth) -> LongRead:
    return LongRead(mention, max(1, round(length / A_MINUTE)), reason, bool(_CUT.search(mention.text)))


def _is_ours(found: Understanding) -> bool:
    """Whether a text is about us, and no copy, advert or sale; what our staff announces may be read."""
    return found.relevance.value is not False and (not found.aside or found.is_our_staff)


def _may_be_long(text: str) -> bool:
    """Whether a text may have so many words: said fast, for most have not."""
    if len(text) < LONG:
        return False
    return _DENSE.search(text) is not None or (_most_runs(text) >= LONG and len(_RUN.findall(text)) >= LONG)


def _most_runs(text: str) -> int:
    """How many runs of letters a text has at most: one more than what parts them, as if all but ASCII did."""
    coded = text.encode("utf-8", "surrogatepass")
    return len(coded) - len(coded.translate(None, _BETWEEN)) + 2 * (len(coded) - len(text)) + 1


def _is_worth(
    reason: Worth,
    mention: Mention,
    found: Understanding,
    answered: Mapping[str, set[Person]],
    regulars: Collection[Person],
) -> bool:
    """Whether a long text is worth reading for a reason, if it was for no better one."""
    if found.is_our_staff or reason is Worth.FROM_THE_TEAM:
        return found.is_our_staff and reason is Worth.FROM_THE_TEAM
    if reason is Worth.FIRST_HAND_TEST:
        return found.is_first_hand(mention) and _is_test(mention)
    if reason is Worth.MOST_DISCUSSED:
        others = answered.get(_page(mention), set()) - {speaker(mention)}
        return len(others) >= DISCUSSED and not mention.answers
    return person(mention) in regulars


def _is_test(mention: Mention) -> bool:
    lists = lexicon(mention.lang, "first_hand")
    text = own_words(f"{mention.title}\n{mention.text}")
    hits = [hit for hit in lists.all(tokens(text)) if hit.list == "test"] if lists else []
    return len(hits) >= TESTED


def _answered(mentions: Iterable[Mention]) -> Mapping[str, set[Person]]:
    """Who answers in the discussion of each page."""
    found: dict[str, set[Person]] = defaultdict(set)
    for mention in mentions:
        if mention.thread or mention.answers:
            found[_page(mention)].add(speaker(mention))
    return found


def _page(mention: Mention) -> str:
    return discussion(mention.thread or mention.url) or mention.thread or mention.id
