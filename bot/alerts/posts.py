"""What was heard of a watch, as the detectors see it: who counts, who is counted apart and why.

1. Only what was written lately counts: what was heard long after it was written, has no date, or is history
   to the watch (a look-back, an edited query, a source or feed that is new) rings nothing. Arrival is not
   occurrence.
2. Where many mentions of one place bear the same second, its dates are those of an import, and not believed.
3. The watch's own people and its competitors', what is set aside, and copies are counted apart; so is what
   is perhaps about something else, unless it concerns safety. What nobody signed in a paper is no person.
4. Several authors who are one person (`bot.analysis.identities`) are one.
5. What somebody who always matters wrote (`/watch vip`) is known as theirs, from when they were named on.
6. A post is against the watched name where its readings say so, where its words tell of harm, or where it
   says "me too" in a story in which others are against.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from bot.alerts.detectors.backlash import Leaning, Voice
from bot.alerts.detectors.safety import HarmReport
from bot.analysis.allegiance import is_named
from bot.analysis.copies import texts
from bot.analysis.identities import identities
from bot.analysis.lexicon import lexicon
from bot.analysis.own_words import own_words
from bot.analysis.people import speaker
from bot.analysis.safety import Safety, is_told
from bot.analysis.set_aside import Aside, set_aside_copies
from bot.analysis.speech import Speech
from bot.analysis.tokens import tokens
from bot.analysis.tone import Tone
from bot.analysis.turns import sure_tone
from bot.analysis.understanding import Understanding
from bot.models import Mention, MentionKind, Person, Vip, Watch
from bot.storage.hits import Hit, written_at

LATE = timedelta(hours=2)
"""After this a mention came too late to ring: sources are read again within an hour, rests included."""
IMPORTED = 3
"""Mentions of one place that bear the same second, from which on that is when they were brought there."""
_AGAINST = frozenset({Speech.COMPLAINT, Speech.BUG})
_OTHERWISE = frozenset({Speech.PRAISE, Speech.ANNOUNCEMENT, Speech.WISH_TO_BUY, Speech.ADVERT})


class Apart(StrEnum):
    """Why a mention is counted apart."""

    LATE = "late"
    STAFF = "staff"
    ASIDE = "aside"
    COPY = "copy"
    PERHAPS_NOT_US = "perhaps_not_us"


class HeardPost(msgspec.Struct, frozen=True, kw_only=True):
    """A mention of a watch in its story, who wrote it, what it says, why it is counted apart, if it is.

    `tone` is a sure one (`bot.analysis.turns`), `matters_since` when its author was named
    as somebody who always matters.
    """

    mention: Mention
    story: str
    person: Person
    leaning: Leaning
    safety: Safety | None
    apart: Apart | None
    is_new: bool = False
    tone: Tone | None = None
    matters_since: datetime | None = None

    @property
    def matters(self) -> bool:
        """Whether somebody wrote it who always mattered by then."""
        return self.matters_since is not None and self.mention.created_at >= self.matters_since

    @property
    def voice(self) -> Voice:
        """As the detector of backlashes sees it."""
        return Voice(
            person=_name(self.person),
            place=self.mention.place or self.mention.source,
            at=self.mention.created_at,
            leaning=self.leaning,
            is_copy=self.apart is Apart.COPY,
            is_new=self.is_new,
        )

    @property
    def warning(self) -> HarmReport | None:
        """As the detector of harm sees it."""
        if self.safety is None:
            return None
        at, dangers = self.mention.created_at, tuple(self.safety.dangers)
        return HarmReport(_name(self.person), at, dangers, self.safety.is_sure, self.safety.is_told)


class Known(msgspec.Struct, frozen=True):
    """What is known beside the mentions: their readings, their stories, who was known before, who matters.

    `before` is None where the watch has no past by which a newcomer could be told.
    """

    read: Mapping[str, Understanding]
    stories: Mapping[str, str]
    before: Collection[Person] | None
    vips: Sequence[Vip] = ()


def heard_posts(watch: Watch, hits: Sequence[Hit], known: Known) -> list[HeardPost]:
    """The mentions of a watch as the detectors see them, oldest first."""
    hits = sorted(hits, key=lambda hit: (written_at(hit), hit.mention.id))
    mentions = [hit.mention for hit in hits]
    same, imported = identities(mentions), _imported(mentions)
    copies = _copies(mentions, same)
    posts = []
    for hit in hits:
        mention, read = hit.mention, known.read.get(hit.mention.id, Understanding())
        who = same.get(speaker(mention), speaker(mention))
        came_late = not _is_timely(watch, hit) or _stamp(mention) in imported
        posts.append(
            HeardPost(
                mention=mention,
                story=known.stories.get(mention.id, mention.id),
                person=who,
                leaning=_leaning(read),
                safety=read.safety.value,
                apart=_apart(mention, read, copies) or (Apart.LATE if came_late else None),
                is_new=known.before is not None and who not in known.before,
                tone=sure_tone(read),
                matters_since=_matters_since(mention, known.vips),
            )
        )
    return _with_me_too(posts)


def by_story(posts: Iterable[HeardPost]) -> dict[str, list[HeardPost]]:
    """The posts by their stories."""
    found: dict[str, list[HeardPost]] = defaultdict(list)
    for post in posts:
        found[post.story].append(post)
    return found


def _name(person: Person) -> str:
    return " ".join(person)


def _is_timely(watch: Watch, hit: Hit) -> bool:
    """Whether it was certainly written lately when it was heard, and after the watch listened."""
    written = hit.mention.created_at
    is_news = hit.mention.dated and not hit.look_back and written >= watch.since
    return is_news and hit.matched_at - written <= LATE


def _matters_since(mention: Mention, vips: Iterable[Vip]) -> datetime | None:
    """Since when its author always matters, if they do."""
    return min((vip.since for vip in vips if is_named(mention, [vip.account])), default=None)


def _stamp(mention: Mention) -> tuple[str, str, int]:
    return mention.source, mention.place, int(mention.created_at.timestamp())


def _imported(mentions: Iterable[Mention]) -> set[tuple[str, str, int]]:
    """The places and seconds that too many mentions bear."""
    return {stamp for stamp, number in Counter(map(_stamp, mentions)).items() if number >= IMPORTED}


def _copies(mentions: Sequence[Mention], same: Mapping[Person, Person]) -> set[str]:
    """What repeats another text: of papers, of one person's other names, of whoever passes it on."""
    found = {id_ for id_, read in set_aside_copies(mentions, same).items() if read.value in _REPEATED}
    return found | {
        copy.id for text in texts(mentions) for copy in text[1:] if speaker(copy) != speaker(text[0])
    }


_REPEATED = frozenset({Aside.COPY, Aside.SEVERAL_NAMES})


def _apart(mention: Mention, read: Understanding, copies: Collection[str]) -> Apart | None:
    if read.is_our_staff or read.is_their_staff:
        return Apart.STAFF
    if mention.id in copies or read.aside.value in _REPEATED:
        return Apart.COPY
    if is_told(read.safety) and read.relevance.value is not False:
        return None
    if read.aside or (mention.kind is MentionKind.ARTICLE and not mention.author):
        return Apart.ASIDE
    return None if read.relevance.value else Apart.PERHAPS_NOT_US


def _leaning(read: Understanding) -> Leaning:
    kinds, tone = read.speech.value or (), read.tone.value
    if is_told(read.safety) or tone is Tone.CRITICAL:
        return Leaning.AGAINST
    if _AGAINST & set(kinds) and tone is not Tone.FAVOURABLE:
        return Leaning.AGAINST
    is_otherwise = tone is Tone.FAVOURABLE or bool(kinds and kinds[0] in _OTHERWISE)
    return Leaning.OTHERWISE if is_otherwise else Leaning.UNKNOWN


def _with_me_too(posts: Sequence[HeardPost]) -> list[HeardPost]:
    """The posts with those that join a complaint of others."""
    against = defaultdict[str, set[Person]](set)
    for post in posts:
        if post.leaning is Leaning.AGAINST:
            against[post.story].add(post.person)
    return [
        msgspec.structs.replace(post, leaning=Leaning.AGAINST)
        if post.leaning is Leaning.UNKNOWN and against[post.story] - {post.person} and _says_me_too(post)
        else post
        for post in posts
    ]


def _says_me_too(post: HeardPost) -> bool:
    lists = lexicon(post.mention.lang, "grievance")
    return bool(lists and lists.find(tokens(own_words(f"{post.mention.title}\n{post.mention.text}"))))
