"""What is owed and not sent yet, made anew when what it tells was edited or taken back.

1. A mention that changed is a row (`storage.amendments`) until what is owed of it was made anew: a kill in
   between makes it anew at the next start.
2. What is being composed meanwhile is owed first: it may tell the mention as it was.
3. What could not be made anew keeps its rows, and is tried again; what changed after it does not wait for it.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.outbox.outbox import Outbox
from bot.storage.amendments import Amendments
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.hits import Hit, HitRows

log = logging.getLogger(__name__)


class Composer(Protocol):
    """Composes deliveries of a kind."""

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let what is owed say what is left of what it tells."""


class Redelivery:
    """Knows who composes each kind of delivery."""

    def __init__(
        self,
        hits: HitRows,
        amendments: Amendments,
        outbox: Outbox,
        composers: Mapping[DeliveryKind, Composer],
    ) -> None:
        self._hits = hits
        self._amendments = amendments
        self._outbox = outbox
        self._composers = composers

    async def redeliver(self) -> None:
        """Make anew what tells mentions that changed since this was done last, the first change first.

        Raises the first fault, once all that can be made anew is.
        """
        failure: Exception | None = None
        after = 0
        while amended := await asyncio.to_thread(self._amendments.standing, after):
            after = amended[-1].seq
            try:
                await self._recompose(dict.fromkeys(each.mention for each in amended))
                await asyncio.to_thread(self._amendments.clear, amended)
            except Exception as error:  # what is told of other mentions is made anew all the same
                log.exception("What is owed of %d changed mentions is not made anew", len(amended))
                failure = failure or error
        if failure:
            raise failure

    async def _recompose(self, ids: Collection[str]) -> None:
        """Make anew what tells one of these mentions, which are erased or say something else now."""
        await self._outbox.settle_composing()
        for owed in await self._outbox.unsent(ids):
            if owed.kind in self._composers:
                async with self._outbox.channel_lock(owed.channel):  # more may be gathered in it meanwhile
                    hits = await asyncio.to_thread(self._hits.told, owed.id)
                    await self._composers[owed.kind].recompose(owed, hits)
