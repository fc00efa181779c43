"""What is answered to names: the page of those that are watched, and what the sources know of others.

1. The page is the digest's, over the time that is named, else over the last seven days.
2. Of a name that nobody watches here the sources are asked now.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.analysis.people import people, unsigned
from bot.clock import Clock
from bot.commands.calendar_words import DAY, WEEK, Clocked, Span
from bot.commands.questions import About
from bot.commands.verbs import in_language_spoken
from bot.digests.compose import DigestComposer
from bot.digests.quoted_story import QuotedStory, quoted_stories
from bot.errors import BadQuery
from bot.listening.search import SourceSearch
from bot.locale import spoken
from bot.messages import questions as said
from bot.messages.asked_page import page_message
from bot.messages.message import Message
from bot.messages.questions import Part, parts_message
from bot.messages.wording import day
from bot.models import Mention, Watch
from bot.query import Query, parse, read_edit, read_watch
from bot.watches.naming import find
from bot.watches.results import ChannelWatches

SHOWN: Final = {1: 3, 2: 2}
"""Stories quoted of a name that is not watched, by how many names there are; one of each of more."""


class NameAnswers:
    """Answers what is asked about names."""

    def __init__(self, composer: DigestComposer, search: SourceSearch, clock: Clock) -> None:
        self._composer = composer
        self._search = search
        self._clock = clock

    async def answer(
        self,
        place: ChannelWatches,
        about: About,
        watches: Sequence[Watch],
        resting: Sequence[Watch] = (),
    ) -> Message:
        """What is known of watches, and what the sources know of other names; `resting` ones only rest."""
        remarks: list[str] = []
        parts: list[Part] = []
        shown = SHOWN.get(len(watches) + len(about.others), 1)
        for name in about.others[: said.MOST_TOLD]:
            meant = [watch for watch in find(place.watches, name) if watch not in watches]
            if len(meant) == 1:
                watches = [*watches, meant[0]]
            elif meant:
                parts.append(Part(said.several(name, [watch.name for watch in meant])))
            else:
                part, remark = await self._unwatched(place, name, about, shown)
                parts.append(part)
                remarks += remark
        watches = list(dict.fromkeys(watches))
        page = await self._watched(place, watches, about) if watches else None
        remarks = [
            *_remarks(place, about, watches),
            *remarks,
            *(said.paused(each.name) for each in resting),
        ]
        if left := about.others[said.MOST_TOLD :]:
            remarks.append(said.left_out(left))
        if isinstance(page, Part):
            return parts_message([page, *parts], remarks, self._clock.now())
        return parts_message(parts, remarks, self._clock.now(), page)

    async def _watched(self, place: ChannelWatches, watches: Sequence[Watch], about: About) -> Message | Part:
        """The page of watches; a sentence where nothing is known."""
        names = [watch.name for watch in watches]
        try:
            narrow = _narrowing(names[0], about.narrowed) if about.narrowed else None
        except BadQuery as error:
            return Part(said.cannot_look(error.reason))
        now = self._clock.now()
        span = about.span or Clocked(now, place.channel.zone).last(WEEK, said.week_label())
        channel = msgspec.structs.replace(place.channel, language=spoken())
        digest = await self._composer.digest_now(
            channel, watches, span.until - span.since, span.until, narrow
        )
        if digest.sections:
            return page_message(digest, names, span.label, _whole(span, now), about.narrowed)
        return Part(await self._nothing(place, watches, about, span))

    async def _nothing(
        self, place: ChannelWatches, watches: Sequence[Watch], about: About, span: Span
    ) -> str:
        """That nothing is known of a time, or at all."""
        names = [watch.name for watch in watches]
        if about.span or about.narrowed:
            return said.nothing_of(names, span.label, about.narrowed)
        if await self._composer.knows_any(place.channel, watches):
            return said.nothing_lately(names, span.label)
        return said.nothing_of(names)

    async def _unwatched(
        self, place: ChannelWatches, name: str, about: About, shown: int
    ) -> tuple[Part, list[str]]:
        """What the sources know now of a name that is not watched here, and how one watches it."""
        span = about.span
        now = self._clock.now()
        try:
            name, typed = read_watch(name)
            query = parse(typed)
        except BadQuery as error:
            return Part(said.cannot_look(error.reason)), []
        since = span.since if span else now - WEEK
        found, unheard = await self._search.search(query, place.channel, since)
        found = [mention for mention in found if not span or _is_within(mention, span.until)]
        label = span.label if span else said.week_label()
        remarks = [said.unheard_of(unheard)] if unheard else []
        remarks.append(said.unwatched(name, in_language_spoken(about.kind)))
        if not found:
            return Part(f"{said.nothing_found(name, label, unheard)} {' '.join(remarks)}"), []
        opening = said.found_of(name, label, len(found), len(people(found)), unsigned(found))
        return Part(opening, _newest(found, query, shown)), remarks


def _narrowing(name: str, narrowed: str) -> Query:
    """What narrows a name, as a query. Raises `BadQuery`."""
    return parse(read_edit(f"{name} {narrowed}", name))


def _whole(span: Span, now: datetime) -> int | None:
    """The days that a page must go back from now to hold a span; None for one that is past."""
    return math.ceil((now - span.since) / DAY) if now - span.until < timedelta(minutes=1) else None


def _remarks(place: ChannelWatches, about: About, watches: Sequence[Watch]) -> list[str]:
    """What is to be known of watches beside what they found."""
    taken = [
        said.taken_for(written, place.watches[about.watches[0]].name)
        for written in about.taken
        if len(about.watches) == 1
    ]
    early = [
        said.since_when([watch.name], day(watch.created_at, place.channel.zone))
        for watch in watches
        if about.span and about.span.since < watch.created_at - WEEK
    ]
    return [*taken, *early, *(said.paused(watch.name) for watch in watches if watch.paused)]


def _is_within(mention: Mention, until: datetime) -> bool:
    return not mention.dated or mention.created_at < until


def _newest(mentions: Sequence[Mention], query: Query, shown: int) -> list[QuotedStory]:
    """The stories of the newest mentions, newest first."""
    told = quoted_stories(mentions, query.spots)
    return sorted(told, key=lambda each: each.story.mentions[-1].created_at, reverse=True)[:shown]
