"""Gathers what a digest needs to know beside what its mentions say.

1. Each mention is given its story and its readings; what is not placed or read in good time is told as it is.
2. Of each story: when it began, and who had spoken in it before.
3. Of each person: on how many days the channel heard them. What is told now does not make anybody known.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.analysis.identities import identities
from bot.analysis.people import people, person
from bot.analysis.story_keeper import StoryKeeper
from bot.analysis.turns import sure_tone
from bot.analysis.voices import Readings, understood
from bot.digests.digest import DigestContext, Knowledge, Pair
from bot.digests.past import Past, PastReader
from bot.listening.poll import EVER
from bot.models import Channel, Mention, Person, Watch
from bot.storage.heard_people import HeardPeople
from bot.storage.history import WatchHistory
from bot.storage.hits import Hit
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry

PLACING: Final = 60.0
"""Seconds that a digest waits until its mentions are placed in stories; those left are told as they are."""
READING: Final = 60.0
"""Seconds that a digest waits until its mentions are read; those left count, and nothing is said of them."""


class Gathering:
    """Knows what was kept, placed and read of the mentions of a channel."""

    def __init__(
        self,
        people: HeardPeople,
        registry: WatchRegistry,
        stories: StoryKeeper,
        readings: WatchReadings,
        history: WatchHistory,
    ) -> None:
        self._people = people
        self._registry = registry
        self._stories = stories
        self._readings = readings
        self._past = PastReader(history)

    async def context(
        self,
        channel: Channel,
        found: Sequence[Pair],
        hits: Iterable[Hit],
        since: datetime,
        until: datetime,
        at_once: frozenset[str] = frozenset(),
    ) -> DigestContext:
        """What is known of mentions of a channel's watches, which are told of the time since an instant."""
        own = {(hit.watch, hit.mention.id): hit for hit in hits}
        by_watch: dict[Watch, list[Hit]] = defaultdict(list)
        for watch, mention in found:
            by_watch[watch].append(own[watch.id, mention.id])
        mentions = [mention for _, mention in found]
        return DigestContext(
            spots={watch.id: self._registry.query(watch).spots for watch in by_watch},
            zone=channel.zone,
            until=until,
            language=channel.language,
            known=await asyncio.to_thread(self._known, channel.id, since, until, mentions),
            at_once=at_once,
            is_team_named=await self._readings.is_team_named(channel.id),
            names=await self._readings.names(channel.id),
            of={
                watch.id: await self._knowledge(channel, watch, its, since, until)
                for watch, its in by_watch.items()
            },
        )

    async def _knowledge(
        self, channel: Channel, watch: Watch, hits: Sequence[Hit], since: datetime, until: datetime
    ) -> Knowledge:
        mentions = [hit.mention for hit in hits]
        placed = await self._placed(watch, hits)
        stories = set(placed.values())
        begun = await self._stories.begun(watch, stories)
        older = {story for story, first in begun.items() if first < since}
        read = await self._read(watch, mentions)
        past = await self._past_of(channel, watch, mentions, read, since, until)
        return Knowledge(
            read={**await self._read(watch, past.earlier), **read},
            placed=placed,
            begun=begun,
            heard=await self._stories.heard(watch, older, since),
            same=await asyncio.to_thread(identities, mentions),
            answers=await asyncio.to_thread(self._answers, watch, mentions),
            others=(await asyncio.to_thread(self._readings.context, watch)).others,
            past=past,
        )

    async def _past_of(
        self,
        channel: Channel,
        watch: Watch,
        mentions: Iterable[Mention],
        read: Readings,
        since: datetime,
        until: datetime,
    ) -> Past:
        """What a watch heard before; nothing, where there is no before."""
        if since == EVER:
            return Past()
        sure = [mention for mention in mentions if sure_tone(understood(mention, read))]
        return await asyncio.to_thread(self._past.past, channel, watch, people(sure), since, until)

    async def _placed(self, watch: Watch, hits: Sequence[Hit]) -> Mapping[str, str]:
        """The story of each mention; what has no place is given one in good time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PLACING):
                return await self._stories.place(watch, hits)
        return await self._stories.placed(watch, [hit.mention.id for hit in hits])

    async def _read(self, watch: Watch, mentions: Sequence[Mention]) -> Readings:
        """What was read of each mention; what is not read in good time goes without."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READING):
                return await self._readings.read(watch, mentions)
        return await self._readings.made(watch, mentions)

    def _answers(self, watch: Watch, mentions: Iterable[Mention]) -> frozenset[str]:
        """Those mentions that do not name what is watched: they answer what does. Blocks."""
        query = self._registry.query(watch)
        return frozenset(mention.id for mention in mentions if not query.matches(mention))

    def _known(
        self, channel: str, since: datetime, until: datetime, told: Sequence[Mention]
    ) -> Mapping[Person, int] | None:
        """The days on which the channel heard each person by now, of those it knew before. Blocks."""
        if since == EVER:
            return None
        who = people(told)
        late = Counter(
            person(mention) for mention in set(told) if mention.dated and mention.created_at < since
        )
        before = self._people.histories(channel, who, since)
        known = [name for name, met in before.items() if met.mentions > late[name]]
        return {name: met.days for name, met in self._people.histories(channel, known, until).items()}
