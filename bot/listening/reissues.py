"""Which mentions are duplicates of one kept under another id: feeds issue entries anew, with new dates."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from bot.addresses import anchored
from bot.analysis.stories import ANSWER, TOO_SHORT, are_alike, word_pairs
from bot.listening.lists import wording
from bot.models import Mention, MentionKind
from bot.sources.source import Fingerprint
from bot.storage.reissues import Issued
from bot.text import fold, words

WITHIN = timedelta(days=7)
"""How far two issues of one mention may lie apart."""
_TITLED = (MentionKind.ARTICLE, MentionKind.VIDEO)
_NUMBERS = re.compile(r"\d+")


class Reissued(msgspec.Struct, frozen=True):
    """A mention that was kept before, as it is read now and as it is kept."""

    now: Mention
    kept: Mention

    @property
    def reworded(self) -> bool:
        """Whether it says something else now."""
        return wording(self.now) != wording(self.kept)


def recognised(
    reading: Iterable[Mention],
    wanted: Iterable[Mention],
    prints: Mapping[str, Fingerprint],
    issued: Iterable[Issued],
    now: datetime,
) -> dict[str, Reissued]:
    """By its id, each of the wanted mentions that is the re-issue of one that was issued before.

    Two entries of one answer are never the same mention. An old mention that the answer still lists under
    its own id is matched to nothing; any other old one is matched to one new mention at most, the nearest
    in time. `prints` holds the fingerprint of each mention of the answer, by its id.
    """
    read = list(reading)
    pages = Counter(
        prints[mention.id].text if prints[mention.id].proof else anchored(mention.url) for mention in read
    )
    before = _by_fingerprint(issued, {mention.id for mention in read})
    found: dict[str, Reissued] = {}
    taken: set[str] = set()
    for _, new, old in sorted(_pairs(wanted, prints, before, pages, now), key=_nearest):
        if new.id not in found and old.id not in taken:
            found[new.id] = Reissued(new, old)
            taken.add(old.id)
    return found


def issued_at(mention: Mention, now: datetime) -> datetime:
    """The date of an issue, that of its reading where it has none."""
    return mention.created_at if mention.dated else now


def _by_fingerprint(issued: Iterable[Issued], there: set[str]) -> Mapping[str, list[Issued]]:
    before: dict[str, list[Issued]] = defaultdict(list)
    for one in issued:
        if one.mention.id not in there:
            before[one.fingerprint].append(one)
    return before


_Pair = tuple[timedelta, Mention, Mention]


def _pairs(
    wanted: Iterable[Mention],
    prints: Mapping[str, Fingerprint],
    before: Mapping[str, list[Issued]],
    pages: Mapping[str, int],
    now: datetime,
) -> Iterator[_Pair]:
    for new in wanted:
        mine = prints[new.id]
        alone = pages[mine.text if mine.proof else anchored(new.url)] == 1
        for old in before.get(mine.text, ()) if mine.text else ():
            apart = abs(issued_at(new, now) - old.at)
            if apart < WITHIN and _is_same(new, old.mention, mine, alone=alone):
                yield apart, new, old.mention


def _nearest(pair: _Pair) -> tuple[timedelta, str, str]:
    apart, new, old = pair
    return apart, new.id, old.id


def _is_same(new: Mention, old: Mention, mine: Fingerprint, *, alone: bool) -> bool:
    """Whether one is a re-issue of the other.

    An address that several entries of the reading share, or that is the same but for its parameters, is not
    an entry's own: then title and words must both be the same.
    """
    if mine.proof and alone:
        return True
    if alone and anchored(new.url) == anchored(old.url):
        return _same_title(new, old) or _same_words(new, old)
    return (new.kind not in _TITLED or _same_title(new, old)) and _same_words(new, old)


def _same_title(new: Mention, old: Mention) -> bool:
    """Whether both are headed the same; over an answer, comment or post stands what others wrote."""
    if new.kind not in _TITLED or ANSWER.match(new.title):
        return False
    title = words(fold(new.title))
    return bool(title) and title == words(fold(old.title))


def _same_words(new: Mention, old: Mention) -> bool:
    """Whether one author says nearly the same; a few words may be said twice, at another time."""
    if new.author and old.author and new.author != old.author:
        return False
    if _NUMBERS.findall(new.title) != _NUMBERS.findall(old.title):  # a release, an episode, a day
        return False
    one, other = word_pairs(new), word_pairs(old)
    if min(len(one), len(other)) < TOO_SHORT and new.created_at != old.created_at:
        return False
    return are_alike(one, other)
