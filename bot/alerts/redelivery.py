"""What is owed and not sent yet, made anew when what it tells was edited or taken back."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from bot.outbox.queue import Outbox
from bot.storage.archive import Archive, Hit
from bot.storage.deliveries import Delivery

Recompose = Callable[[Delivery, Sequence[Hit]], Awaitable[None]]
"""Lets what is owed say what is left of what it tells."""


class Redelivery:
    """Knows who makes each kind of delivery anew."""

    def __init__(self, archive: Archive, outbox: Outbox, makers: Mapping[str, Recompose]) -> None:
        self._archive = archive
        self._outbox = outbox
        self._makers = makers

    async def amend(self, ids: Collection[str]) -> None:
        """Make anew what tells one of these mentions, which are erased or say something else now."""
        await self._outbox.settle_composing()
        for owed in await self._outbox.unsent(ids):
            if owed.kind in self._makers:
                async with self._outbox.channel_lock(owed.channel):  # more may be gathered in it meanwhile
                    hits = await asyncio.to_thread(self._archive.told, owed.id)
                    await self._makers[owed.kind](owed, hits)
