"""Stories that people split and join: what they say is never undone by the bot, and can be taken back."""

import asyncio

import msgspec

from bot.analysis.story_keeper import Moved, StoryKeeper
from bot.clock import Clock
from bot.errors import Refusal, Refused
from bot.models import Watch
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from bot.watches.kept_links import KeptLinks, KeptMention
from bot.watches.taught import StoryEdited


class StoryEdits:
    """Splits and joins stories."""

    def __init__(self, links: KeptLinks, keeper: StoryKeeper, teachings: Teachings, clock: Clock) -> None:
        self._links = links
        self._keeper = keeper
        self._teachings = teachings
        self._clock = clock

    async def split(self, channel: str, user: str, address: str, name: str = "") -> StoryEdited:
        """Let a mention, and what was placed by it, be a story of its own. Raises `Refused`."""
        found = await self._links.all(channel, address, name)
        moved: list[tuple[Watch, Moved]] = []
        for kept in found:
            await self._keeper.place(kept.watch, [kept.hit])
            if done := await self._keeper.split(kept.watch, kept.mention.id, user):
                await self._record(kept, TeachingKind.SPLIT, user, done)
                moved.append((kept.watch, done))
        if not moved:
            raise Refused(Refusal.STORY_WHOLE)
        return StoryEdited(found[0].mention, tuple(moved))

    async def join(self, channel: str, user: str, one: str, other: str, name: str = "") -> StoryEdited:
        """Let the stories of two mentions be one. Raises `Refused`."""
        firsts = await self._links.all(channel, one, name)
        others = {kept.watch.id: kept for kept in await self._links.all(channel, other, name)}
        pairs = [(kept, others[kept.watch.id]) for kept in firsts if kept.watch.id in others]
        if not pairs:
            raise Refused(Refusal.STORIES_APART)
        moved: list[tuple[Watch, Moved]] = []
        for kept, joined in pairs:
            await self._keeper.place(kept.watch, [kept.hit, joined.hit])
            if done := await self._keeper.join(kept.watch, kept.mention.id, joined.mention.id, user):
                await self._record(kept, TeachingKind.JOIN, user, done)
                moved.append((kept.watch, done))
        if not moved:
            raise Refused(Refusal.STORY_ONE)
        return StoryEdited(firsts[0].mention, tuple(moved))

    async def undo(self, teaching: Teaching) -> None:
        """Let the stories be again as they were."""
        moved = msgspec.convert(teaching.before, Moved)
        await self._keeper.move_back(teaching.watch, moved)

    async def _record(self, kept: KeptMention, kind: TeachingKind, user: str, moved: Moved) -> None:
        taught = Teaching(
            channel=kept.watch.channel,
            watch=kept.watch.id,
            kind=kind,
            about={"mention": kept.mention.id},
            before=msgspec.to_builtins(moved),
            person=user,
            at=self._clock.now(),
        )
        await asyncio.to_thread(self._teachings.record, taught)
