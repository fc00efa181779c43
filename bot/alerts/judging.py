"""What of a watch's posts rings: the detectors over its stories, and over all of it. Pure.

1. Safety first, then backlash, then a hot thread: of one story the gravest rings, and the others are told in
   its message.
2. More critical people than usual who are in no one story ring as a backlash without a story.
3. A spike rings where no story does: what belongs together is one message.
4. What somebody who always matters wrote rings, where its story does not ring for something graver.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.alerts.detectors.backlash import Gathering, Leaning, backlash, critical_rise
from bot.alerts.detectors.hot_thread import hot_thread
from bot.alerts.detectors.safety import harm
from bot.alerts.detectors.spike import STEP, Baseline, Surprise, surprise
from bot.alerts.posts import HeardPost, by_story
from bot.alerts.tuning import Tuned
from bot.analysis.turns import Turn
from bot.storage.alerts import AlertKind

WINDOW = timedelta(hours=8)
"""Over which critical people are counted, as a backlash is."""
KNOWN_FROM = 20
"""People of the past by whom the usual share of critical ones is known: as many as its prior weighs."""
FEWEST_IN_SPIKE = 4
"""People under which nothing is a spike, however silent the watch."""


class Learnt(msgspec.Struct, frozen=True):
    """What is usual for a watch: people at an hour, people a story, the share of critical ones.

    Somebody `spoke_at` that step at the latest; a source fails, or the bot was down, `deaf_since`;
    `unheard` are the dates of the last weeks, by the channel's clock, that were not wholly listened to.
    """

    baseline: Baseline = Baseline()
    gathering: Gathering = Gathering()
    critical: float = 0.0
    people: float = 0.0
    spoke_at: datetime | None = None
    deaf_since: datetime | None = None
    unheard: tuple[date, ...] = ()

    @property
    def critical_share(self) -> float:
        """The usual share of critical people: one of ten until more is known."""
        return (self.critical + 2) / (self.people + 20)

    @property
    def story(self) -> float:
        """How many people a story usually gathers."""
        return float(max(1.0, (self.gathering.level / 2) ** 2 - 3 / 8))


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """That something rings: what, in which story (empty for none), through which mention, since when.

    Of one person's turn, `person` and the `earlier` mention say whose, and what was before. `dangers` are
    those that are told of; `expected` is how many are usual; `is_red` says that two people surely tell of
    harm.
    """

    kind: AlertKind
    story: str = ""
    mention: str = ""
    person: str = ""
    earlier: str = ""
    began: datetime
    last: datetime
    people: int
    expected: float = 0.0
    dangers: tuple[str, ...] = ()
    is_red: bool = False


def rings(posts: Sequence[HeardPost], learnt: Learnt, tuned: Tuned, at: datetime, zone: str) -> list[Ring]:
    """What rings by now of a watch's posts."""
    counted = [post for post in posts if post.apart is None and post.mention.created_at <= at]
    vips = _of_vips(counted) if AlertKind.VIP in tuned.kinds else []
    if AlertKind.BACKLASH not in tuned.kinds:
        return vips
    copies = [post for post in posts if post.apart is not None and post.voice.is_copy]
    copied = by_story(copies)
    found = [
        ring
        for story, told in by_story(counted).items()
        if (ring := _of_story(story, told, copied.get(story, ()), learnt, tuned, at))
    ]
    if not any(ring.kind in (AlertKind.BACKLASH, AlertKind.SAFETY) for ring in found):
        found += _rise(counted, learnt, at)
    if not found and AlertKind.SPIKE in tuned.kinds:
        found = _spike(counted, learnt, tuned, at, zone)
    return [*found, *(ring for ring in vips if ring.story not in {each.story for each in found})]


def _of_story(
    story: str,
    told: Sequence[HeardPost],
    copies: Sequence[HeardPost],
    learnt: Learnt,
    tuned: Tuned,
    at: datetime,
) -> Ring | None:
    """The gravest that rings of one story."""
    warned = harm((warning for post in told if (warning := post.warning)), at)
    voices = [post.voice for post in (*told, *copies)]
    seen = backlash(voices, at, learnt.gathering, tuned.bounds)
    if warned and (warned.is_red or not tuned.needs_red):
        kind = AlertKind.SAFETY
    elif seen:
        kind = AlertKind.BACKLASH
    elif AlertKind.HOT_THREAD in tuned.kinds and hot_thread(
        (post.voice for post in told), at, learnt.gathering, tuned.hot
    ):
        kind = AlertKind.HOT_THREAD
    else:
        return None
    return _ring(kind, told, at, story=story, expected=learnt.story, warned=warned.dangers if warned else ())


def _ring(
    kind: AlertKind,
    told: Sequence[HeardPost],
    at: datetime,
    *,
    story: str = "",
    expected: float,
    warned: tuple[str, ...] = (),
) -> Ring:
    lately = [post for post in told if at - WINDOW < post.mention.created_at] or told
    return Ring(
        kind=kind,
        story=story,
        mention=told[0].mention.id,
        began=told[0].mention.created_at,
        last=told[-1].mention.created_at,
        people=len({post.person for post in lately}),
        expected=expected,
        dangers=tuple(map(str, warned)),
    )


def _rise(counted: Sequence[HeardPost], learnt: Learnt, at: datetime) -> list[Ring]:
    """More critical people than usual, in whatever stories; only where it is known what is usual."""
    if learnt.people < KNOWN_FROM:
        return []
    lately = [post for post in counted if at - WINDOW < post.mention.created_at]
    if not critical_rise((post.voice for post in lately), learnt.critical_share):
        return []
    against = [post for post in lately if post.leaning is Leaning.AGAINST]
    people = len({post.person for post in lately})
    story, number = Counter(post.story for post in against).most_common(1)[0]
    told = [post for post in lately if post.story == story] if 2 * number >= len(against) else against
    name = story if told is not against else ""
    return [_ring(AlertKind.BACKLASH, told, at, story=name, expected=people * learnt.critical_share)]


def _of_vips(counted: Sequence[HeardPost]) -> list[Ring]:
    """The stories in which somebody speaks who always matters, each through the last they wrote."""
    return [
        Ring(
            kind=AlertKind.VIP,
            story=story,
            mention=told[-1].mention.id,
            began=told[0].mention.created_at,
            last=told[-1].mention.created_at,
            people=len({post.person for post in told}),
        )
        for story, told in by_story(post for post in counted if post.matters).items()
    ]


def turn_ring(turn: Turn) -> Ring:
    """That somebody turned."""
    written = turn.after.created_at
    return Ring(
        kind=AlertKind.TURN,
        mention=turn.after.id,
        person=" ".join(turn.person),
        earlier=turn.before.id,
        began=written,
        last=written,
        people=1,
    )


def _spike(counted: Sequence[HeardPost], learnt: Learnt, tuned: Tuned, at: datetime, zone: str) -> list[Ring]:
    lately = [post for post in counted if at - tuned.spike.window < post.mention.created_at]
    seen = surprised(learnt.baseline, {post.person for post in lately}, tuned, at, zone)
    if seen is None or not lately:
        return []
    return [_ring(AlertKind.SPIKE, lately, at, expected=seen.expected)]


def surprised(
    baseline: Baseline, people: Iterable[object], tuned: Tuned, at: datetime, zone: str
) -> Surprise | None:
    """How surprising so many people are, if they are a spike; never before one whole window was learnt."""
    number = len(set(people))
    if number < FEWEST_IN_SPIKE or baseline.steps * STEP < tuned.spike.window:
        return None
    seen = surprise(baseline, number, at.astimezone(ZoneInfo(zone)), tuned.spike)
    return seen if seen.deviations >= tuned.deviations else None


def gravest(found: Iterable[Ring]) -> list[Ring]:
    """The same, the gravest first."""
    return sorted(found, key=lambda ring: (ring.kind.rank, ring.began))
