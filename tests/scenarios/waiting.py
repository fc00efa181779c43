"""Waiting for what goes on in the background and tells nobody."""

import asyncio
from collections.abc import Callable

from tests.processes import PATIENCE


async def eventually(come: Callable[[], bool]) -> None:
    """Until something has come about that goes on in the background."""
    async with asyncio.timeout(PATIENCE):
        while not come():  # noqa: ASYNC110, it comes about in threads and on sockets
            await asyncio.sleep(0.01)
