"""What would have rung in a time that is past, at one setting: the detectors over its rows, post after post.

1. Each post is judged as if it had been heard as it was written: of what a look-back found, too.
2. What is usual is learnt on the way, as it is in life (`learning.py`): from nothing at the beginning.
3. A story rings again after `LASTS`, a kind after its cool-down; quiet hours, mutes and the number of
   messages a day are left out, since they say when people are told, and not of what.
4. A day without anybody is judged as it is a day long, by the days that were heard whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.alerts.detectors.backlash import Leaning, gathered
from bot.alerts.detectors.silence import DAY, Span, days_before, is_heard, last_day, silence
from bot.alerts.detectors.spike import STEP, TUNED, deviation, learned
from bot.alerts.detectors.turn import Spoken, regular_turn
from bot.alerts.judging import WINDOW, Learnt, Ring, rings, turn_ring
from bot.alerts.learning import OVER
from bot.alerts.policy import COOL_DOWN
from bot.alerts.posts import Apart, HeardPost
from bot.alerts.tuning import Tuned
from bot.analysis.people import speaker
from bot.analysis.turns import Turn
from bot.models import Person
from bot.storage.alerts import UNFOLLOWED, AlertKind

LASTS: Final = timedelta(hours=24)


class Rung(msgspec.Struct, frozen=True):
    """That something would have rung, and when."""

    ring: Ring
    at: datetime


class Past:
    """The posts of a watch over some weeks, oldest first, with what was usual at each of them."""

    def __init__(
        self,
        posts: Sequence[HeardPost],
        zone: str,
        unheard: Collection[date] = (),
        since: datetime | None = None,
    ) -> None:
        self._posts = [_in_time(post) for post in posts if post.mention.dated]
        self._zone = zone
        self._unheard = unheard
        self._since = since
        self._said: dict[Person, list[HeardPost]] = defaultdict(list)
        for post in filter(_counts, self._posts):
            self._said[speaker(post.mention)].append(post)
        self._learnt = list(_learnt(self._posts, ZoneInfo(zone)))

    def rung(self, tuned: Tuned, until: datetime) -> list[Rung]:
        """What would have rung."""
        found: list[Rung] = []
        first = 0
        for i, post in enumerate(self._posts):
            at = post.mention.created_at
            while at - self._posts[first].mention.created_at >= LASTS:
                first += 1
            if at > until or post.apart is not None:
                continue
            for ring in rings(self._posts[first : i + 1], self._learnt[i], tuned, at, self._zone):
                if not any(_is_told(ring, each, at) for each in found):
                    found.append(Rung(ring, at))
            if AlertKind.TURN in tuned.kinds and (turn := self._turn(i)):
                ring = turn_ring(turn)
                if not any(_is_told(ring, each, at) for each in found):
                    found.append(Rung(ring, at))
        if AlertKind.SILENCE in tuned.kinds:
            found += self._silences(tuned, until)
        return sorted(found, key=lambda each: each.at)

    def _silences(self, tuned: Tuned, until: datetime) -> list[Rung]:
        """The days without anybody, where people always spoke; each as it was a day long."""
        found: list[Rung] = []
        said = [post.mention.created_at for post in self._posts]
        for i, (last, following) in enumerate(pairwise([*said, until])):
            at = last + DAY
            if at > following or at > until:
                continue
            if not is_heard(last_day(at, self._zone), self._zone, self._unheard):
                continue
            spans = days_before(at, self._zone, max(self._since or said[0], said[0]), self._unheard)
            people = [self._people(span) for span in spans]
            seen = silence(people, deviation(self._learnt[i].baseline), tuned.silence)
            if seen and not any(at - each.at < COOL_DOWN[AlertKind.SILENCE] for each in found):
                ring = Ring(kind=AlertKind.SILENCE, began=last, last=last, people=0, expected=seen.expected)
                found.append(Rung(ring, at))
        return found

    def _people(self, span: Span) -> int:
        """How many people spoke in a time."""
        return len(
            {
                speaker(post.mention)
                for post in self._posts
                if span[0] <= post.mention.created_at < span[1] and post.mention.author
            }
        )

    def _turn(self, i: int) -> Turn | None:
        """Whether a regular turned with this post."""
        post = self._posts[i]
        if post.tone is None:
            return None
        who = speaker(post.mention)
        said = [each for each in self._said[who] if each.mention.created_at <= post.mention.created_at]
        zone = ZoneInfo(self._zone)
        found = regular_turn(
            [
                Spoken(each.mention, each.mention.created_at.astimezone(zone).date(), each.tone)
                for each in said
            ],
            post.mention.created_at,
        )
        return found if found and found.after.id == post.mention.id else None


def _counts(post: HeardPost) -> bool:
    """Whether it is somebody's say about the name: what repeats others is as well."""
    return post.apart in (None, Apart.COPY)


def _in_time(post: HeardPost) -> HeardPost:
    """A post as if it had been heard as it was written, and who always matters by now had mattered then."""
    apart = None if post.apart is Apart.LATE else post.apart
    since = post.mention.created_at if post.matters_since else None
    return msgspec.structs.replace(post, apart=apart, matters_since=since)


def _is_told(ring: Ring, before: Rung, at: datetime) -> bool:
    """Whether it belongs to what rang before."""
    if ring.story and ring.story == before.ring.story:
        return at - before.at < LASTS
    if ring.kind is AlertKind.TURN and before.ring.kind not in UNFOLLOWED:
        return at - before.at < LASTS
    is_same = ring.kind is before.ring.kind and ring.person == before.ring.person
    return is_same and at - before.at < COOL_DOWN[ring.kind]


def _learnt(posts: Sequence[HeardPost], zone: ZoneInfo) -> Iterator[Learnt]:
    """What is usual at each post, by those before it."""
    learnt, past = Learnt(), _Heard()
    stepped = posts[0].mention.created_at if posts else None
    for post in posts:
        at = post.mention.created_at
        while stepped is not None and stepped + STEP <= at:
            stepped += STEP
            people = past.people(stepped)
            learnt = msgspec.structs.replace(
                learnt, baseline=learned(learnt.baseline, people, stepped.astimezone(zone))
            )
        for people in past.ended(at):
            learnt = msgspec.structs.replace(learnt, gathering=gathered(learnt.gathering, people))
        critical, everybody = past.critical(at)
        yield msgspec.structs.replace(learnt, critical=critical, people=everybody)
        past.add(post)


class _Heard:
    """What was heard so far, as far as it is still counted."""

    def __init__(self) -> None:
        self._lately: list[HeardPost] = []
        self._waiting: list[HeardPost] = []
        self._against: set[Person] = set()
        self._people: set[Person] = set()
        self._stories: dict[str, set[Person]] = defaultdict(set)
        self._last: dict[str, datetime] = {}

    def add(self, post: HeardPost) -> None:
        """One more."""
        if post.apart is None:
            self._lately.append(post)
            self._waiting.append(post)
            self._stories[post.story].add(post.person)
            self._last[post.story] = post.mention.created_at

    def people(self, at: datetime) -> int:
        """How many people spoke in the window that ends then."""
        self._lately = [post for post in self._lately if at - post.mention.created_at < TUNED.window]
        return len({post.person for post in self._lately})

    def ended(self, at: datetime) -> list[int]:
        """How many people told each of the stories that are over since it was asked last."""
        over = [story for story, last in self._last.items() if at - last >= OVER]
        for story in over:
            del self._last[story]
        return [len(self._stories.pop(story)) for story in over]

    def critical(self, at: datetime) -> tuple[int, int]:
        """How many people were critical before the window of now, and how many spoke."""
        while self._waiting and at - self._waiting[0].mention.created_at >= WINDOW:
            post = self._waiting.pop(0)
            self._people.add(post.person)
            if post.leaning is Leaning.AGAINST:
                self._against.add(post.person)
        return len(self._against), len(self._people)
