"""A bot whose poll queue does not run: what is due is polled when a bench says so, or never."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from unittest.mock import patch

from bot.listening.poll_queue import PollQueue
from bot.runtime.bot import Bot


@asynccontextmanager
async def polled_by_hand(opening: AbstractAsyncContextManager[Bot]) -> AsyncIterator[Bot]:
    """The bot that opens, its queue left to whoever holds it."""

    async def run(_: PollQueue) -> None:
        await asyncio.Event().wait()

    with patch.object(PollQueue, "run", run):
        async with opening as bot:
            yield bot
