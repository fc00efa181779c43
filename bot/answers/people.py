"""Who somebody is, by what the watches of one channel heard of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from bot.analysis.identities import identities
from bot.analysis.stories import Story
from bot.analysis.understanding import Understanding
from bot.clock import Clock
from bot.commands.asked_people import AskedPerson
from bot.commands.people_called import Names, people_called
from bot.digests.person_card import Heard, Said, person_card
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.person_card import (
    Bearer,
    card_message,
    nobody_called,
    not_there,
    only_doubtful,
    several_message,
)
from bot.messages.questions import taken_for
from bot.models import Mention, Person, Watch
from bot.storage.heard_people import HeardPeople, PersonHistory
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows
from bot.storage.stories import StoryRows
from bot.text import fold
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from bot.watches.results import ChannelWatches

MOST: Final = 300
"""Hits of one person that are read, the newest."""
STORIES: Final = 20
"""Stories that are read around them, the latest, each as far as `MEMBERS` mentions."""
MEMBERS: Final = 300


class PersonAnswers:
    """Answers who somebody is."""

    def __init__(
        self,
        mentions: MentionRows,
        people: HeardPeople,
        stories: StoryRows,
        rows: ReadingRows,
        readings: WatchReadings,
        registry: WatchRegistry,
        clock: Clock,
    ) -> None:
        self._mentions = mentions
        self._people = people
        self._stories = stories
        self._rows = rows
        self._readings = readings
        self._registry = registry
        self._clock = clock

    async def answer(self, place: ChannelWatches, asked: AskedPerson) -> Message | None:
        """The card of whoever is asked about, or who may be meant; None where nobody here is called so."""
        channel = place.channel.id
        heard = await asyncio.to_thread(self._people.all, channel)
        called = people_called(asked.name, heard)
        if not called.is_exact and not asked.is_sure:
            return None
        people = await asyncio.to_thread(self._told_apart, channel, called.people)
        bearers = [await asyncio.to_thread(self._bearer, channel, names) for names in people]
        named = [(names, each) for names, each in zip(people, bearers, strict=True) if each]
        if not named:
            return sentence(nobody_called(asked.name)) if asked.is_sure else None
        there = [(names, each) for names, each in named if _is_there(each, names, asked.place)] or named
        if len(there) > 1:
            return several_message(asked.name, [each for _, each in there], place.channel.zone)
        names, bearer = there[0]
        remarks = [] if called.is_exact else [taken_for(asked.name, bearer.name)]
        if not _is_there(bearer, names, asked.place):
            remarks.append(not_there(bearer.name, asked.place))
        return await self._card(place, names, asked.name, remarks)

    def _told_apart(self, channel: str, people: Sequence[Names]) -> list[Names]:
        """The people, those together who are one by a link of their own."""
        newest = self._people.by(channel, [name for names in people for name in names], MOST)
        texts = self._mentions.stored(each.mention for each in newest)
        one = identities(list(texts.values()))
        found: dict[Person, list[Person]] = {}
        for names in people:
            found.setdefault(one.get(names[0], names[0]), []).extend(names)
        return [tuple(names) for names in found.values()]

    def _bearer(self, channel: str, names: Names) -> Bearer | None:
        """Somebody by their last mention; None where that is gone."""
        history = self._history(channel, names)
        newest = self._people.by(channel, names, 1)
        last = self._mentions.stored(each.mention for each in newest)
        if history is None or not last:
            return None
        [mention] = last.values()
        return Bearer(mention.author, mention.place or mention.source, history.days, mention)

    def _history(self, channel: str, names: Names) -> PersonHistory | None:
        """How the channel knows somebody by all names of theirs; no day is counted twice."""
        found = list(self._people.histories(channel, names, self._clock.now()).values())
        if not found:
            return None
        return PersonHistory(
            first=min(each.first for each in found),
            days=max(each.days for each in found),
            mentions=sum(each.mentions for each in found),
        )

    async def _card(
        self, place: ChannelWatches, names: Names, written: str, remarks: Sequence[str]
    ) -> Message:
        heard = await self._heard(place, names)
        card = person_card(heard, self._clock.now()) if heard else None
        if card is None:
            return sentence(only_doubtful(written))
        return card_message(card, remarks, place.channel.zone, self._clock.now())

    async def _heard(self, place: ChannelWatches, names: Names) -> Heard | None:
        """All that is read for somebody's card."""
        channel = place.channel.id
        history = await asyncio.to_thread(self._history, channel, names)
        own = await asyncio.to_thread(self._own, place, names)
        around = {
            watch.id: await asyncio.to_thread(self._around, watch, mentions)
            for watch, mentions in own.items()
        }
        read = {
            watch.id: dict(await self._readings.read(watch, list(around[watch.id].values()))) for watch in own
        }
        team = await asyncio.to_thread(self._rows.team, channel)
        stories = await asyncio.to_thread(self._placed, around)
        if history is None:
            return None
        return Heard(
            names=names,
            history=history,
            said=_said(own, stories, read),
            around={watch: list(mentions.values()) for watch, mentions in around.items()},
            read=read,
            spots={watch.id: self._registry.query(watch).spots for watch in own},
            is_team_named=bool(team),
        )

    def _own(self, place: ChannelWatches, names: Names) -> dict[Watch, list[Mention]]:
        """What somebody wrote, by the watches of the channel that got it, the newest first."""
        watches = {watch.id: watch for watch in place.watches}
        newest = self._people.by(place.channel.id, names, MOST)
        texts = self._mentions.stored(each.mention for each in newest)
        found: dict[Watch, list[Mention]] = {}
        for each in newest:
            if each.watch in watches and each.mention in texts:
                found.setdefault(watches[each.watch], []).append(texts[each.mention])
        return found

    def _around(self, watch: Watch, own: Sequence[Mention]) -> dict[str, Mention]:
        """Somebody's mentions of a watch with the other mentions of their stories, by id."""
        placed = self._stories.placed(watch.id, [each.id for each in own])
        stories = list(dict.fromkeys(placed[each.id].story for each in own if each.id in placed))[:STORIES]
        members = [
            row.mention for story in stories for row in self._stories.members(watch.id, story)[-MEMBERS:]
        ]
        return {**self._mentions.stored(members), **{each.id: each for each in own}}

    def _placed(self, around: Mapping[str, Mapping[str, Mention]]) -> dict[tuple[str, str], Story]:
        """The story of each mention of each watch, by their ids."""
        found: dict[tuple[str, str], Story] = {}
        for watch, mentions in around.items():
            held: dict[str, list[Mention]] = {}
            for id_, row in self._stories.placed(watch, mentions).items():
                held.setdefault(row.story, []).append(mentions[id_])
            for together in held.values():
                story = Story(tuple(sorted(together, key=lambda each: (each.created_at, each.id))))
                found |= {(watch, each.id): story for each in together}
        return found


def _said(
    own: Mapping[Watch, Sequence[Mention]],
    stories: Mapping[tuple[str, str], Story],
    read: Mapping[str, Mapping[str, Understanding]],
) -> list[Said]:
    """What somebody wrote with what was understood of it, the newest first."""
    said = [
        Said(watch, each, read[watch.id][each.id], stories.get((watch.id, each.id), Story((each,))))
        for watch, mentions in own.items()
        for each in mentions
        if each.id in read[watch.id]
    ]
    return sorted(said, key=lambda each: each.mention.created_at, reverse=True)


def _is_there(bearer: Bearer, names: Names, place: str) -> bool:
    """Whether somebody speaks where they are asked about."""
    wanted = fold(place).removeprefix("#")
    return not wanted or any(
        wanted in fold(where) for where in (bearer.place, names[0][0], bearer.last.source)
    )
