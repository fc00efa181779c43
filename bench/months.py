"""Simulated months of what is said of one brand, from a seed: ordinary weeks, and what happens in them.

Each event has its truth (is it a backlash, of how many people) and its posts; what the readings make of a
post is drawn at the rates given in `Readings`, so that a detector is judged behind readings that err.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from bot.alerts.detectors.backlash import Leaning, Voice

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 30
NEWCOMERS = 0.35
"""The share of people of an ordinary or a real event that were never heard here before."""


class Readings(msgspec.Struct, frozen=True):
    """Shares of leanings seen, of others called grievances, of posts put with their story, of copies seen."""

    seen: float = 0.5
    misread: float = 0.08
    placed: float = 0.75
    copies: float = 0.9


PERFECT = Readings(seen=1.0, misread=0.0, placed=1.0, copies=1.0)


class Post(msgspec.Struct, frozen=True):
    """A post: its `event` is the truth; its story and its voice are what the readings say."""

    event: int
    story: str
    voice: Voice


class Event(msgspec.Struct, frozen=True):
    """Something that happened: its kind, when it began, how many people in how many places."""

    number: int
    kind: str
    begun: datetime
    people: int
    places: int


class Month(msgspec.Struct, frozen=True):
    """A month of one brand, in the order of its posts."""

    events: tuple[Event, ...]
    posts: tuple[Post, ...]


class _Shape(msgspec.Struct, frozen=True):
    """How an event goes: posts a person, its hours, shares against, otherwise, of copies, of newcomers."""

    kind: str
    posts: float = 1.2
    hours: float = 24
    against: float = 0.1
    otherwise: float = 0.5
    copied: float = 0.0
    new: float = NEWCOMERS


ORDINARY = _Shape("ordinary")
HOT_THREAD = _Shape("hot thread", posts=2.0, hours=10)
LAUNCH = _Shape("launch", hours=36, against=0.15, otherwise=0.7)
SHOUTER = _Shape("one shouting account", posts=40, hours=8, against=1.0)
NAMES = _Shape("one person, several names", posts=6, hours=6, against=1.0, copied=1.0, new=1.0)
CAMPAIGN = _Shape("copied campaign", posts=1.3, hours=6, against=1.0, copied=1.0)
BOT_NET = _Shape("bot net", posts=1.5, hours=5, against=1.0, copied=0.7, new=1.0)
REAL = _Shape("backlash", posts=1.6, hours=7, against=0.9, otherwise=0.05)


def month(seed: int, readings: Readings) -> Month:
    """One month: about two stories a day, a launch or two, and a noise and a backlash of some kind."""
    chance = random.Random(seed)
    planned = [*_ordinary(chance), *_noises(chance), _backlash(chance)]
    planned.sort(key=lambda each: each[1])
    events: list[Event] = []
    posts: list[Post] = []
    for number, (shape, begun, people, places) in enumerate(planned):
        events.append(Event(number, shape.kind, begun, people, places))
        posts += _posts(chance, events[-1], shape, readings)
    posts.sort(key=lambda post: post.voice.at)
    return Month(tuple(events), tuple(posts))


_Plan = tuple[_Shape, datetime, int, int]


def _ordinary(chance: random.Random) -> Iterator[_Plan]:
    for day in range(DAYS):
        for _ in range(chance.choice((0, 1, 2, 2, 3, 4))):
            people = min(8, 1 + int(chance.expovariate(1.0)))
            yield ORDINARY, _daytime(chance, day), people, min(people, chance.choice((1, 1, 1, 2)))


def _noises(chance: random.Random) -> Iterator[_Plan]:
    yield HOT_THREAD, _daytime(chance, chance.randrange(DAYS)), chance.randint(8, 25), 1
    yield LAUNCH, _daytime(chance, chance.randrange(DAYS)), chance.randint(10, 40), chance.randint(2, 6)
    shape, people = chance.choice(((SHOUTER, 1), (NAMES, 5), (CAMPAIGN, 30), (BOT_NET, 25)))
    yield shape, _daytime(chance, chance.randrange(DAYS)), people, chance.randint(1, 4)


def _backlash(chance: random.Random) -> _Plan:
    people = chance.choice((3, 6, 12, 30))
    places = min(people, chance.randint(1, 5))
    return REAL, _daytime(chance, chance.randrange(7, DAYS - 1)), people, places


def _daytime(chance: random.Random, day: int) -> datetime:
    hour = min(23.9, max(0.0, chance.gauss(14, 4)))
    return BEGIN + timedelta(days=day, hours=hour)


def _posts(chance: random.Random, event: Event, shape: _Shape, readings: Readings) -> Iterator[Post]:
    """The posts of an event: every person at least one, the first hours the fullest."""
    spread = timedelta(hours=shape.hours)
    for person in range(event.people):
        name = f"{event.number}.{person}"
        is_new, place = chance.random() < shape.new, f"{person % event.places}"
        own = 1 + _poisson(chance, shape.posts - 1)
        for _ in range(own):
            at = event.begun + spread * chance.betavariate(1.2, 2.5)
            is_copy = chance.random() < shape.copied * readings.copies
            voice = Voice(name, place, at, _read(chance, shape, readings), is_copy, is_new)
            yield Post(event.number, _story(chance, event, readings), voice)


def _read(chance: random.Random, shape: _Shape, readings: Readings) -> Leaning:
    drawn = chance.random()
    if drawn < shape.against:
        return Leaning.AGAINST if chance.random() < readings.seen else Leaning.UNKNOWN
    if chance.random() < readings.misread:
        return Leaning.AGAINST
    if drawn < shape.against + shape.otherwise and chance.random() < readings.seen:
        return Leaning.OTHERWISE
    return Leaning.UNKNOWN


def _story(chance: random.Random, event: Event, readings: Readings) -> str:
    """Where a post is put: with its own, or in a story of its own."""
    return f"{event.number}" if chance.random() < readings.placed else f"{event.number}/{chance.random()}"


def _poisson(chance: random.Random, mean: float) -> int:
    number, left = 0, chance.expovariate(1.0)
    while left < mean:
        number, left = number + 1, left + chance.expovariate(1.0)
    return number


def months(number: int, seed: int, readings: Readings) -> Sequence[Month]:
    """So many months, each of another brand."""
    return [month(seed * 100_003 + each, readings) for each in range(number)]
