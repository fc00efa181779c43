"""What somebody wants to know of what was said, answered from what was kept, by what was understood of it.

1. Of the watches that are named; else of the kind that is; else of the one that the thread speaks of; else of
   the only one. What to read, who waits, who turned, what changed can be asked of all at once; of the rest
   it is asked which one.
2. Of the time that is named, else of the last seven days.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from bot.answers.people import PersonAnswers
from bot.clock import Clock
from bot.commands.aspects import Aspect
from bot.commands.calendar_words import Clocked, Span
from bot.commands.inquiries import Inquiry
from bot.digests.asked_section import AskedSection, Side, causes
from bot.digests.change import change
from bot.digests.compose import DigestComposer
from bot.digests.digest import Digest
from bot.digests.seriousness import seriousness
from bot.locale import _, spoken
from bot.messages.answers import sentence
from bot.messages.asked import everywhere, which_one
from bot.messages.asked_groups import reading_message, turned_message, unanswered_message
from bot.messages.causes import causes_message
from bot.messages.changed import changed_message
from bot.messages.comparison import comparison_message
from bot.messages.digest_stories import Shown
from bot.messages.message import Message
from bot.messages.questions import none_of, nothing_watched, since_when, taken_for, week_label
from bot.messages.seriousness import seriousness_message
from bot.messages.told import with_remarks
from bot.messages.wording import day
from bot.models import Channel, Watch, WatchKind
from bot.storage.stories import StoryRows
from bot.storage.thread_watches import ThreadWatches
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from bot.watches.results import ChannelWatches

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
MOST: Final = 4
"""Watches of which one answer speaks in turn."""
_OF_ALL: Final = frozenset(
    (Aspect.READING, Aspect.UNANSWERED, Aspect.TURNED, Aspect.CHANGED, Aspect.COMPARED)
)
"""What can be asked of all watches at once."""


class InquiryAnswers:
    """Answers inquiries."""

    def __init__(
        self,
        people: PersonAnswers,
        composer: DigestComposer,
        readings: WatchReadings,
        registry: WatchRegistry,
        stories: StoryRows,
        threads: ThreadWatches,
        clock: Clock,
    ) -> None:
        self._people = people
        self._composer = composer
        self._readings = readings
        self._registry = registry
        self._stories = stories
        self._threads = threads
        self._clock = clock

    async def answer(self, place: ChannelWatches, asked: Inquiry, thread_ts: str = "") -> Message | None:
        """The answer to what is asked in a thread; None where it is asked of a name, which is no person's."""
        if asked.person:
            return await self._people.answer(place, asked.person)
        if not place.watches:
            return sentence(nothing_watched())
        watches = await self._asked_of(place, asked, thread_ts)
        if not watches:
            return sentence(none_of(asked.kind))
        if asked.aspect is Aspect.COMPARED and len(watches) < 2:
            return sentence(none_of(WatchKind.COMPETITOR))
        if len(watches) > 1 and asked.aspect not in _OF_ALL and not asked.watches and not asked.kind:
            return sentence(which_one([watch.name for watch in watches]))
        remarks = [taken_for(written, watches[0].name) for written in asked.taken[:1]]
        remarks += [everywhere(asked.place)] if asked.place else []
        remarks += self._early(place.channel, asked, watches)
        return with_remarks(await self._told(_speaking(place.channel), asked, watches), remarks)

    async def _asked_of(self, place: ChannelWatches, asked: Inquiry, thread_ts: str) -> list[Watch]:
        """The watches that are asked about."""
        every = list(place.watches)
        if asked.aspect is Aspect.COMPARED and len(asked.watches) < 2:
            return [watch for watch in every if watch.kind is not WatchKind.TOPIC]
        if asked.watches:
            return [every[each] for each in asked.watches]
        if asked.kind:
            return [watch for watch in every if watch.kind == asked.kind]
        if thread_ts:
            told = await asyncio.to_thread(self._threads.of, place.channel.id, thread_ts)
            every = [watch for watch in every if watch.id in told] or every
        return every

    async def _told(self, channel: Channel, asked: Inquiry, watches: Sequence[Watch]) -> Message:
        span = asked.span or self._week(channel)
        shown = Shown(channel.zone, self._clock.now())
        match asked.aspect:
            case Aspect.ANGER | Aspect.PRAISE:
                side = Side.AGAINST if asked.aspect is Aspect.ANGER else Side.FOR
                found = await self._sections(channel, watches, span)
                told = [(each, causes(each, side, spoken())) for each in found]
                return await asyncio.to_thread(causes_message, told, side, shown)
            case Aspect.GRAVITY:
                return await self._gravity(channel, watches, span, shown)
            case Aspect.CHANGED:
                return await self._changed(channel, asked, watches, span, shown)
            case Aspect.COMPARED:
                return comparison_message(await self._sections(channel, watches, span), shown)
        digest = await self._digest(channel, watches, span)
        names = [watch.name for watch in watches]
        match asked.aspect:
            case Aspect.READING:
                return reading_message(digest, names, span.label)
            case Aspect.UNANSWERED:
                return unanswered_message(digest, names, span.label, shown)
            case _:
                return turned_message(digest, names, span.label, shown)

    async def _gravity(self, channel: Channel, watches: Sequence[Watch], span: Span, shown: Shown) -> Message:
        now = self._clock.now()
        asked = await self._sections(channel, watches, span)
        today = await self._sections(channel, watches, Span(now - DAY, now, ""))
        before = await self._sections(channel, watches, Span(now - 2 * DAY, now - DAY, ""))
        of_each = zip(asked, today, before, strict=True)
        return seriousness_message([(each[0], seriousness(*each)) for each in of_each], shown)

    async def _changed(
        self, channel: Channel, asked: Inquiry, watches: Sequence[Watch], span: Span, shown: Shown
    ) -> Message:
        length = span.until - span.since
        earlier = asked.before or Span(span.since - length, span.since, _("in as long before"))
        now = await self._sections(channel, watches[:MOST], span)
        before = await self._sections(channel, watches[:MOST], earlier)
        changes = []
        for one, other in zip(now, before, strict=True):
            ids = [mention.id for mention in (*one.said, *other.said)]
            rows = await asyncio.to_thread(self._stories.placed, one.watch.id, ids)
            changes.append(change(one, other, {id_: row.story for id_, row in rows.items()}))
        return changed_message(changes, shown)

    async def _sections(self, channel: Channel, watches: Sequence[Watch], span: Span) -> list[AskedSection]:
        """What was said of each watch, by itself: what two of them got is told of both."""
        return [await self._section(channel, watch, span) for watch in watches[:MOST]]

    async def _section(self, channel: Channel, watch: Watch, span: Span) -> AskedSection:
        digest = await self._digest(channel, [watch], span)
        section = next(iter(digest.sections), None)
        told = section.stories if section else ()
        mentions = [mention for story in told for mention in story.story.mentions]
        return AskedSection(
            watch=watch,
            label=span.label,
            section=section,
            read=await self._readings.read(watch, mentions),
            spots=self._registry.query(watch).spots,
        )

    async def _digest(self, channel: Channel, watches: Sequence[Watch], span: Span) -> Digest:
        return await self._composer.read_now(channel, watches, span.until - span.since, span.until)

    def _early(self, channel: Channel, asked: Inquiry, watches: Sequence[Watch]) -> list[str]:
        """That a time begins before a watch did: what was said then is known in part."""
        span = asked.span or self._week(channel)
        begins = span.since - (span.until - span.since) if asked.aspect is Aspect.CHANGED else span.since
        begins = asked.before.since if asked.before else begins
        early = [watch for watch in watches[:MOST] if begins < watch.created_at - WEEK]
        days = {day(watch.created_at, channel.zone) for watch in early}
        return [
            since_when([each.name for each in early if day(each.created_at, channel.zone) == when], when)
            for when in sorted(days)
        ]

    def _week(self, channel: Channel) -> Span:
        return Clocked(self._clock.now(), channel.zone).last(WEEK, week_label())


def _speaking(channel: Channel) -> Channel:
    """The channel as whoever asked reads it: what is quoted first is in the language of the answer."""
    return msgspec.structs.replace(channel, language=spoken())
