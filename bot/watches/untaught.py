"""Takes back what somebody taught: a correction, an account of the team, a story split or joined."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.clock import Clock
from bot.models import Watch
from bot.storage.changes import KEPT_FOR
from bot.storage.mentions import MentionRows
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from bot.storage.watchlist import Watchlist
from bot.watches.corrections import Corrections
from bot.watches.naming import find
from bot.watches.story_edits import StoryEdits
from bot.watches.taught import TakenBack
from bot.watches.teams import Teams
from bot.watches.urgent_words import UrgentWords
from bot.watches.vips import Vips


class Untaught:
    """Finds the last teaching of a channel, and takes it back."""

    def __init__(
        self,
        watchlist: Watchlist,
        teachings: Teachings,
        corrections: Corrections,
        stories: StoryEdits,
        teams: Teams,
        urgent: UrgentWords,
        vips: Vips,
        mentions: MentionRows,
        clock: Clock,
    ) -> None:
        self._watchlist = watchlist
        self._teachings = teachings
        self._mentions = mentions
        self._clock = clock
        self._undoes: Mapping[TeachingKind, Callable[[Teaching], Awaitable[None]]] = {
            TeachingKind.TONE: corrections.undo,
            TeachingKind.RELEVANCE: corrections.undo,
            TeachingKind.TEAM: teams.undo,
            TeachingKind.SPLIT: stories.undo,
            TeachingKind.JOIN: stories.undo,
            TeachingKind.URGENT: urgent.undo,
            TeachingKind.VIP: vips.undo,
        }

    async def last(self, channel: str, name: str) -> Teaching | None:
        """What was taught last in a channel, or of the watch of that name; not of one that is gone."""
        watches = await asyncio.to_thread(self._watchlist.watches, channel)
        known = {watch.id for watch in find(watches, name)} if name else {"", *(each.id for each in watches)}
        since = self._clock.now() - KEPT_FOR
        taught = await asyncio.to_thread(self._teachings.of_channel, channel, since)
        return next((each for each in taught if each.watch in known), None)

    async def undo(self, teaching: Teaching) -> TakenBack:
        """Let be again what was before it."""
        await self._undoes[teaching.kind](teaching)
        await asyncio.to_thread(self._teachings.forget, teaching)
        watches = await asyncio.to_thread(self._watchlist.watches, teaching.channel)
        watch: Watch | None = next((each for each in watches if each.id == teaching.watch), None)
        mention = str(teaching.about.get("mention", ""))
        stored = await asyncio.to_thread(self._mentions.stored, [mention] if mention else [])
        return TakenBack(teaching, watch, stored.get(mention))
