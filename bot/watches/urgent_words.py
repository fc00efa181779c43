"""The words that a channel adds to those of people's safety: what holds one of them concerns it here."""

import asyncio

from bot.clock import Clock
from bot.errors import Refusal, Refused
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from bot.text import fold
from bot.watches.channel_settings import ChannelSettings
from bot.watches.lookup import WatchLookup

MOST = 50
"""Words of a channel."""


class UrgentWords:
    """Adds words, forgets them, lists them."""

    def __init__(
        self, lookup: WatchLookup, settings: ChannelSettings, teachings: Teachings, clock: Clock
    ) -> None:
        self._lookup = lookup
        self._settings = settings
        self._teachings = teachings
        self._clock = clock

    async def listing(self, channel: str) -> tuple[str, ...]:
        """The words of a channel. Raises `Refused` where nothing is watched."""
        return (await self._lookup.channel(channel)).channel.urgent

    async def add(self, channel: str, user: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """Add words to those of a channel; all of them. Raises `Refused` for too many."""
        known = await self.listing(channel)
        new = {fold(word): word for word in words if fold(word) not in map(fold, known)}
        kept = (*known, *new.values())
        if len(kept) > MOST:
            raise Refused(Refusal.URGENT_FULL, n=MOST)
        return await self._put(channel, user, known, kept)

    async def forget(self, channel: str, user: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """Forget words of a channel; those that are left. Raises `Refused` for one that is none of them."""
        known = await self.listing(channel)
        gone = {fold(word) for word in words}
        for word in words:
            if fold(word) not in map(fold, known):
                raise Refused(Refusal.URGENT_UNKNOWN, written=word)
        return await self._put(channel, user, known, tuple(word for word in known if fold(word) not in gone))

    async def undo(self, teaching: Teaching) -> None:
        """Let the words be again what they were."""
        before = tuple(teaching.before["urgent"])
        await self._settings.set_urgent(teaching.channel, teaching.person, before)

    async def _put(
        self, channel: str, user: str, known: tuple[str, ...], kept: tuple[str, ...]
    ) -> tuple[str, ...]:
        if kept != known:
            await self._settings.set_urgent(channel, user, kept)
            taught = Teaching(
                channel=channel,
                kind=TeachingKind.URGENT,
                before={"urgent": list(known)},
                person=user,
                at=self._clock.now(),
            )
            await asyncio.to_thread(self._teachings.record, taught)
        return kept
