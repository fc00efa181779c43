"""Puts mentions into stories as they come, and keeps where each was put: a row a mention, made once.

1. What has a place keeps it; the rest is taken oldest first.
2. Certain ties are looked up by keys (`certain_links`), and copies compared word by word. So is looked up who
   else surely tells of the same danger.
3. Kin are looked for among the mentions of the watch written within a day (`kin`).
4. The place is decided (`placement`) and kept before the next mention is looked at.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from bot.analysis.certain_links import are_copies, copy_keys, harm_keys, page_keys
from bot.analysis.kin import KinFinder
from bot.analysis.placement import OLD, Join, Link, Placement, Tie, place
from bot.analysis.story_coverage import CoverageLearner
from bot.clock import Clock
from bot.models import Mention, Person, Watch
from bot.storage.hits import Hit, written_at
from bot.storage.mentions import MentionRows
from bot.storage.stories import JoinedStory, PlacedMention, StoryRows

AT_ONCE: Final = 64
"""Mentions whose kin are looked for together."""


class Moved(msgspec.Struct, frozen=True):
    """What a person made of stories: `story` was taken out of `other`, or became part of it.

    `before` says in which story each mention stood that was moved; `mentions` how many are together now,
    `rest` how many stay behind.
    """

    story: str
    other: str
    before: dict[str, str]
    mentions: int
    rest: int = 0


class StoryKeeper:
    """Places mentions, one at a time: what was placed a moment ago is what the next may belong to."""

    def __init__(
        self,
        mentions: MentionRows,
        rows: StoryRows,
        finder: KinFinder,
        learner: CoverageLearner,
        clock: Clock,
    ) -> None:
        self._mentions = mentions
        self._rows = rows
        self._finder = finder
        self._learner = learner
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def place(self, watch: Watch, hits: Iterable[Hit]) -> dict[str, str]:
        """The story of each of these hits of a watch, by mention; what has no place yet is given one."""
        by_id = {hit.mention.id: hit for hit in hits}
        async with self._one_at_a_time:
            placed = await asyncio.to_thread(self._rows.stories_of, watch.id, by_id)
            new = [hit for id_, hit in by_id.items() if id_ not in placed]
            if not new:
                return placed
            new.sort(key=lambda hit: (written_at(hit), hit.mention.id))
            while new:
                number = min(AT_ONCE, self._learner.placed_until_due(watch.id))
                await self._place_some(watch, new[:number])
                new = new[number:]
        return await self.placed(watch, by_id)

    async def placed(self, watch: Watch, mentions: Iterable[str]) -> dict[str, str]:
        """The story of each of these mentions of a watch that has a place."""
        return await asyncio.to_thread(self._rows.stories_of, watch.id, mentions)

    async def begun(self, watch: Watch, stories: Iterable[str]) -> dict[str, datetime]:
        """When each of these stories began."""
        return await asyncio.to_thread(self._rows.begun, watch.id, stories)

    async def heard(
        self, watch: Watch, stories: Iterable[str], before: datetime
    ) -> dict[str, frozenset[Person]]:
        """Who had spoken in each of these stories before an instant."""
        return await asyncio.to_thread(self._rows.speakers, watch.id, stories, before)

    async def split(self, watch: Watch, mention: str, person: str) -> Moved | None:
        """Make a story of its own of a mention and what was placed by it; a person says so.

        None where it is one already.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._split, watch.id, mention, person)

    async def join(self, watch: Watch, one: str, other: str, person: str) -> Moved | None:
        """Make one story of those of two mentions; a person says so, and the older one's id stays.

        None where they are one already.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._join, watch.id, one, other, person)

    async def move_back(self, watch: str, moved: Moved) -> None:
        """Let be again what was before a person split or joined."""
        async with self._one_at_a_time:
            stories = moved.before, moved.story, moved.other
            await asyncio.to_thread(self._rows.move_back, watch, *stories)

    async def _place_some(self, watch: Watch, hits: Sequence[Hit]) -> None:
        coverage = await self._learner.coverage(watch, len(hits), max(map(written_at, hits)))
        circle = await self._finder.circle(watch.id, [watch.name], hits, coverage)
        for hit in hits:
            kin = await circle.kin(hit.mention.id, written_at(hit))
            placed, joins = await asyncio.to_thread(self._place_one, watch, hit, kin)
            circle.put(placed.mention, placed.story, written_at(hit), joins)

    def _place_one(self, watch: Watch, hit: Hit, kin: Sequence[Link]) -> tuple[Placement, list[Join]]:
        mention = hit.mention
        pages, copies = page_keys(mention), copy_keys(mention)
        harms = harm_keys(mention)
        certain = self._certain(watch.id, mention, pages, copies)
        kin = [*self._harmed(watch.id, hit, harms), *kin]
        stories = {link.story for link in (*certain, *kin)}
        standing = self._rows.standing(watch.id, stories)
        are_several = len(stories) > 1
        parted = self._rows.apart(watch.id, stories) if are_several else set()
        bridges = self._rows.bridges(watch.id, stories) if are_several else Counter[frozenset[str]]()
        placed, joins = place(mention.id, written_at(hit), certain, kin, standing, parted, bridges)
        row = PlacedMention(
            mention=placed.mention,
            story=placed.story,
            link=placed.link,
            tie=placed.tie,
            score=placed.score,
            written_at=written_at(hit),
        )
        joined = [_row(join) for join in joins]
        self._rows.keep(watch.id, row, pages | copies | harms, placed.bridges, joined, self._clock.now())
        return placed, joins

    def _split(self, watch: str, mention: str, person: str) -> Moved | None:
        placed = self._rows.placed(watch, [mention]).get(mention)
        members = self._rows.members(watch, placed.story) if placed else []
        moved = _linked_by(mention, members)
        if placed is None or len(moved) == len(members):
            return None
        story = mention if placed.story != mention else f"{mention}#rest"
        stays = len(members) - len(moved)
        if placed.story == mention:  # the rest goes on under a name of its own
            moved = {each.mention for each in members} - moved
        said = JoinedStory(
            story=story, other=placed.story, apart=True, mention=mention, tie=Tie.PERSON, person=person
        )
        self._rows.split(watch, moved, said, self._clock.now())
        return Moved(story, placed.story, dict.fromkeys(moved, placed.story), len(members) - stays, stays)

    def _join(self, watch: str, one: str, other: str, person: str) -> Moved | None:
        placed = self._rows.placed(watch, [one, other])
        stories = {row.story for row in placed.values()}
        if len(stories) != 2:
            return None
        begun = self._rows.begun(watch, stories)
        stays, ends = sorted(stories, key=lambda story: (begun[story], story))
        said = JoinedStory(story=ends, other=stays, mention=one, link=other, tie=Tie.PERSON, person=person)
        before = {each.mention: ends for each in self._rows.members(watch, ends)}
        self._rows.join(watch, said, self._clock.now())
        return Moved(ends, stays, before, len(self._rows.members(watch, stays)))

    def _certain(
        self, watch: str, mention: Mention, pages: frozenset[str], copies: frozenset[str]
    ) -> list[Link]:
        """What shares a page or thread with a mention, then what says nearly the same, the nearest first."""
        found = self._rows.sharing(watch, pages | copies)
        tied = [Link(other, story, Tie.PAGE) for key, other, story in found if key in pages]
        alike = {other: story for key, other, story in found if key in copies}
        texts = self._mentions.stored(alike)
        nearest = {name: i for i, name in enumerate((*mention.answers[::-1], mention.thread))}
        tied.sort(key=lambda link: -nearest.get(link.mention, -1))
        copied = [other for other in alike if other in texts and are_copies(mention, texts[other])]
        return [*tied, *(Link(other, alike[other], Tie.COPY) for other in copied)]

    def _harmed(self, watch: str, hit: Hit, harms: frozenset[str]) -> list[Link]:
        """What surely tells of the same danger within `OLD`, nearest first, if nothing else did lately."""
        sharing = {other for _, other, _ in self._rows.sharing(watch, harms)} if harms else set()
        told = self._rows.placed(watch, sharing).values()
        since = {each.mention: abs(each.written_at - written_at(hit)) for each in told}
        near = sorted(
            (each for each in told if since[each.mention] < OLD), key=lambda each: since[each.mention]
        )
        stories = {each.story for each in near}
        if any(each.story not in stories for each in told):
            return []
        return [Link(each.mention, each.story, Tie.HARM, margin=1.0) for each in near]


def _linked_by(mention: str, members: Iterable[PlacedMention]) -> set[str]:
    """A mention, and the members of its story that were placed by it, or by one of these."""
    found = {mention}
    for each in members:  # oldest first: what links is older, but for what was heard late
        if each.link in found:
            found.add(each.mention)
    return found


def _row(join: Join) -> JoinedStory:
    return JoinedStory(
        story=join.story,
        other=join.into,
        mention=join.mention,
        link=join.link,
        tie=join.tie,
        score=join.score,
    )
