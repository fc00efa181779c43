"""Reads what became of what was told before.

1. A story of `SEVERAL` people of whom `CRITICAL` are so, or that surely concerned safety, is over once nobody
   has spoken in it for `STORY_OVER_AFTER`. The page in whose time that falls says so, once.
2. What the team promised by a day is told until that day. The page in whose time the day ends says that it
   has passed, and what the team said since. Only who surely speaks for us promises for us.
3. What surely concerned safety within `STANDS` still does where its story goes on, though today nobody
   says so.
4. Who said within `REMEMBERED` that they speak for a brand still speaks for it, though they do not say so
   today.
"""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.analysis.choice import quotations
from bot.analysis.gravity import gravity
from bot.analysis.people import people
from bot.analysis.promises import promises
from bot.analysis.stories import Story
from bot.analysis.voices import Readings, counted, is_counted, understood
from bot.digests.aftermath import Aftermath, Over, Promised
from bot.digests.digest import DigestContext, Knowledge, Section
from bot.digests.digest_story import SEVERAL, STORY_OVER_AFTER, Carried, Quotation, dangers
from bot.listening.poll import EVER
from bot.models import Channel, Mention, Watch, WatchKind
from bot.storage.history import WatchHistory
from bot.storage.mentions import MentionRows
from bot.storage.story_history import StoryHistory
from bot.watches.readings import WatchReadings

CRITICAL: Final = 2
"""Critical people from which on the end of a story is told."""
STANDS: Final = timedelta(days=7)
REMEMBERED: Final = timedelta(days=28)
"""How far back promises, and who speaks for us, are looked for."""
MOST: Final = 20
"""Stories that fell silent, of most mentions, that are looked at."""
LATEST: Final = 400
"""Mentions of a story, or of the team, that are read."""
DAY: Final = timedelta(days=1)


class AftermathReader:
    """Knows what became of stories and promises."""

    def __init__(
        self, mentions: MentionRows, history: WatchHistory, stories: StoryHistory, readings: WatchReadings
    ) -> None:
        self._mentions = mentions
        self._history = history
        self._stories = stories
        self._readings = readings

    async def with_past(
        self, context: DigestContext, watches: Iterable[Watch], since: datetime
    ) -> DigestContext:
        """What is known of a channel, with when its stories were last spoken in and what stands of danger."""
        if since == EVER:
            return context
        of = dict(context.of)
        for watch in watches:
            if knows := of.get(watch.id):
                of[watch.id] = await self._with_past(watch, knows, since, context.until)
        return msgspec.structs.replace(context, of=of)

    async def aftermath(
        self,
        channel: Channel,
        watches: Iterable[Watch],
        told: Sequence[Section],
        context: DigestContext,
        since: datetime,
    ) -> Aftermath:
        """What became of what was told of some watches before, beside what is told of them now."""
        if since == EVER:
            return Aftermath()
        over, promised = list[Over](), list[Promised]()
        for watch in watches:
            over += await self._over(watch, _shown(watch, told, context), context, since)
            if watch.kind is WatchKind.BRAND:
                promised += await self._promised(channel, watch, since, context.until)
        promised.sort(key=lambda each: (each.due, each.said.mention.created_at))
        return Aftermath(tuple(_once(over)), tuple(promised))

    async def _with_past(self, watch: Watch, knows: Knowledge, since: datetime, until: datetime) -> Knowledge:
        older = {story for story, first in knows.begun.items() if first < since}
        last = await asyncio.to_thread(self._stories.last, watch.id, set(knows.placed.values()))
        return msgspec.structs.replace(
            knows,
            last=last,
            carried=await self._carried(watch, older, since),
            read={**knows.read, **await self._read_of_staff(watch, knows, since, until)},
        )

    async def _read_of_staff(
        self, watch: Watch, knows: Knowledge, since: datetime, until: datetime
    ) -> Readings:
        """What is understood of mentions, whose authors said before that they speak for us, by that."""
        its, begin = (watch.channel, watch.id), since - REMEMBERED
        who = await asyncio.to_thread(self._history.staff, *its, begin, since, ())
        said = await asyncio.to_thread(self._history.by, *its, who, begin, until) if who else []
        if all(each.id not in knows.read for each in said):
            return {}
        read = await self._readings.read(watch, said)
        return {id_: found for id_, found in read.items() if id_ in knows.read}

    async def _carried(self, watch: Watch, older: Collection[str], since: datetime) -> Mapping[str, Carried]:
        """The stories that surely concerned safety lately, each by the last mention that says so."""
        rows = await asyncio.to_thread(self._stories.grave, watch.id, older, since - STANDS, since)
        stored = await asyncio.to_thread(self._mentions.stored, [mention for _, mention in rows[:LATEST]])
        read = await self._readings.read(watch, list(stored.values()))
        of: dict[str, list[Mention]] = {}
        for story, id_ in rows:
            found = read.get(id_)
            if found and is_counted(found) and found.safety.value and found.safety.value.is_sure:
                of.setdefault(story, []).append(stored[id_])
        return {story: Carried(said[0], dangers(said, read)) for story, said in of.items()}

    async def _over(
        self, watch: Watch, shown: Collection[str], context: DigestContext, since: datetime
    ) -> list[Over]:
        """The stories that are over since, and are not told now."""
        until = context.until - STORY_OVER_AFTER
        ended = await asyncio.to_thread(self._stories.silent, watch.id, since - STORY_OVER_AFTER, until, MOST)
        names = [story for story in ended if story not in shown]
        found = [await self._ended(watch, story, context) for story in names]
        return [each for each in found if each]

    async def _ended(self, watch: Watch, story: str, context: DigestContext) -> Over | None:
        """A story that is over; None where it was none that is told of."""
        ids = await asyncio.to_thread(self._stories.members, watch.id, story, LATEST)
        stored = list((await asyncio.to_thread(self._mentions.stored, ids)).values())
        read = await self._readings.read(watch, stored)
        said = counted(stored, read)
        who = people(said)
        if not _is_affair(said, read):
            return None
        chosen = await asyncio.to_thread(quotations, said, read, context.language)
        lead = (chosen or said)[0]
        return Over(
            watch=watch,
            heading=Story(tuple(said)).heading(lead),
            lead=lead,
            people=len(who),
            places=len({each.place or each.source for each in said}),
            last=max(each.created_at for each in stored),
            mentions=frozenset(each.id for each in said),
        )

    async def _promised(
        self, channel: Channel, watch: Watch, since: datetime, until: datetime
    ) -> list[Promised]:
        """What the team promised of which the day had not passed by then."""
        ours = await self._of_the_team(channel, watch, until)
        found = []
        for i, mention in enumerate(ours):
            written = mention.created_at.astimezone(ZoneInfo(channel.zone)).date()
            for each in promises(mention.text, mention.lang, written):
                ends = datetime.combine(each.due + DAY, time(), ZoneInfo(channel.zone)).astimezone(UTC)
                if ends > since:
                    quotation, passed = Quotation(mention, each.words), ends <= until
                    word = ours[-1] if passed and ours[i + 1 :] else None
                    found.append(Promised(said=quotation, due=each.due, has_passed=passed, word=word))
        return found

    async def _of_the_team(self, channel: Channel, watch: Watch, until: datetime) -> list[Mention]:
        """What our people wrote lately, the oldest first, without what is set aside."""
        begin, context = until - REMEMBERED, await asyncio.to_thread(self._readings.context, watch)
        named = [author for _, author in context.team]
        who = await asyncio.to_thread(self._history.staff, channel.id, watch.id, begin, until, named)
        said = await asyncio.to_thread(self._history.by, channel.id, watch.id, who, begin, until)
        read = await self._readings.read(watch, said[-LATEST:])
        return [
            each
            for each in said[-LATEST:]
            if (found := understood(each, read)).is_our_staff and not found.aside and each.dated
        ]


def _is_affair(said: Sequence[Mention], read: Readings) -> bool:
    """Whether so much was told of a story that its end is worth a line."""
    grave = gravity(said, read)
    return grave.is_sure or (len(people(said)) >= SEVERAL and grave.critical >= CRITICAL)


def _once(over: Iterable[Over]) -> Iterator[Over]:
    """The stories, each once: one thread may be told of two names."""
    seen: set[str] = set()
    for each in over:
        if each.mentions.isdisjoint(seen):
            yield each
        seen |= each.mentions


def _shown(watch: Watch, told: Iterable[Section], context: DigestContext) -> set[str]:
    """The stories of a watch that are told."""
    placed = context.of[watch.id].placed if watch.id in context.of else {}
    return {
        placed[mention.id]
        for section in told
        if section.watch.id == watch.id
        for story in section.stories
        for mention in story.story.mentions
        if mention.id in placed
    }
