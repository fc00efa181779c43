"""A day of a small public, made from a seed: what is watched, where people write, who writes what when.

Names are as in life: a few that everybody talks about, and many of which somebody speaks once or twice.
One text brings others under it, and at night people sleep.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from bot.console.directory import TEAM
from bot.models import Channel, Feed, Watch, WatchKind
from bot.world.item import Item, Place

START: Final = datetime(2031, 6, 2, tzinfo=UTC)
"""Far enough from today that the machine's own clock starts nothing."""
NAMES_EACH: Final = 5
"""Names that a channel watches."""
BUSIEST: Final = 120.0
"""Texts a day about the name most spoken of; the nth has `n ** -STEEP` of it."""
STEEP: Final = 1.2
SHARED: Final = 12
"""The names spoken of most: several channels watch those, the others one each."""
ECHO: Final = 0.4
"""Texts that one text brings on average, within some `ECHO_AFTER` minutes each."""
ECHO_AFTER: Final = 40.0
_HOURS: Final = (2, 1, 1, 1, 1, 2, 4, 7, 10, 11, 11, 10, 10, 11, 11, 11, 10, 9, 8, 8, 8, 7, 5, 3)
_SYLLABLES: Final = "bra cor del fen gal hyd jor kra lin mer nyx oph pax qua rov syl tri ulm vex zor"
_ZONES: Final = ("Europe/Paris", "America/New_York", "Asia/Tokyo")
_SAID: Final = {
    "en": (
        "I have used {} for a year and it still does what it promises",
        "Has anybody here tried {} in the rain? Mine stopped after an hour",
        "The people at {} answered my letter the same day, which surprised me",
        "What {} asks for a spare part is more than the whole thing is worth",
        "We are hiring, and unlike {} we pay people for their time",
    ),
    "fr": (
        "J'utilise {} depuis un an et cela tient toujours ses promesses",
        "Quelqu'un a-t-il essayé {} sous la pluie ? Le mien a lâché au bout d'une heure",
        "Les gens de {} ont répondu le jour même à ma lettre, à ma grande surprise",
        "Le prix des pièces chez {} dépasse celui de l'objet entier",
        "Au marché ce matin, tout le monde ne parlait que de {} et de la pluie",
    ),
}
_HN: Final = Place(
    key="hn",
    host="hn.algolia.com",
    name="Hacker News",
    format="hacker_news",
    lang="en",
    address="https://news.ycombinator.com/item?id={id}",
)
_FORMATS: Final = {"wordpress": "/feed/", "atom": "/atom.xml", "json_feed": "/feed.json"}


class Crowd:
    """`items` are by name, or by host for what speaks of none; `places` are all there are.

    People write for so many `hours` of the day, its first ones.
    """

    def __init__(self, channels: int, hours: int, seed: int) -> None:
        self._dice = random.Random(seed)
        self._number = 40_000_000
        self._hours = hours
        self.names = self._names(SHARED + channels * (NAMES_EACH - 2))
        self.blogs = [_blog(number) for number in range(2 * channels)]
        self.papers = [_paper(number) for number in range(12)]
        self.places = (_HN, *self.blogs, *self.papers)
        self.channels = [self._channel(number) for number in range(channels)]
        self.watches = [
            watch for number, channel in enumerate(self.channels) for watch in self._watches(channel, number)
        ]
        self.items: dict[str, list[Item]] = {}
        for rank, name in enumerate(self.names, start=1):
            self.items[name] = list(self._talk(name, BUSIEST * hours / 24 * rank**-STEEP))
        for rank, blog in enumerate(self.blogs, start=1):
            self.items[blog.host] = list(self._chatter(blog, 20.0 * hours / 24 * rank**-0.8))

    def _names(self, count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found["".join(self._dice.choices(_SYLLABLES.split(), k=3)).capitalize()] = None
        return list(found)

    def _channel(self, number: int) -> Channel:
        """Two feeds that many read, and two that few do."""
        few = self.blogs[len(self.blogs) // 4 :]
        read = [*self._dice.sample(self.blogs[: len(self.blogs) // 4], 2), *self._dice.sample(few, 2)]
        return Channel(
            workspace=TEAM,
            id=f"C{number}",
            zone=_ZONES[number % len(_ZONES)],
            set_up_by="U1",
            digest_since=START,
            feeds=tuple(
                Feed(url=f"https://{blog.host}{blog.feed}", title=blog.name, added_at=START) for blog in read
            ),
        )

    def _watches(self, channel: Channel, number: int) -> Iterator[Watch]:
        """Two names that other channels watch too, and some of its own; most are narrowed."""
        count = NAMES_EACH - 2
        own = self.names[SHARED + number * count : SHARED + (number + 1) * count]
        for place, name in enumerate([*self._dice.sample(self.names[:SHARED], 2), *own]):
            narrowed = ("", " -hiring", "", " lang:fr", " lang:(en OR fr)")[(place + number) % NAMES_EACH]
            yield Watch(
                workspace=TEAM,
                id=f"{channel.id}-{name}",
                channel=channel.id,
                name=name,
                kind=WatchKind.BRAND,
                query=f'"{name}"{narrowed}',
                created_by="U1",
                created_at=START,
                since=START,
            )

    def _talk(self, name: str, a_day: float) -> Iterator[Item]:
        for _ in range(_poisson(self._dice, a_day * (1 - ECHO))):
            kind = self._dice.choices(("hn", "blogs", "press"), (55, 30, 15))[0]
            yield from self._thread(name, kind, self._moment(), "")

    def _thread(self, name: str, kind: str, minute: float, under: str) -> Iterator[Item]:
        """A text about a name, and what it brings."""
        if minute >= 60 * self._hours:
            return
        text = self._written(self._place(name, kind), name, minute, under)
        yield text
        for _ in range(_poisson(self._dice, ECHO)):
            later = minute + self._dice.expovariate(1 / ECHO_AFTER)
            yield from self._thread(name, kind, later, text.id if kind == "hn" else "")

    def _place(self, name: str, kind: str) -> Place:
        """Where it is written; blogs mostly speak of what their readers watch."""
        if kind == "press":
            return self._dice.choice(self.papers)
        if kind == "hn":
            return _HN
        watching = {watch.channel for watch in self.watches if watch.name == name}
        read = {feed.title for each in self.channels if each.id in watching for feed in each.feeds}
        near = [blog for blog in self.blogs if blog.name in read]
        return self._dice.choice(near if near and self._dice.random() < 0.7 else self.blogs)

    def _chatter(self, blog: Place, a_day: float) -> Iterator[Item]:
        """What a blog says of nobody: some of it of the day before."""
        minutes = [-self._dice.uniform(1, 1440) for _ in range(5)]
        minutes += [self._moment() for _ in range(_poisson(self._dice, a_day))]
        for minute in minutes:
            yield self._written(blog, "the weather" if blog.lang == "en" else "du temps", minute, "")

    def _written(self, place: Place, name: str, minute: float, under: str) -> Item:
        self._number += 1
        said = self._dice.choice(_SAID[place.lang]).format(name)
        return Item(
            id=str(self._number),
            place=place.key,
            ago=-int(minute),
            lang=place.lang,
            by=f"{self._dice.choice(_SYLLABLES.split())}{self._dice.randrange(400)}",
            title="" if under else f"{said[:60]} ({self._number})",
            text=f"{said}. It was number {self._number}.",
            under=under,
        )

    def _moment(self) -> float:
        """A minute of the day, more likely one by day than one at night."""
        return 60 * (self._dice.choices(range(self._hours), _HOURS[: self._hours])[0] + self._dice.random())


def _blog(number: int) -> Place:
    form = list(_FORMATS)[number % len(_FORMATS)]
    host = f"blog{number}.example"
    return Place(
        key=f"blog{number}",
        host=host,
        name=f"Blog number {number}",
        format=form,
        lang="fr" if number % 2 else "en",
        feed=_FORMATS[form],
        address=f"https://{host}/{{id}}/",
    )


def _paper(number: int) -> Place:
    host = f"paper{number}.example"
    return Place(
        key=f"paper{number}",
        host=host,
        name=f"The {number}th Paper",
        format="press",
        lang="fr" if number % 2 else "en",
        address=f"https://{host}/{{id}}",
    )


def _poisson(dice: random.Random, mean: float) -> int:
    """How many came, where so many come on average, none because of another."""
    count, passed = 0, dice.expovariate(1.0)
    while passed < mean:
        count, passed = count + 1, passed + dice.expovariate(1.0)
    return count
